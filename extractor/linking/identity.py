"""A trial that a document may report, before its facts are read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractor.linking.drafts import Chars
from extractor.linking.passages import Passage

_NUMBER = re.compile(r"(?:[- ](?:\d{1,4}[A-Za-z]?|I{1,3}|IV|VI{0,3}|[A-F])|(?<=[A-Za-z])\d{1,4})$")


@dataclass(slots=True, eq=False)
class Identity:
    """A trial the document may report: by its short name, or by the sentence that introduces it.

    A trial beside the main one that has no short name gets a handle, `#` and a number, as its `name`.
    `main` is true for what the document is about; `status` as worded, None when nothing says so;
    `anchors` are the passages that introduce it; `weak` is a name without facts of its own, which only a
    document's main trial may have.
    """

    name: str | None = None
    main: bool = False
    status: str | None = None
    pooled: bool = False
    anchors: list[Passage] = field(default_factory=list)
    registry: list[str] = field(default_factory=list)
    mentions: list[Chars] = field(default_factory=list)
    weak: bool = False
    parts: list[Identity] = field(default_factory=list)
    twins: list[str] = field(default_factory=list)

    def main_with(self, name: str) -> bool:
        """Whether the name is that of a twin of this trial."""
        return name in self.twins

    @property
    def acronym(self) -> str | None:
        """The short name that the document gives the trial."""
        return None if self.name is None or self.name.startswith("#") else self.name

    @property
    def first(self) -> int:
        """Offset of the first passage or mention that speaks of it."""
        return min([m[0] for m in self.mentions] + [p.start for p in self.anchors], default=0)


def root_of(name: str) -> str:
    """A name without its number: what twin trials share."""
    return _NUMBER.sub("", name)


def pick_status(statuses: list[str]) -> str | None:
    """The status that several words give a trial: a planned enrolment of a running trial is running."""
    for value in ("ongoing", "planned", "stopped"):
        if value in statuses:
            return value
    return None
