"""Between documents: which of them report the same trial, and where they differ."""

from extractor.comparing.compare import Comparing, Group, compare
from extractor.comparing.differences import Difference, Side
from extractor.comparing.grouping import Entry, group_trials

__all__ = ["Comparing", "Difference", "Entry", "Group", "Side", "compare", "group_trials"]
