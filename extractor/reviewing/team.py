"""How much the reviewers of a store agree: over all documents that two have finished, and by document."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.reviewing.agreement import Agreement, figures, total
from extractor.reviewing.desk import Desk
from extractor.reviewing.summary import file_name, title_of
from extractor.storing import Store
from schemas import read_record
from schemas.review import FactKind


@dataclass(slots=True)
class TwiceReviewed:
    """A document that has a second review."""

    sha: str
    position: int
    title: str
    file: str
    reviewers: tuple[list[str], list[str]]
    agreement: Agreement
    disagreements: int
    finished: bool


@dataclass(slots=True)
class TeamFigures:
    """Agreement by kind of fact and of each document."""

    kinds: dict[FactKind, Agreement] = field(default_factory=dict)
    documents: list[TwiceReviewed] = field(default_factory=list)

    @property
    def overall(self) -> Agreement:
        """All kinds and documents together."""
        return total(self.kinds)


def team_figures(desk: Desk, store: Store) -> TeamFigures:
    """The figures over all second reviews; only finished ones count."""
    result = TeamFigures()
    for sha, position in store.decisions.decided("second"):
        second = desk.state(store, sha, position, "second")
        if not second.entries:
            continue
        first = desk.state(store, sha, position, "first")
        table = figures(desk.pairs(store, sha, position))
        for kind, row in table.items():
            result.kinds[kind] = result.kinds.get(kind, Agreement()) + row
        record = read_record(desk.record(store, sha, position).json)
        result.documents.append(
            TwiceReviewed(
                sha=sha,
                position=position,
                title=title_of(record),
                file=file_name(store.paths_of(sha)),
                reviewers=(first.reviewers, second.reviewers),
                agreement=total(table),
                disagreements=len(desk.disagreements(store, sha, position)),
                finished=first.draft.finished and second.draft.finished,
            )
        )
    result.documents.sort(key=lambda item: (-item.disagreements, item.title))
    return result
