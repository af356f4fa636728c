"""What a text calls the arms for short: "those assigned to intervention received tailored advice"."""

from __future__ import annotations

import re

from extractor.language.word_index import word_index
from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.lexicon import phrase_lists

_NAME = r"(?P<name>intervention|experimental|treatment|training|control|comparison)"
_TOLD = re.compile(
    rf"\b(?:(?P<sent>(?:assigned|allocated|randomi[sz]ed) to (?:the )?)?{_NAME}"
    r"(?P<noun>[ -](?:groups?|arms?|condition|patients|participants))?),? "
    r"(?:(?:participants|patients|subjects|children|women|who|which|was|were) ){0,3}"
    r"(?:received|receives|receive|got|given|underwent|took part in|participated in) "
    r"(?:only |either |an? |the )?",
    re.I,
)
_NEAR = 4
"""How many characters may stand between the words of giving and the arm's own name."""


def alias_arms(text: str, arms: ArmSet) -> None:
    """Let the arms be named by the words that the text calls their groups.

    An arm that was read from those words alone gives its names to the one that they stand for.
    """
    every = [*arms.experimental, *arms.control]
    places = {id(arm): [*arm.names, *arm.evidence] for arm in every}
    for match in word_index(text).finditer(_TOLD):
        if not (match["sent"] or match["noun"]):
            continue
        said = [
            arm
            for arm in every
            if any(
                0 <= start - match.end() <= _NEAR or start <= match.end() < end
                for start, end in places[id(arm)]
            )
        ]
        name = match["name"].lower()
        if len(said) != 1 or name in said[0].label.lower():
            continue
        _take_names(text, said[0], name)
        for other in [arm for arm in every if arm is not said[0] and _is_bare(arm, name)]:
            said[0].n = other.n if said[0].n is None else said[0].n
            for side in (arms.experimental, arms.control):
                if other in side:
                    side.remove(other)
            every.remove(other)
        if name in ("control", "comparison") and said[0] in arms.experimental and not arms.control:
            arms.experimental.remove(said[0])
            arms.control.append(said[0])
            said[0].kind = "control"


_CHEMOTHERAPY = re.compile(
    r"(?:(?<=with )|(?<=on )|(?<=than )|(?<=to )|(?<=versus )|(?<=vs )|(?<=vs\. )|(?<= v )|(?<=against )"
    r"|(?<=received )|(?<=receiving )|(?<=given )|(?<=\d% )|(?<=[(;])|(?<=; )|(?<=the )|(?<=for ))"
    r"chemotherapy(?! (?:alone|only|plus|and|or|with|after|before|followed)\b| ?[+/])(?:[ -](?:arm|group))?",
    re.I,
)
_BEFORE = re.compile(
    r"\b(?:prior|previous|earlier|(?:added|addition|respon\w+|progress\w+|plus|refractory|exposed|candidates?)"
    r"(?: to| on| with)?) (?:the )?$",
    re.I,
)


def alias_chemotherapy(text: str, arms: ArmSet) -> None:
    """Let "chemotherapy" name the one arm of two that gives cytotoxic drugs and nothing else."""
    cytotoxic = phrase_lists("named_groups.toml")["cytotoxic"]
    every = [*arms.experimental, *arms.control]
    given = [[cytotoxic.fullmatch(drug.name.lower()) is not None for drug in arm.drugs] for arm in every]
    if len(every) != 2 or len(arms.control) != 1 or any(given[0]) or not given[1] or not all(given[1]):
        return
    places = [m.span() for m in _CHEMOTHERAPY.finditer(text) if not _BEFORE.search(text[: m.start()][-24:])]
    arms.control[0].names = sorted({*arms.control[0].names, *places})


def _take_names(text: str, arm: ArmDraft, name: str) -> None:
    short = rf"\b{name}(?=[ -](?:groups?|arms?|participants|condition)\b)|(?<=\d ){name}\b(?= and\b|[),;])"
    arm.names = sorted({*arm.names, *(found.span() for found in re.finditer(short, text, re.I))})


def _is_bare(arm: ArmDraft, name: str) -> bool:
    return not arm.drugs and re.fullmatch(rf"(?:the )?{name}(?: (?:group|arm))?", arm.label, re.I) is not None
