"""Which disease a trial treats, and who took part, from the mentions in its sentences."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc

from extractor.language.spans import doc_lower, doc_text
from extractor.linking.drafts import Chars, Slot
from extractor.linking.lexicon import pattern
from extractor.linking.passages import Passage

_OFTEN = 1.7
"""Votes of a condition that is named three times in passing; enough where no other is named half as often."""
_AND = re.compile(r" (?:\([^()]{2,12}\) )?and $")


@cache
def _plural() -> re.Pattern[str]:
    return re.compile(r"(?<=[a-z]{3})s$")


def _key(name: str) -> str:
    plain = name.lower().replace("’", "'").replace("–", "-").replace("−", "-")
    return (
        _plural().sub("", plain)
        if not plain.endswith(("itis", "osis", "asis", "is", "diabetes", "us"))
        else plain
    )


def expand(name: str, abbreviations: dict[str, str]) -> str:
    """The long form of an abbreviation that the document gives, else the name itself."""
    return abbreviations.get(name, name)


def abbreviated_conditions(
    doc: Doc, passages: list[Passage]
) -> tuple[dict[str, str], list[tuple[int, int, str]]]:
    """Abbreviations that the text gives for conditions ("atopic dermatitis (AD)") and all places of them."""
    text = doc_text(doc)
    known: dict[str, str] = {}
    for passage in passages:
        for _, end, name in passage.conditions:
            match = _GIVEN.match(text, end)
            if match and match.group(1) not in known:
                known[match.group(1)] = name
    places: list[tuple[int, int, str]] = []
    for short in known:
        start = text.find(short)
        while start >= 0:
            end = start + len(short)
            around = text[max(0, start - 1) : start], text[end : end + 1]
            if not any(character.isalnum() or character == "-" for character in around):
                places.append((start, end, short))
            start = text.find(short, end)
    return known, sorted(places)


_GIVEN = re.compile(r"s? ?\(((?:[A-Zm]|[a-z](?=[A-Z]{2}))[A-Za-z0-9-]{1,9})(?:[);,])")


Near = Callable[[Passage, int, int], bool]


@cache
def _lay_names() -> dict[str, str]:
    data = tomllib.loads(files("extractor.linking").joinpath("data/lay_conditions.toml").read_text("utf-8"))
    return {lay: name for name, forms in data["names"].items() for lay in forms}


_NOT_WHO = re.compile(
    r" (?:at|across|in) \d+ (?:sites|cent(?:er|re)s|hospitals|clinics|countries)\b|,? respectively\b"
    r"| \((?:planned |target )?[nN] ?=|,? (?:and )?split them\b| \d:\d| to (?:placebo|receive|one of)\b"
    r"| on [a-z-]{5,25} \d+ ?mg\b"
)
"""What follows the words for who took part: where, how many, to what."""


class ConditionFinder:
    """Weighs the mentions of conditions in a document."""

    def __init__(self, doc: Doc, passages: list[Passage]) -> None:
        self._text = doc_text(doc)
        self._known, places = abbreviated_conditions(doc, passages)
        self._short: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        index = 0
        for place in places:
            while index < len(passages) and passages[index].end <= place[0]:
                index += 1
            if index < len(passages):
                self._short[passages[index].start].append(place)
        lowered = doc_lower(doc)
        self._lay = {lay: name for lay, name in _lay_names().items() if lay in lowered and name in lowered}
        self._about: dict[str, float] = defaultdict(float)
        for passage in passages:
            if passage.kind == "heading" and passage.text.startswith("about "):
                for _, _, name in passage.conditions:
                    self._about[_key(self._full(name))] += 2.0

    def _full(self, name: str) -> str:
        full = expand(name, self._known)
        return self._lay.get(full.lower(), full)

    def mentions(self, passage: Passage) -> list[tuple[int, int, str]]:
        """The passage's mentions of conditions, abbreviations spelled out, in order."""
        found = [(s, e, self._full(n)) for s, e, n in passage.conditions]
        taken = {s for s, _, _ in found}
        found += [(s, e, self._full(n)) for s, e, n in self._short.get(passage.start, []) if s not in taken]
        return sorted(found)

    def find(
        self, owned: list[tuple[Passage, int]], least: int, enough: float, near: Near | None = None
    ) -> Slot | None:
        """The condition that passages at least so sure give most weight to; None below `enough`.

        `near` tells whether a stretch of a passage is nearer to the trial's name than to another's.
        """
        votes: dict[str, float] = defaultdict(float)
        best: dict[str, tuple[float, Chars, str]] = {}
        for passage, weight in owned:
            if weight < least:
                continue
            mentions = self.mentions(passage)
            if near is not None:
                closer = [item for item in mentions if near(passage, item[0], item[1])]
                mentions = closer if closer or len({n for _, _, n in passage.names}) > 1 else mentions
            for number, (start, end, name) in enumerate(mentions):
                score = self._score(passage, start, end, weight)
                key = _key(name)
                votes[key] += score
                text = name
                if number + 1 < len(mentions) and _AND.match(self._text[end : mentions[number + 1][0]]):
                    after = mentions[number + 1]
                    if (
                        score >= 4
                        and len(self._text[end : after[0]]) < 20
                        and not passage.says(pattern("harm"))
                    ):
                        text = f"{name} and {after[2]}"
                if key not in best or score > best[key][0]:
                    best[key] = (score, (start, end), text)
        if not votes:
            return None
        for key in votes:
            votes[key] += min(self._about.get(key, 0.0), 2.0)
        for key in list(votes):
            for other in votes:
                if other != key and len(other) > len(key) and other.endswith(key) and best[other][0] >= 3:
                    votes[other] += votes[key] * 0.7
        top = max(votes, key=lambda key: best[key][0] + 0.2 * votes[key])
        rivals = max((votes[key] for key in votes if key != top), default=0.0)
        alone = votes[top] >= _OFTEN and rivals <= votes[top] / 2
        if best[top][0] < enough and votes[top] < 3.0 and not alone:
            return None
        score, place, text = best[top]
        return Slot(text, [place], min(0.95, 0.5 + 0.06 * votes[top]))

    def _score(self, passage: Passage, start: int, end: int, weight: int) -> float:
        before = passage.text[max(0, start - passage.start - 160) : start - passage.start]
        if passage.kind == "title":
            base = 3.0
        elif pattern("people_with").search(before):
            base = 3.0
            if passage.has("allocation") or passage.has("masking") or bool(passage.totals):
                base += 1.5
            elif passage.results and weight == 1:
                base = 1.5
        elif pattern("treatment_of").search(before):
            base = 2.0
        elif pattern("in_condition").search(before):
            base = 1.0
        else:
            base = 0.6
        given = pattern("medicine_for").match(passage.text, end - passage.start)
        if given and base < 2.0 and not pattern("beside").search(before):
            base = 2.0
        if pattern("for_instance").search(before):
            base *= 0.25
        if passage.kind != "title" and passage.says(pattern("harm")) or passage.kind == "table":
            base *= 0.25
        return base * {3: 1.5, 2: 1.2, 1: 1.0}[weight]


