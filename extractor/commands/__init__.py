"""The commands, one a module: each adds its options to the parser and has a `run` that gives the exit code.

They import what they need when they run, so that the help comes at once.
"""
