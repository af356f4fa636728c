"""The state of one record's review on one track: the log replayed over the records that it was made on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from extractor.reviewing.apply import apply, in_force, replay
from extractor.reviewing.assemble import Assembled, assemble
from extractor.reviewing.draft import Draft, draft_of
from extractor.reviewing.transfer import transfer
from schemas import read_record
from schemas.review import Entry, Track

TRACKS: Mapping[Track, tuple[Track, ...]] = {
    "first": ("first",),
    "second": ("second",),
    "final": ("first", "final"),
}
"""Whose decisions make the state of a track: adjudication goes on from the first review."""


@dataclass
class State:
    """A draft with the entries that made it. `last` is the newest entry of its tracks."""

    draft: Draft
    entries: list[Entry]
    track: Track
    last: int = 0
    live: list[Entry] = field(default_factory=list)

    def followed_by(self, entry: Entry) -> State:
        """The state after one more decision (no undo). Raises DecisionError or ValueProblem."""
        draft = self.draft.copy()
        apply(draft, entry)
        return State(draft, [*self.entries, entry], self.track, entry.id, [*self.live, entry])

    @cached_property
    def final(self) -> Assembled:
        """The record of the facts that stand, with its checks."""
        return assemble(self.draft)

    @cached_property
    def all(self) -> Assembled:
        """The record of all facts, the rejected too, without checks."""
        return assemble(self.draft, everything=True, checks=False)

    @property
    def reviewers(self) -> list[str]:
        """Who decided something, in order of appearance."""
        return list(dict.fromkeys(entry.reviewer for entry in self.entries))

    @property
    def status(self) -> str:
        """unreviewed, in_progress or done."""
        if self.draft.finished:
            return "done"
        return "in_progress" if self.live else "unreviewed"


def state_of(
    json: str, version: str, entries: Sequence[Entry], bases: Mapping[str, str], track: Track
) -> State:
    """The state of a track. `json` and `version` are the program's record now, `bases` its earlier ones."""
    mine = [entry for entry in entries if entry.track in TRACKS[track]]
    live = in_force(mine)
    first = live[0].version if live else version
    draft = draft_of(read_record(json if first == version else bases[first]))
    at = first
    for made_on, group in groupby(live, lambda entry: entry.version):
        if made_on != at:
            draft = transfer(draft, read_record(json if made_on == version else bases[made_on]))
            at = made_on
        replay(draft, group)
    if at != version:
        draft = transfer(draft, read_record(json))
    return State(draft, mine, track, mine[-1].id if mine else 0, live)
