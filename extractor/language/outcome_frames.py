"""Noun phrases that their place shows to be outcomes: "X occurred in", "the duration of X", "X (12%"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.language.anchors import find_all, matches_near
from extractor.language.mentions import EndpointName
from extractor.language.noun_runs import run_after, run_before
from extractor.language.outcome_lexicon import Words
from extractor.language.outcome_words import word_set
from extractor.language.spans import Found
from extractor.language.word_index import word_index

_BACK = word_set("back")
_BEFORE_VERB = word_set("before_verb")
_FORWARD = word_set("forward")
_OF = word_set("of")
_OF_NAMED = word_set("of_named")
_NOT_OUTCOME = word_set("not_outcome")
_MEASURED = word_set("measured")
_EMPTY = word_set("modifiers") | word_set("empty")
_BRACKET = re.compile(r" ?[(\[](?:[<>=≤≥±]? ?[–−-]?\d|n ?=|P ?[<=]|p ?[<=]|95 ?%|mean|median|HR|OR|RR)")
_BACK_TO_NUMBER = word_set("back_to_number")
_SAID = frozenset(["noted", "reported", "observed", "found"])
_NUMBER_NEXT = re.compile(r"\s(?:[a-z]+\s){0,4}[-−–+]?\d")
_ROLE_BEHIND = re.compile(
    r",? ?(?:,|\(|—|–) ?(?:an?|the|another|one of the) (?:[a-z-]+ ){0,2}?(?:primary|secondary|exploratory"
    r"|main|safety|efficacy)[a-z -]{0,20}(?:end ?point|outcome|measure)\b"
)
_SMALL = frozenset(["the", "a", "an", "first"])
_ATTACHING = word_set("attaching")
_ATTACHED = frozenset(["of", "for", "to"])
_DESCRIBED = word_set("described")
_SPANS = frozenset(["day", "night", "hour", "visit"])
_OF_SPANS = frozenset(["percentage", "proportion", "number"])
_INSTRUMENTS = frozenset(["score", "scale", "index", "questionnaire", "inventory", "subscale"])
_QUALITIES = word_set("qualities")
_COMPARED = word_set("compared")
_NUMBERS_NEXT = re.compile(r"[^.;()\n\d]{0,60}[(:,]? ?[(\[]?(?:[-+−–±]? ?\d|[pP] ?[<=>])")
_SHARES = frozenset(["share", "proportion", "percentage", "fraction"])
_SHARE_WITH = re.compile(
    r"\w+(?: of (?:[\w-]+ ){0,2}?(?:patients|participants|people|infants|children|women|men|adults|subjects"
    r"|eyes))?"
    r" (?:with|having|achieving|reaching|who (?:had|have|achieved|reached|attained|met)) (?:an? |the )?"
    r"(?P<what>[^,;:()\n]{4,90}?)"
    r"(?= (?:was|were|rose|fell|came|reached|stood|did not differ|for)\b"
    r"| (?:at|by|in) (?:week|month|day|year)\b)"
)
_LINKS = frozenset(["of", "in", "on", "for"])
_DIFFERENCES = frozenset(["difference", "differ"])
_OPENING = _FORWARD | _BACK | _BACK_TO_NUMBER | _INSTRUMENTS | _COMPARED | _SHARES | _DIFFERENCES | {"time"}
"""Words that open frames; others matter before one of `_LINKS` only."""
_ROLES = ("primary", "secondary", "exploratory", "main", "safety", "efficacy")
_ROLE_REACH = 60
_UNIT_OF = re.compile(r"\d(?P<decimal>[.·]\d{1,4})?\s$|(?P<per>\d\s?[A-Za-zµ]{1,5}/)$")
_OPENS = re.compile(r"(?:^|[.;:\n]\s?)(?:(?:the|mean|median)\s)?$", re.IGNORECASE)
_AND = frozenset({"and", "or", "nor"})
_MOST_LISTED = 7
_AS_TO = (["respect", "to"], ["regard", "to"])
_ARMS_REACH = 18
"""How many words behind "difference between" the arms may fill."""
Run = tuple[int, int]


@dataclass(slots=True)
class Frames:
    """A text's words with the outcomes found so far: `taken` marks the words that belong to one already.

    `blocked` are stretches in order and apart that name something else, such as a drug.
    """

    text: str
    words: Words
    found: list[Found]
    taken: bytearray
    blocked: list[tuple[int, int]]

    def add_all(self) -> None:
        """Add the outcomes of all frames to `found`."""
        norms = self.words.norms
        for at, norm in enumerate(norms):
            of = at + 2 < len(norms) and norms[at + 1] in _LINKS
            if not of and norm not in _OPENING:
                continue
            told = norm in _FORWARD and at + 1 < len(norms)
            if told:
                told = self._add(run_after(self.text, self.words, at + 1), "generic")
            if at and not told and self._tells(at, norm):
                self._subject(at)
            if norm in _INSTRUMENTS:
                self._instrument(at)
            if norm in _COMPARED:
                self._compared(at)
            if norm in _SHARES:
                self._share(at)
            if of:
                self._of(at, norm, norms[at + 1])
            elif norm == "time" and at + 2 < len(norms) and norms[at + 1] == "to":
                self._time_to(at)
            elif norm in _DIFFERENCES and at + 4 < len(norms):
                self._between(at)
        spots = dict(zip(self.words.ends, range(len(self.words)), strict=True))
        roles = find_all(word_index(self.text).lower, _ROLES)
        for match in matches_near(_ROLE_BEHIND, self.text, roles, _ROLE_REACH, 2 * _ROLE_REACH):
            place = spots.get(match.start())
            if place is not None and not self.taken[place]:
                run = run_before(self.text, self.words, place + 1)
                start = self.words.starts[run[0]] if run is not None else 0
                if run is not None and _OPENS.search(self.text, max(0, start - 12), start):
                    self._add(run, "pattern")
        for match in _BRACKET.finditer(self.text):
            place = spots.get(match.start())
            if place is not None and not self.taken[place]:
                run = run_before(self.text, self.words, place + 1)
                self._add(self._untaken(run), "generic")

    def _share(self, at: int) -> None:
        """What a share of the people had: "the proportion of patients with a score of 20 or less was"."""
        match = _SHARE_WITH.match(self.text, self.words.starts[at])
        if match is None:
            return
        start, end = match.span("what")
        starts = self.words.starts
        run = bisect_left(starts, start), bisect_left(starts, end)
        if run[0] >= run[1] or any(self.taken[run[0] : run[1]]) or self._names_other(run):
            return
        name = " ".join(self.text[start:end].split())
        self.found.append((start, end, EndpointName(name, "responder", "pattern")))
        for place in range(*run):
            self.taken[place] = 1

    def _tells(self, at: int, norm: str) -> bool:
        """Whether a word is a verb that has an outcome as its subject."""
        behind = self.words.ends[at]
        if norm in _BACK_TO_NUMBER:
            return _NUMBER_NEXT.match(self.text, behind) is not None
        return norm in _BACK and not (norm in _SAID and self.text.startswith(" that", behind))

    def _subject(self, at: int) -> None:
        """The subject of the verb at a word, with the phrases that "and" joins to it."""
        back = at
        while back > 0 and self.words.norms[back - 1] in _BEFORE_VERB:
            back -= 1
        run = run_before(self.text, self.words, back)
        if run is None or not self._touches(run, back) or self._names_other(run):
            return
        whole = self._whole(run)
        if whole is None:
            return
        run = whole
        for sibling in self._listed_before(run[0]):
            self._add_sibling(sibling, run)
        self._add(run, "generic", noun=run[1] - run[0] > 1)

    def _whole(self, run: Run) -> Run | None:
        """A run with the noun that it is attached to: "loosening of the | screws"; None where that noun is
        part of another outcome's name."""
        norms, at = self.words.norms, run[0] - 1
        if at > 1 and norms[at] in _SMALL:
            at -= 1
        if at < 1 or norms[at] not in _ATTACHING or not self._close(at - 1, run[0]):
            return run
        if self.taken[at - 1]:
            return None
        head = run_before(self.text, self.words, at)
        if head is None or head[1] != at or not self._is_outcome(head, noun=True):
            return run
        return None if any(self.taken[head[0] : head[1]]) else (head[0], run[1])

    def _close(self, first: int, last: int) -> bool:
        """Whether only spaces stand between the words from one index to another."""
        gaps = (self.text[self.words.ends[at] : self.words.starts[at + 1]] for at in range(first, last))
        return all(gap == " " for gap in gaps)

    def _goes_on(self, run: Run) -> bool:
        """Whether a run only describes the noun behind it: "additional | doses", "adherent | days"."""
        after, norms = run[1], self.words.norms
        return after < len(norms) and norms[after] in _DESCRIBED and self._close(after - 1, after)

    def _compared(self, at: int) -> None:
        """What is compared before a number: "there was less | need for suction (12% vs 24%)"."""
        run = run_after(self.text, self.words, at + 1)
        if run is None or run[0] > at + 2 or not self._is_outcome(run):
            return
        after = run[1]
        if self._goes_on(run):
            return
        if after + 1 < len(self.words) and self.words.norms[after] in _ATTACHED:
            more = run_after(self.text, self.words, after + 1)
            if more is not None and more[0] <= after + 2 and self._close(run[1] - 1, more[0]):
                run = run[0], more[1]
        if _NUMBERS_NEXT.match(self.text, self.words.ends[run[1] - 1]):
            self._add(run, "generic")

    def _add_sibling(self, run: Run, behind: Run) -> None:
        """A member of a list; one that is a quality only shares the noun of the next: "early and late X"."""
        if run[1] - run[0] > 1 or self.words.norms[run[0]] not in _QUALITIES or behind[1] - behind[0] < 2:
            self._add(run, "generic")
        elif not any(self.taken[run[0] : behind[1]]) and self._is_outcome(behind):
            quality = self.text[self.words.starts[run[0]] : self.words.ends[run[0]]]
            noun = self.text[self.words.starts[behind[0] + 1] : self.words.ends[behind[1] - 1]]
            self._keep(run, "generic", "other", " ".join(f"{quality} {noun}".split()))

    def _between(self, at: int) -> None:
        """What two arms differ in: "no differences between the drug and placebo in X, Y or Z"."""
        last = min(at + _ARMS_REACH, len(self.words) - 2)
        if not {"between", "significantly", "among"} & set(self.words.norms[at + 1 : at + 3]):
            return
        for place in range(at + 2, last):
            gap = self.text[self.words.ends[place - 1] : self.words.starts[place]]
            if any(mark in gap for mark in ".;:([\n"):
                return
            pair = self.words.norms[place - 1 : place + 1]
            inward = pair[1] in {"in", "regarding", "concerning"} or pair in _AS_TO
            run = run_after(self.text, self.words, place + 1) if inward else None
            if run is not None and run[0] - place <= 2:
                after = self._listed_after(run[1])
                if after:
                    self._add_sibling(run, after[0])
                else:
                    self._add(run, "pattern")
                for sibling in after:
                    self._add(sibling, "generic")
                return

    def _of(self, at: int, norm: str, preposition: str) -> None:
        """ "reduction in X", "the rate of X", and with its own name "duration of X"."""
        if norm in _OF and preposition != "for":
            run = run_after(self.text, self.words, at + 2)
            if run is not None and self._goes_on(run):
                whole = at, run[1] + 1
                counted = self.words.norms[run[1]] in _SPANS and norm in _OF_SPANS and run[0] == at + 2
                if counted and not any(self.taken[at : whole[1]]) and not self._names_other(whole):
                    self._keep(whole, "generic", "other")
                return
            self._add(run, "pattern")
            if run is not None:
                for sibling in self._listed_after(run[1]):
                    self._add(sibling, "generic")
        elif norm in _OF_NAMED and preposition in {"of", "for"}:
            run = run_after(self.text, self.words, at + 2)
            noun = run is not None and run[1] - run[0] > 1
            if run is not None and run[0] - at <= 3 and self._is_outcome(run, noun):
                self._add((at, run[1]), "generic", noun)

    def _time_to(self, at: int) -> None:
        """ "time to | standing", with what is told between: "time to first | standing"."""
        first = at + 2 + (self.words.norms[at + 2] in _SMALL)
        run = run_after(self.text, self.words, first)
        if run is not None and self._close(at, run[0]) and not any(self.taken[at : run[0]]):
            self._add((at, run[1]), "pattern", noun=True)

    def _instrument(self, at: int) -> None:
        """A scale by its short name: "the KLOS-12 score"."""
        run = run_before(self.text, self.words, at + 1)
        if run is None or run[1] - run[0] < 2 or any(self.taken[run[0] : run[1]]):
            return
        printed = self.text[self.words.starts[at - 1] : self.words.ends[at - 1]]
        if sum(map(str.isupper, printed)) < 2 and not printed[0].isdigit():
            return
        if self._names_other(run):
            return
        self._keep(run, "pattern", "score")

    def _listed_after(self, last: int) -> list[Run]:
        """The phrases that a list goes on with, where "and" or "or" ends it: "X, | Y and Z"."""
        runs: list[Run] = []
        ended = False
        while last < len(self.words) and len(runs) < _MOST_LISTED and not ended:
            gap = self.text[self.words.ends[last - 1] : self.words.starts[last]]
            ended = self.words.norms[last] in _AND
            if gap not in ((" ", ", ") if ended else (", ",)):
                return []
            run = run_after(self.text, self.words, last + ended)
            if run is None or run[0] > last + 2:
                return []
            runs.append(run)
            last = run[1]
        return runs if ended else []

    def _listed_before(self, first: int) -> list[Run]:
        """The phrases that a list before its last member begins with: "X, Y and | Z"."""
        runs: list[Run] = []
        if first < 2 or self.words.norms[first - 1] not in _AND:
            return runs
        stop = first - 1
        while stop > 0 and len(runs) < _MOST_LISTED:
            gap = self.text[self.words.ends[stop - 1] : self.words.starts[stop]]
            if gap != ", " and (runs or gap != " "):
                break
            run = run_before(self.text, self.words, stop)
            if run is None:
                break
            runs.append(run)
            stop = run[0]
        return runs

    def _touches(self, run: Run, place: int) -> bool:
        gap = self.text[self.words.ends[run[1] - 1] : self.words.starts[place]]
        return run[1] == place and len(gap) <= 1

    def _untaken(self, run: Run | None) -> Run | None:
        """What follows "of" where the start of a run is an outcome already: "infections of | the skin"."""
        if run is None or not any(self.taken[run[0] : run[1]]):
            return run
        first = max(at for at in range(*run) if self.taken[at]) + 1
        if first + 1 < run[1] and self.words.norms[first] == "of":
            return first + 1, run[1]
        return None

    def _is_outcome(self, run: Run, noun: bool = False) -> bool:
        """Whether a run's last word may end an outcome's name, and nothing else claims a part of it."""
        first, last = run
        final = self.words.norms[last - 1]
        named = final[0].isdigit() and last - first > 1
        if final in _NOT_OUTCOME or (len(final) < 3 and not named) or final.endswith(("ed", "ly")):
            return False
        if last - first == 1 and final.endswith(("able", "ible")):
            return False
        if final.endswith("ing") and not noun:
            return False
        start = self.words.starts[first]
        unit = _UNIT_OF.search(self.text, max(0, start - 12), start)
        if unit and (unit["decimal"] or unit["per"] or "/" in self.text[start : self.words.ends[last - 1]]):
            return False
        if final in _MEASURED and _EMPTY.issuperset(self.words.norms[first : last - 1]):
            return False
        return not self._names_other(run)

    def _add(self, run: Run | None, strength: str, noun: bool = False) -> bool:
        """Add a run as an outcome; whether it names one."""
        if run is None or not self._is_outcome(run, noun):
            return False
        if any(self.taken[run[0] : run[1]]):
            return True
        self._keep(run, strength, "other")
        return True

    def _keep(self, run: Run, strength: str, kind: str, name: str = "") -> None:
        start, end = self.words.starts[run[0]], self.words.ends[run[1] - 1]
        name = name or " ".join(self.text[start:end].split())
        self.found.append((start, end, EndpointName(name, kind, strength)))
        for at in range(*run):
            self.taken[at] = 1

    def _names_other(self, run: Run) -> bool:
        """Whether a part of the run names something else, such as a drug."""
        at = bisect_left(self.blocked, (self.words.ends[run[1] - 1],)) - 1
        return at >= 0 and self.blocked[at][1] > self.words.starts[run[0]]


def blocked_stretches(mentioned: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches joined where they overlap, in order."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(mentioned):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