def find_population(doc: Doc, owned: list[tuple[Passage, int]]) -> Slot | None:
    """Who took part, in the words of the sentence that says so best."""
    text, lowered = doc_text(doc), doc_lower(doc)
    best: tuple[float, Chars] | None = None
    for passage, weight in owned:
        if passage.kind in ("table", "heading", "caption") or (passage.results and not passage.totals):
            continue
        described = passage.totals or any(passage.has(slot) for slot in ("allocation", "masking", "phase"))
        if not described and weight < 3:
            continue
        for match in pattern("population").finditer(lowered[passage.start : passage.end]):
            first = passage.start + match.start("who")
            who = text[first : passage.start + match.end("who")]
            cut = _NOT_WHO.search(who)
            who = (who if cut is None else who[: cut.start()]).strip(" ,")
            words = len(who.split())
            if words < 2:
                continue
            score = (
                weight
                + min(words, 12) / 4
                + (3 if passage.has("allocation") else 0)
                + (2 if passage.has("masking") or passage.has("phase") else 0)
            )
            score += 2 if re.search(r"\b(?:with|aged|who|whose)\b", who) else -2
            score -= 3 if passage.results else 0
            score -= 1 if passage.kind == "title" else 0
            if best is None or score > best[0]:
                best = (score, (first, first + len(who)))
    if best is None or best[0] < 4:
        return None
    return Slot(" ".join(text[best[1][0] : best[1][1]].split()), [best[1]], 0.6)
