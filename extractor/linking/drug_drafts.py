"""A drug's draft: its name, its maker and its role beside the drug that the document is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractor.linking.drafts import Chars, DrugDraft
from extractor.linking.drug_names import DrugGroup


@dataclass(slots=True)
class DrugSentence:
    """A sentence that names drugs, with what decides whether they are the trial's own."""

    start: int
    end: int
    text: str
    kind: str
    hits: list[tuple[Chars, DrugGroup]] = field(default_factory=list)
    foreign: bool = False
    randomised: int | None = None
    everyone: Chars | None = None
    running: bool = False


def code_prefix(group: DrugGroup) -> str | None:
    """The letters that a maker's codes begin with: "ORX" of "ORX-410"."""
    for surface, kind in group.surfaces.items():
        if kind == "code" and "-" in surface:
            return surface.split("-")[0]
    return None


def draft_drug(
    group: DrugGroup,
    kept: list[DrugGroup],
    sentences: list[DrugSentence],
    text: str,
    scores: dict[int, float],
) -> DrugDraft:
    """The draft of a drug that is kept, placebo included; `scores` tell which drug the document is about."""
    name = group.name()
    role = "comparator" if group.placebo else _role(group, kept, sentences, scores)
    if group.placebo and "sham" not in name and "vehicle" not in name:
        name = "placebo"
    evidence = [group.defined] if group.defined is not None else []
    evidence.append(group.mentions[0])
    return DrugDraft(
        name=name,
        aliases=[] if group.placebo else group.aliases(),
        developer=group.developer or (None if group.placebo else _maker(group, text)),
        role=role,
        mentions=list(group.mentions),
        evidence=evidence,
        confidence=0.9 if role == "experimental" or group.placebo else 0.75,
    )


_POSSESSIVE = re.compile(
    r"([A-Z][\w&.-]{1,20}(?: [A-Z][\w&.-]{2,20}){0,2})[’'](?:s\s|\s)(?:[\w()/+-]{1,24}\s){0,6}$"
)
_TICKER = re.compile(
    r"\b([A-Z][\w&.-]{1,20}(?: [A-Z&][\w&.-]{1,20}){0,3}?)(?:,? (?:Inc|SE|SA|N\.V|LP|plc|AG|Ltd|"
    r"Co|Corp)\.?)?\s\((?:Nasdaq|NASDAQ|NYSE|Euronext)"
)


def _maker(group: DrugGroup, text: str) -> str | None:
    """The company in "X's drug" or, for the drug that a release is about, the company with a ticker."""
    for start, _ in group.mentions[:6]:
        match = _POSSESSIVE.search(text[max(0, start - 90) : start])
        if match is not None:
            return match.group(1)
    if group.kinds & {"code"} or group.defined is not None:
        match = _TICKER.search(text[:6000])
        if match is not None:
            return match.group(1)
    return None


def _role(
    group: DrugGroup, kept: list[DrugGroup], sentences: list[DrugSentence], scores: dict[int, float]
) -> str:
    if "care" in group.kinds:
        return "comparator"
    main = max(kept, key=lambda other: ("care" not in other.kinds, scores[id(other)]))
    if group is main or code_prefix(group) and code_prefix(group) == code_prefix(main):
        return "experimental"
    votes = {"comparator": 0, "background": 0}
    for sentence in sentences:
        relation: str | None = None
        for (start, _), owner in sentence.hits:
            lead = sentence.text[max(0, start - sentence.start - 40) : start - sentence.start]
            votes["comparator"] += owner is group and _TRIAL_AGAINST.search(lead) is not None
        own = [(chars, owner) for chars, owner in sentence.hits if chars in owner.mentions]
        for (left, first), (right, second) in zip(own, own[1:], strict=False):
            between = sentence.text[left[1] - sentence.start : right[0] - sentence.start].lower()
            if second is main:
                relation = None
            elif _VERSUS.search(between):
                relation = "comparator"
            elif _PLUS.search(between):
                relation = "background"
            elif not _JUST_AND.fullmatch(between):
                relation = None
            if second is group and relation is not None and first is not group:
                votes[relation] += 1
    if not any(votes.values()):
        return "experimental"
    return "comparator" if votes["comparator"] >= votes["background"] else "background"


_VERSUS = re.compile(
    r"\b(?:versus|vs|compared|against|or|than|bests?|beats?|outperforms?|tops|trails|inferior to|superior to|"
    r"noninferior to|non-inferior to|as (?:good|effective|safe|well) as|the others? (?:[a-z]+ )?"
    r"(?:received|took|got|given))\b"
)
_TRIAL_AGAINST = re.compile(r"\b(?:trial|study)\s(?:against|versus|vs\.?)\s(?:[a-z]+\s){0,2}$")
_PLUS = re.compile(r"\b(?:plus|added|adding|on top|with|combination)\b|^ ?[/+] ?$")
_JUST_AND = re.compile(r"\W*(?:\([^()]{0,60}\))?\W*(?:and|,|then)?\W*")
