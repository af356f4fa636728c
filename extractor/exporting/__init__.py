"""Records to files for other tools. Import what you need from its modules: the help should not load all."""
