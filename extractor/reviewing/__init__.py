"""The curators' pages over a store: queue, document, decisions, agreement."""
