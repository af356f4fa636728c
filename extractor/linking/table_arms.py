"""Which arms a heading names: by the mentions found in the text, else by short forms."""

from __future__ import annotations

import re
from bisect import bisect_left

from spacy.tokens import Doc

from extractor.language.dosing import frequencies, in_digits
from extractor.language.spans import mentions
from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.groups import GroupMention

_WORD = re.compile(r"[^\W_]+(?:[-–][^\W_]+)*")
_PLACEBO = frozenset({"pbo", "plb", "plac", "pl", "pcb"})
_AMOUNT = re.compile(r"(\d+(?:[.,·]\d+)?)\s?(mg/kg|mg/m2|[µμm]g|mcg|g|IU|U|%)?(?![\w.])")
_FILLER = re.compile(
    r"\b(?:n|plus|and|with|group|arm|patients|alone|oral|subcutaneous|intravenous|tablets?|daily|once|twice|weekly|every|weeks?|dose|per|day|kg|mg|the|of|only|treated|treatment|monotherapy|placebo)\b|[\d+/().,=®™-]",
    re.IGNORECASE,
)


class ArmNames:
    """The names of a trial's arms, and where the document mentions them."""

    def __init__(self, arms: ArmSet, groups: list[GroupMention]) -> None:
        self._arms = [*arms.experimental, *arms.control]
        self._groups = groups
        self._starts = [group.start for group in groups]

    def mentions(self, start: int, end: int) -> list[tuple[int, int, tuple[ArmDraft, ...]]]:
        """Places of a stretch that name arms: start, end, and the arms."""
        found = []
        for group in self._groups[bisect_left(self._starts, start) :]:
            if group.start >= end:
                break
            if group.end <= end + 1:
                found.append((group.start, min(group.end, end), group.arms))
        return found

    def guess(self, text: str) -> ArmDraft | None:
        """The one arm that a heading's short forms fit ("PBO + PALBO", "1200 mg/day", "OKZ q2w"), or None."""
        if not text or len(text) > 90:
            return None
        lower = re.sub(r"\s+", " ", text).strip().lower()
        exact = [arm for arm in self._arms if arm.label.lower() == lower]
        if len(exact) == 1:
            return exact[0]
        drugs, used = self._drugs(text)
        amounts = {match.group(1).replace(",", "").replace("·", ".") for match in _AMOUNT.finditer(text)}
        fits = self._arms
        if drugs:
            fits = [arm for arm in fits if {id(drug) for drug in arm.drugs} == drugs] or [
                arm
                for arm in fits
                if arm.drugs and id(arm.drugs[0]) in drugs and drugs <= {id(drug) for drug in arm.drugs}
            ]
        by_dose = (
            [arm for arm in fits if any(f"{dose.amount:g}" in amounts for dose in arm.doses)]
            if amounts
            else []
        )
        rhythm = self._rhythm(text)
        by_time = [
            arm for arm in fits if rhythm and any(_same_rhythm(dose.frequency, rhythm) for dose in arm.doses)
        ]
        left = _FILLER.sub(" ", self._without(_without_rhythm(text), used)).strip()
        if not drugs and (left or not (by_dose or by_time)):
            return None
        if drugs and len(left) > 25:
            return None
        chosen = by_dose or fits
        if by_time:
            chosen = [arm for arm in chosen if arm in by_time] or by_dose or by_time
        if amounts and not by_dose and len(chosen) > 1:
            return None
        return chosen[0] if len(chosen) == 1 else None

    @staticmethod
    def names_treatment(doc: Doc, start: int, end: int) -> bool:
        """Whether a stretch of the text names a drug or an amount of one."""
        return any(start <= named[0] < end for kind in ("drug", "dose") for named in mentions(doc, kind))

    @staticmethod
    def contradicts(arm: ArmDraft, text: str) -> bool:
        """Whether a heading gives an amount of a drug that is none of the arm's."""
        printed = {match.group(1) for match in _AMOUNT.finditer(text) if match.group(2) not in (None, "%")}
        own = {f"{dose.amount:g}" for dose in arm.doses}
        return bool(printed and own and not printed & own)

    def _drugs(self, text: str) -> tuple[set[int], list[str]]:
        """Drugs that the words of a text name or abbreviate, and the words that do."""
        found: set[int] = set()
        used: list[str] = []
        every = {id(drug): drug for arm in self._arms for drug in arm.drugs}
        for word in _WORD.findall(text):
            lower = word.lower()
            hits = []
            for key, drug in every.items():
                named = {drug.name.lower(), *(alias.lower() for alias in drug.aliases)}
                if (
                    lower in named
                    or drug.name == "placebo"
                    and lower in _PLACEBO
                    or (
                        word.isupper()
                        and word.isalpha()
                        and 3 <= len(word) <= 6
                        and _shortens(lower, drug.name)
                    )
                    or len(lower) >= 5
                    and any(name.startswith(lower) for name in named)
                ):
                    hits.append(key)
            if len(hits) == 1:
                found.add(hits[0])
                used.append(word)
        return found, used

    @staticmethod
    def _without(text: str, used: list[str]) -> str:
        for word in used:
            text = text.replace(word, " ")
        return text

    @staticmethod
    def _rhythm(text: str) -> str | None:
        found = frequencies(text)
        return found[0].words.lower() if found else None


def _shortens(short: str, name: str) -> bool:
    """Whether a short form is made of a name's letters in order, beginning like it."""
    name, at = name.lower(), 0
    for letter in short:
        at = name.find(letter, at) + 1
        if at == 0:
            return False
    return name[0] == short[0] and name[:6].find(short[1]) > 0


def _without_rhythm(text: str) -> str:
    for found in reversed(frequencies(text)):
        text = f"{text[: found.start]} {text[found.end :]}"
    return text


def _same_rhythm(frequency: str | None, rhythm: str) -> bool:
    return frequency is not None and in_digits(frequency) == in_digits(rhythm)
