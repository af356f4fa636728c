"""Which sentences of a full paper speak of its own study, and which of what others found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.linking.passages import Passage

_LITERATURE = re.compile(
    r"(?:\d+\.? )?(?:introduction|background|discussion|comments?|literature|related work|conclusions?"
    r"|limitations?|strengths? and limitations?|editorial\b.*|key messages?|abbreviations?"
    r"|competing interests?|authors?['’] .*|acknowledge?ments?|funding|references)\b.*",
    re.I,
)
_OWN = re.compile(
    r"(?:\d+\.? )?(?:(?:materials?|patients?|subjects?|participants) and )?"
    r"(?:methods?|methodology|results?|findings)\b.*",
    re.I,
)
_DISCUSSION = re.compile(r"(?:\d+\.? )?(?:discussion|comments?)\b", re.I)
_METHODS = re.compile(r"(?:\d+\.? )?(?:\w+ and )?(?:methods?|methodology)\b", re.I)


def is_paper(passages: Sequence[Passage]) -> bool:
    """Whether a document has the parts of a full paper: methods, and a discussion of what others found."""
    sections = {passage.section for passage in passages if passage.section}
    return any(map(_DISCUSSION.match, sections)) and any(map(_METHODS.match, sections))


def of_its_own(passages: Sequence[Passage]) -> Iterator[Passage]:
    """The sentences outside the introduction, the discussion and what stands behind it.

    A heading that names neither kind goes on with the part before it.
    """
    inside = True
    latest: str | None = None
    for passage in passages:
        if passage.section != latest:
            latest = passage.section
            if latest and _OWN.match(latest):
                inside = True
            elif latest and _LITERATURE.match(latest):
                inside = False
        if inside or passage.kind == "title":
            yield passage
