"""Which drug a document is about: the one that is tested, not the one that it is set against."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.linking.drug_drafts import DrugSentence
from extractor.linking.drug_names import DrugGroup

BEATEN_BEFORE = re.compile(
    r"\b(?:bests?|beats?|tops?|outperforms?|outdoes|outpaces?|trumps?|edges? (?:out|past)|trails?|matches|"
    r"equals|holds? (?:its|their) own against|as (?:good|safe|effective) as|better than|superior to|"
    r"inferior to|comparable (?:to|with)|similar to|versus|vs\.?|over|against|than|rivals?)"
    r"\s(?:[\w-]+\s){0,2}$",
    re.IGNORECASE,
)
"""What leads to the drug that the document's own is set against, as in a title."""
_SET_AGAINST = re.compile(
    r"\b(?:than|versus|vs\.?|against|compared (?:with|to))\s(?:[\w.,%()=-]+\s){0,7}$", re.IGNORECASE
)


def lead_score(group: DrugGroup, sentences: Sequence[DrugSentence], score: float) -> float:
    """How much the document is about a drug as the tested one: its score less its places behind "versus"."""
    if score <= 0:
        return 0.0
    behind = sum(
        BEATEN_BEFORE.search(lead) is not None or _SET_AGAINST.search(lead) is not None
        for sentence in sentences
        for (start, _), owner in sentence.hits
        if owner is group
        for lead in [sentence.text[max(0, start - sentence.start - 70) : start - sentence.start]]
    )
    return max(score - min(behind, 6) + (2 if "code" in group.kinds else 0), 0.1)
