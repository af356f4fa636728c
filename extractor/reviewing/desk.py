"""The desk at which curators work: states of reviews, and decisions that are safe once they are confirmed."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from extractor.reviewing import agreement
from extractor.reviewing.apply import DecisionError, touched
from extractor.reviewing.assemble import assemble
from extractor.reviewing.history import TRACKS, State, state_of
from extractor.reviewing.sources import MissingSource, Recent, Sources
from extractor.reviewing.summary import names_of, summarise
from extractor.storing import Store, StoredRecord
from extractor.storing.summaries import Summary
from schemas.review import Action, Entry, Finish, Track, Undo

_BATCH = 20
_MOST_TEXT = 1_000_000


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the queue (None: to be dropped), made of this version's record and the decisions to `last`."""

    where: tuple[str, int]
    version: str
    last: int
    summary: Summary | None = None
    names: str = ""
    text: str = ""


class NoSuchRecord(LookupError):
    """The store has no such record now."""


class Conflict(Exception):
    """Somebody else has decided on the same facts since; `entries` are those decisions."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        super().__init__("somebody else has decided on the same fact meanwhile")


class Desk:
    """Reviews of one store. Its methods may be called from several threads, each with a store of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sources = Sources()
        self._states: Recent[State] = Recent(64)
        self._refreshing = threading.Lock()

    def store(self) -> Store:
        """The store, to be used by one thread in a `with` block."""
        return Store(self.path, create=False)

    def record(self, store: Store, sha: str, position: int) -> StoredRecord:
        """The program's record as it is now. Raises NoSuchRecord."""
        record = store.record(sha, position)
        if record is None:
            raise NoSuchRecord(f"{sha[:12]}: no such record in this store")
        return record

    def state(self, store: Store, sha: str, position: int, track: Track) -> State:
        """The state of a track; it must not be changed. Raises NoSuchRecord."""
        record = self.record(store, sha, position)
        last = store.decisions.last(sha, position)
        return self._states.get(
            (sha, position, track, record.version, last), lambda: self._replayed(store, record, track)
        )

    def outcome(self, store: Store, sha: str, position: int) -> State:
        """What counts: the first review, with the adjudication where there is one."""
        return self.state(
            store, sha, position, "final" if store.decisions.adjudicated(sha, position) else "first"
        )

    def _replayed(self, store: Store, record: StoredRecord, track: Track) -> State:
        log, where = store.decisions, (record.sha, record.position)
        return state_of(record.json, record.version, log.entries(*where), log.bases(*where), track)

    def decide(
        self, store: Store, where: tuple[str, int], track: Track, reviewer: str, action: Action, seen: int
    ) -> tuple[State, Entry]:
        """Add a decision to the log, and the state that it makes; on return it is safe on the disk.

        `seen` is the newest entry that the curator's page shows. Raises Conflict when somebody else has
        decided on the same facts since, DecisionError and ValueProblem when it cannot be carried out.
        """
        with self._written(store):
            state = self.state(store, *where, track)
            record = self.record(store, *where)
            entries = store.decisions.entries(*where)
            _check_reviewer(entries, track, reviewer)
            if track == "final":
                _check_both_finished(record, entries, store.decisions.bases(*where))
            trial = Entry(
                id=0, track=track, reviewer=reviewer, made="", version=record.version, action=action
            )
            _check_conflict(state, trial, reviewer, seen)
            if isinstance(action, Undo):
                _check_undo(state, action, track, reviewer, seen)
            else:
                _check_fit(state.followed_by(trial))
            entry = store.decisions.add(*where, track, reviewer, record.version, record.json, action)
            if isinstance(action, Undo):
                after = self._replayed(store, record, track)
            else:
                after = state.followed_by(entry)
            self._states.get((*where, track, record.version, entry.id), lambda: after)
            store.summaries.put(self._summary(store, record))
        return after, entry

    @contextmanager
    def _written(self, store: Store) -> Iterator[None]:
        """A transaction; states that were made of entries that it then did not keep are forgotten."""
        try:
            with store.writing():
                yield
        except BaseException:
            self._states.clear()
            raise

    def others_since(self, state: State, reviewer: str, seen: int) -> list[Entry]:
        """What others have decided on this track since `seen`."""
        return [entry for entry in state.entries if entry.id > seen and entry.reviewer != reviewer]

    def pairs(self, store: Store, sha: str, position: int) -> list[agreement.Pair]:
        """Two reviews of a record side by side; empty when there is no second one that is finished."""
        second = self.state(store, sha, position, "second")
        first = self.state(store, sha, position, "first")
        if not (second.draft.finished and first.draft.finished):
            return []
        return agreement.pairs(first.draft, second.draft)

    def disagreements(self, store: Store, sha: str, position: int) -> list[agreement.Pair]:
        """The pairs that differ and that nobody has adjudicated."""
        found = [pair for pair in self.pairs(store, sha, position) if not pair.agree]
        if not found:
            return []
        final = self.state(store, sha, position, "final")
        settled: set[str] = set()
        for entry in final.live:
            if entry.track == "final":
                settled |= touched(entry, final.draft)
        return [pair for pair in found if pair.key not in settled]

    def refresh(self, store: Store, limit: int = _BATCH) -> int:
        """Make rows of the queue that are not up to date; how many are left."""
        with self._refreshing:
            rows = [self._row(store, *where) for where in store.summaries.stale(limit)]
            if not rows:
                return 0
            with store.writing():
                for row in rows:
                    record = store.record(*row.where)
                    now = (record.version if record else "", store.decisions.last(*row.where))
                    if now != (row.version, row.last):
                        continue
                    if row.summary is None:
                        store.summaries.drop(*row.where)
                    else:
                        store.summaries.put(row.summary, row.names, row.text)
            return store.summaries.stale_count()

    def _row(self, store: Store, sha: str, position: int) -> _Row:
        last = store.decisions.last(sha, position)
        record = store.record(sha, position)
        row = _Row((sha, position), record.version if record else "", last)
        if record is None or not store.paths_of(sha):
            return row
        try:
            draft = self.outcome(store, sha, position).draft
        except ValueError:
            return row  # No record that this program can read.
        try:
            text = self.sources.get(store, sha, position).text[:_MOST_TEXT]
        except MissingSource:
            text = " ".join(item.text for fact in draft.facts.values() for item in fact.evidence)
        return replace(row, summary=self._summary(store, record), names=names_of(draft), text=text)

    def _summary(self, store: Store, record: StoredRecord) -> Summary:
        where = (record.sha, record.position)
        state = self.outcome(store, *where)
        reviewers = tuple(dict.fromkeys(entry.reviewer for entry in store.decisions.entries(*where)))
        disagreements = len(self.disagreements(store, *where)) if reviewers else 0
        return summarise(state, *where, store.paths_of(record.sha), reviewers, disagreements)


