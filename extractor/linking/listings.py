"""Brackets that list the values of several arms: "relapse was rare (A 3%; B 4%; C 5%)"."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.linking.drafts import Chars
from extractor.linking.outcomes import EndpointMention

_LONGEST = 240


def listing_bracket(
    text: str,
    start: int,
    end: int,
    number: Chars,
    others: Sequence[Chars],
    mentions: Sequence[EndpointMention],
) -> Chars | None:
    """The bracket around a number that holds other numbers too and names no outcome before it, or None.

    Its numbers share the outcome that stands before the bracket.
    """
    depth, opening = 0, number[0] - 1
    while opening >= start and (depth or text[opening] not in "(["):
        depth += (text[opening] in ")]") - (text[opening] in "([" and depth > 0)
        opening -= 1
    if opening < start or number[0] - opening > _LONGEST:
        return None
    depth, closing = 1, opening + 1
    while closing < end and depth:
        depth += (text[closing] in "([") - (text[closing] in ")]")
        closing += 1
    if not any(opening < other[0] and other[1] < closing for other in others):
        return None
    if any(opening < mention.start < number[0] for mention in mentions):
        return None
    return opening, closing
