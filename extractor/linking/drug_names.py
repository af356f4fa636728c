"""Mentions of drugs brought together: one group a drug, with its aliases and its developer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from spacy.tokens import Doc

from extractor.language.drug_brackets import (
    abbreviates,
    clips,
    read_items,
    read_phrase_short,
    read_shared_items,
)
from extractor.language.drug_lexicon import synonyms
from extractor.language.mentions import DrugName
from extractor.language.spans import doc_text, mentions
from extractor.linking.drafts import Chars

_INSULIN = re.compile(r"^insulin (?=glargine|degludec|detemir|icodec|aspart|lispro|glulisine|efsitora)")
_STRENGTH = re.compile(r" u\d00$")
_REVERSED = re.compile(r"\s?[®™]{0,2}\s?[(\[]$")
_NAMES_BEST = {"stem": 0, "lexicon": 0, "supplement": 1, "vaccine": 1, "context": 2, "code": 3}
_TITLED = re.compile(r"[A-Z]?[a-z]{2,}(?:[-–'’][A-Za-z]?[a-z]+)*|[A-Z]{5,}(?:-[A-Z]+)*")


@dataclass(slots=True)
class DrugGroup:
    """All mentions of one drug. `kinds` are the ways in which it was recognised."""

    key: str
    mentions: list[Chars] = field(default_factory=list)
    surfaces: dict[str, str] = field(default_factory=dict)
    developer: str | None = None
    defined: Chars | None = None

    @property
    def placebo(self) -> bool:
        """Whether it is a placebo, vehicle or sham."""
        return "placebo" in self.surfaces.values()

    @property
    def kinds(self) -> set[str]:
        """The kinds of its mentions."""
        return set(self.surfaces.values())

    def name(self) -> str:
        """The nonproprietary name in lower case, else the code, else the words of the text."""
        ranked = sorted(
            self.surfaces, key=lambda s: (_NAMES_BEST.get(self.surfaces[s], 4), -len(s), s[0].isupper())
        )
        best = ranked[0]
        kind = self.surfaces[best]
        if kind in ("code", "abbreviation", "brand"):
            return best
        if kind == "context" and (best.lower() not in self.surfaces or any(map(str.isdigit, best))):
            return best
        return " ".join(word.lower() if _TITLED.fullmatch(word) else word for word in best.split(" "))

    def aliases(self) -> list[str]:
        """The other printed names, once each whatever their capitals."""
        seen = {self.name().lower()}
        out = []
        for surface in self.surfaces:
            if surface.lower() not in seen and surface.lower().rstrip("s") not in seen:
                seen.add(surface.lower())
                out.append(surface)
        return out


@lru_cache(maxsize=4096)
def group_key(surface: str) -> str:
    """What mentions of one drug have in common whatever their spelling."""
    low = _STRENGTH.sub("", _INSULIN.sub("", surface.lower().strip())).removeprefix("standard ")
    if low.startswith(("placebo", "vehicle")):
        return low[:7]
    if low.endswith("placebo"):
        return "placebo"
    return "sham" if low.startswith("sham") else synonyms().get(low, low)


def group_mentions(doc: Doc) -> list[DrugGroup]:
    """The groups of a document's drug mentions, in order of first mention."""
    text = doc_text(doc)
    spans = [
        ((start, end), value) for start, end, value in mentions(doc, "drug") if isinstance(value, DrugName)
    ]
    parent: dict[str, str] = {}

    def find(key: str) -> str:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    def join(one: str, other: str) -> None:
        one, other = find(one), find(other)
        if one != other:
            parent[other] = one

    companies: dict[str, str] = {}
    defined: dict[str, Chars] = {}
    aliases: list[tuple[str, str, str]] = []
    for index, ((start, end), value) in enumerate(spans):
        key = group_key(value.surface)
        find(key)
        items = read_items(text, start, end)
        if index + 1 < len(spans) and spans[index + 1][0][0] - end <= 6:
            items += read_shared_items(text, start, end, spans[index + 1][0][1])
        phrase = read_phrase_short(text, start, end)
        near = [span for span, _ in spans[index + 1 : index + 3]]
        if phrase is not None and (phrase.start, phrase.end) in near:
            items.append(phrase)
        for item in items:
            if item.kind == "company":
                companies.setdefault(key, item.name)
                continue
            defined.setdefault(key, (start, item.end))
            join(key, group_key(item.name))
            aliases.append((key, item.name, item.kind))
        if index + 1 < len(spans):
            (next_start, _), following = spans[index + 1]
            reverse = _REVERSED.fullmatch(text[end:next_start]) is not None
            if reverse and _may_rename(value, following):
                join(group_key(following.surface), key)
                defined.setdefault(key, (start, next_start))
    for key in list(parent):
        head, slash, _ = key.partition("/")
        if slash and head in parent and any(map(str.isdigit, head)):
            join(key, head)
    for base, longer in _longer_forms(spans):
        join(longer, base)
    compounds = [key for key in parent if " " in key]
    for key in [key for key in parent if "-" in key and " " not in key]:
        for long in compounds:
            if clips(key, long):
                join(long, key)
    by_place = {group_key(value.surface) for _, value in spans if value.kind == "context"}
    for key in by_place:
        for longer_name in by_place:
            if " " in longer_name and " " not in key and key in longer_name.split() and len(key) >= 6:
                join(longer_name, key)
    groups: dict[str, DrugGroup] = {}
    for (start, end), value in spans:
        root = find(group_key(value.surface))
        group = groups.setdefault(root, DrugGroup(root))
        group.mentions.append((start, end))
        group.surfaces.setdefault(value.surface, value.kind)
    for key, name, kind in aliases:
        held = groups.get(find(key))
        if held is not None and name.lower() not in (surface.lower() for surface in held.surfaces):
            held.surfaces[name] = kind
    for key, company in companies.items():
        if find(key) in groups and groups[find(key)].developer is None:
            groups[find(key)].developer = company
    for key, chars in defined.items():
        if find(key) in groups and groups[find(key)].defined is None:
            groups[find(key)].defined = chars
    return list(groups.values())


def _longer_forms(spans: list[tuple[Chars, DrugName]]) -> list[tuple[str, str]]:
    """Names with the one longer name that begins with them: "diclofenac" and "diclofenac sodium".

    A name with several longer ones ("penicillin G", "penicillin V") is left apart.
    """
    keys = {group_key(value.surface) for _, value in spans if value.kind in ("stem", "lexicon")}
    longer: dict[str, list[str]] = {}
    for key in keys:
        base, space, tail = key.partition(" ")
        if space and " " not in tail and base in keys:
            longer.setdefault(base, []).append(key)
    return [(base, found[0]) for base, found in longer.items() if len(found) == 1]


def _may_rename(outer: DrugName, inner: DrugName) -> bool:
    """Whether "OUTER (inner" gives two names of one drug: "QULIPTA (atogepant)", "long name (ABBR)"."""
    if "placebo" in (outer.kind, inner.kind):
        return False
    if outer.kind in ("code", "brand", "context") and inner.kind in (
        "stem",
        "lexicon",
        "code",
        "brand",
        "abbreviation",
    ):
        return True
    if inner.kind in ("code", "brand"):
        return True
    return abbreviates(inner.surface, outer.surface)
