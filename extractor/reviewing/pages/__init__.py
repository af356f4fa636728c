"""The pages, by what they show: the collection, one document."""