def _check_reviewer(entries: Iterable[Entry], track: Track, reviewer: str) -> None:
    other = {"first": "second", "second": "first"}.get(track)
    if any(entry.track == other and entry.reviewer == reviewer for entry in entries):
        raise DecisionError(
            "you have decided on this document in the other review; a second review needs a second person"
        )


def _check_both_finished(record: StoredRecord, entries: list[Entry], bases: dict[str, str]) -> None:
    for track in TRACKS["first"] + TRACKS["second"]:
        if not state_of(record.json, record.version, entries, bases, track).draft.finished:
            raise DecisionError("adjudication comes after both reviews are finished")


def _check_conflict(state: State, trial: Entry, reviewer: str, seen: int) -> None:
    mine = touched(trial, state.draft)
    newer = [entry for entry in state.live if entry.id > seen and entry.reviewer != reviewer]
    clashing = [
        entry for entry in newer if isinstance(trial.action, Finish) or mine & touched(entry, state.draft)
    ]
    if clashing:
        raise Conflict(clashing)


def _check_fit(state: State) -> None:
    """What the facts make must be a record."""
    try:
        assemble(state.draft, checks=False)
    except ValueError as error:
        raise DecisionError(f"the facts would not fit together ({error})") from None


def _check_undo(state: State, action: Undo, track: Track, reviewer: str, seen: int) -> None:
    target = next((entry for entry in state.entries if entry.id == action.entry), None)
    if target is None or target.track != track:
        raise DecisionError("there is no such decision in this review")
    if target.reviewer != reviewer and seen < target.id:
        raise Conflict([target])
    if isinstance(target.action, Undo):
        return
    if target not in state.live:
        raise DecisionError("that decision was taken back already")
    facts = touched(target, state.draft)
    later = [
        entry
        for entry in state.live
        if entry.id > target.id
        and entry.reviewer not in (reviewer, target.reviewer)
        and facts & touched(entry, state.draft)
    ]
    if later:
        raise DecisionError(
            f"{later[-1].reviewer} has decided on the same fact after it; decide on the fact anew instead"
        )
