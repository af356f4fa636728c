"""Sentences with what the linkers of trials need to know about each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc

from extractor.language.mentions import DesignTerm, DrugName
from extractor.language.needles import Needled
from extractor.language.spans import doc_words, mentions
from extractor.language.word_index import WordIndex
from extractor.linking.drafts import Chars, DrugDraft
from extractor.linking.durations import Duration, durations
from extractor.linking.enrollment import Total, totals
from extractor.linking.lexicon import lower_lists, pattern
from extractor.linking.sentence_bounds import sentence_spans
from extractor.reading.source import Source

_ELSEWHERE = ("animals", "market")
_LETTER = re.compile(r"[^\W_]")


@dataclass(slots=True)
class Passage:
    """One sentence: offsets, its text in lower case with plain spaces and dashes, and the mentions in it.

    `strangers` are places of drugs that the document's trials do not test. `block` counts blocks; `kind` and
    `section` are the block's. `outside` is true for text that is about no trial: boilerplate, references, the
    makers, the disease at large, animals, the market.
    """

    start: int
    end: int
    text: str
    block: int
    kind: str
    section: str | None
    words: WordIndex
    outside: bool = False
    names: list[tuple[int, int, str]] = field(default_factory=list)
    ids: list[tuple[int, int, str]] = field(default_factory=list)
    terms: list[tuple[int, int, DesignTerm]] = field(default_factory=list)
    conditions: list[tuple[int, int, str]] = field(default_factory=list)
    drugs: list[tuple[int, int, DrugDraft]] = field(default_factory=list)
    strangers: list[Chars] = field(default_factory=list)
    _results: bool | None = None
    _totals: list[Total] | None = None
    _durations: list[Duration] | None = None

    @property
    def totals(self) -> list[Total]:
        """Numbers of participants of a whole trial, offsets in the sentence."""
        if self._totals is None:
            self._totals = totals(self.text)
        return self._totals

    @property
    def durations(self) -> list[Duration]:
        """Lengths of treatment, offsets in the sentence."""
        if self._durations is None:
            self._durations = durations(self.text)
        return self._durations

    def says(self, words: Needled) -> bool:
        """Whether one of the words stands in the sentence."""
        index = self.words
        if index.where(words.pattern) is None:
            return words.search(self.text) is not None
        return index.search(words.pattern, self.start, self.end, index.plain) is not None

    def has(self, slot: str, value: str | None = None) -> bool:
        """Whether a design term of the slot (with the value) stands in the sentence."""
        return any(t.slot == slot and (value is None or t.value == value) for _, _, t in self.terms)

    @property
    def results(self) -> bool:
        """Whether it looks like a sentence that reports numbers."""
        if self._results is None:
            told = pattern("result_sign").search(self.text) is not None
            self._results = told or self.says(pattern("result"))
        return self._results


def read_passages(doc: Doc, source: Source, drugs: list[DrugDraft]) -> list[Passage]:
    """The document's sentences in order, table rows included."""
    words, lists = doc_words(doc), lower_lists("trials.toml")
    lowered = words.plain
    elsewhere = [lists[name] for name in _ELSEWHERE]
    passages: list[Passage] = []
    starts = [block.start for block in source.blocks]
    for begin, end in sentence_spans(doc):
        text = lowered[begin:end]
        letter = _LETTER.search(text)
        place = begin + (letter.start() if letter else 0)
        index = bisect_right(starts, place) - 1
        block = source.blocks[index] if index >= 0 and place < source.blocks[index].end else None
        kind = block.kind if block else "paragraph"
        section = block.section if block else None
        passage = Passage(begin, end, text, index, kind, section, words)
        passage.outside = _is_outside(passage, lists, elsewhere)
        passages.append(passage)
    _deal_out(doc, passages, drugs)
    for passage in passages:
        if (
            passage.outside
            and passage.kind not in ("boilerplate", "references")
            and (passage.names or passage.ids)
        ):
            passage.outside = passage.says(lists["animals"])
    return passages


def _is_outside(passage: Passage, lists: dict[str, Needled], elsewhere: Sequence[Needled]) -> bool:
    if passage.kind in ("boilerplate", "references"):
        return True
    section = (passage.section or "").lower()
    if section and lists["outside_sections"].match(section) and not lists["study_sections"].search(section):
        return True
    if any(passage.says(words) for words in elsewhere):
        return True
    return (
        passage.says(lists["at_large"])
        and not passage.says(lists["study_nouns"])
        and not passage.says(pattern("counted"))
    )


def _short_medicines(doc: Doc, drugs: list[DrugDraft]) -> set[str]:
    """Abbreviations that the text gives for one of its drugs: "lisdexamfetamine dimesylate (LDX)"."""
    names = [drug.name.lower() for drug in drugs]
    short: dict[str, str] = (doc._.abbreviations if Doc.has_extension("abbreviations") else None) or {}
    return {key for key, long in short.items() if any(name in long.lower() for name in names)}


def _deal_out(doc: Doc, passages: list[Passage], drugs: list[DrugDraft]) -> None:
    """Put the document's mentions into their sentences."""
    begins = [passage.start for passage in passages]

    def home(offset: int) -> Passage | None:
        index = bisect_right(begins, offset) - 1
        return passages[index] if index >= 0 and offset < passages[index].end else None

    medicines = _short_medicines(doc, drugs)
    for group, attribute in (
        ("trial_name", "names"),
        ("registry_id", "ids"),
        ("design", "terms"),
        ("condition", "conditions"),
    ):
        for start, end, value in mentions(doc, group):
            if group == "trial_name" and value in medicines:
                continue
            passage = home(start)
            if passage is not None:
                getattr(passage, attribute).append((start, end, value))
    for passage in passages:
        if len({name for _, _, name in passage.names}) > 1:
            passage.names = [item for item in passage.names if not _tells_of_another(passage, item)]
    named: list[tuple[Chars, DrugDraft]] = sorted(
        ((mention, drug) for drug in drugs for mention in drug.mentions), key=lambda item: item[0]
    )
    for (start, end), drug in named:
        passage = home(start)
        if passage is not None:
            passage.drugs.append((start, end, drug))
    own = {mention[0] for drug in drugs for mention in drug.mentions}
    for start, end, value in mentions(doc, "drug"):
        if start not in own and isinstance(value, DrugName) and value.kind in _TELLING_KINDS:
            passage = home(start)
            if passage is not None:
                passage.strangers.append((start, end))


def _tells_of_another(passage: Passage, name: tuple[int, int, str]) -> bool:
    """Whether a name only says what another trial of the sentence is: "ANCHOR's sister trial"."""
    behind = name[1] - passage.start
    if pattern("name_of_relative").match(passage.text, behind):
        return True
    people = pattern("name_of_people").match(passage.text, behind) is not None
    return people and passage.has("model", "extension") and name is not passage.names[0]


_TELLING_KINDS = ("stem", "lexicon", "code", "brand")
