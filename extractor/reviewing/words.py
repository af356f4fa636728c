"""The page's words for what is stored as short names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

STATUS_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "unreviewed": "not reviewed",
        "accepted": "accepted",
        "corrected": "corrected",
        "rejected": "rejected",
        "added": "added",
        "merged": "merged",
    }
)
KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "trial": "trial",
        "design": "design",
        "drug": "drug",
        "arm": "arm",
        "dose": "dose",
        "endpoint": "endpoint",
        "result": "arm result",
        "comparison": "comparison",
    }
)
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "not_in_document": "the document does not say this",
        "wrong_number": "the number means something else",
        "wrong_place": "wrong arm, endpoint or time, and the right one is there already",
        "other_trial": "belongs to another trial or to background",
        "baseline": "a baseline value or characteristic, no result",
        "duplicate": "says the same as another fact",
        "no_trial_fact": "no fact of a trial at all",
        "other": "another reason",
    }
)
"""Why a fact is rejected, in the order of the keys 1 to 8."""
QUEUE_STATUS: Mapping[str, str] = MappingProxyType(
    {"unreviewed": "unreviewed", "in_progress": "in progress", "done": "done"}
)
