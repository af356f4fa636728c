"""P-values that a table prints in its footnotes only: "* P < 0.05 vs placebo"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from extractor.language.mentions import Operator, PValue
from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.table_arms import ArmNames
from extractor.reading.source import Cell, Table

_MARK = r"\*{1,5}|∗{1,5}|[†‡§¶#‖$]{1,3}|[a-z](?=[ )])"
_NOTE = re.compile(
    rf"(?:^|[;.,]\s*)\(?(?P<mark>{_MARK})\)?\s?[:=]?\s?"
    r"(?P<lead>[^;.*†‡§¶#<>=]{0,80}?)(?<!\w)\(?[Pp](?:[ -]?values?)?\s?(?P<operator><=|>=|[<>=≤≥])\s?"
    r"(?P<value>0?[.·]\d{1,6})\)?(?P<tail>[^;*†‡§¶#]{0,120})"
)
_TRAILING = re.compile(rf"(?:{_MARK.replace('[a-z](?=[ )])', '(?<=[0-9)]) ?[a-e]')})$")
_AGAINST = re.compile(
    r"\b(?:vs\.?|versus|compared (?:with|to)|relative to|(?:different )?from|than|against)\s(?:the )?"
    r"(?P<what>.{2,60})",
    re.I,
)
_BASELINE = re.compile(r"\b(?:baseline|pre-?\w*|before|initial|within|time ?0|week 0|day 0)\b", re.I)
_BETWEEN = re.compile(r"\bbetween (?:the )?(?:two )?(?:treatment |study )?(?:groups|arms|treatments)\b", re.I)
_CONTROL = re.compile(r"\b(?:placebo|controls?|usual care|comparator|sham)\b", re.I)
_BEGINS = re.compile(r"\s*\(?(?:[*∗†‡§¶#‖]|[a-z][ )](?! ))")
_OPERATORS = {"≤": "<=", "≥": ">="}


@dataclass(frozen=True, slots=True)
class PNote:
    """A footnote's p-value. `reference` is the arm that it names; `within`: it is against baseline."""

    p: PValue
    reference: ArmDraft | None
    within: bool
    between: bool


def read_p_notes(table: Table, names: ArmNames, arms: ArmSet) -> dict[str, PNote]:
    """The p-values of a table's footnotes by their marks, less those that leave open what is compared."""
    found: dict[str, PNote] = {}
    for note in table.footnotes:
        for match in _NOTE.finditer(note[:600]):
            said = f"{match.group('lead')} {match.group('tail')}"
            against = _AGAINST.search(said)
            what = against.group("what") if against else said
            within = _BASELINE.search(what) is not None
            between = _BETWEEN.search(said) is not None
            reference = None
            if against is not None and not within:
                reference = names.guess(re.split(r"[.,;()]", what)[0].strip())
                if reference is None and _CONTROL.search(what) and len(arms.control) == 1:
                    reference = arms.control[0]
            if reference is None and not within and not between:
                continue
            operator = match.group("operator")
            p = PValue(
                cast(Operator, _OPERATORS.get(operator, operator)),
                float(match.group("value").replace("·", ".")),
            )
            found.setdefault(match.group("mark").replace("∗", "*"), PNote(p, reference, within, between))
    return found


def is_marked_note(text: str) -> bool:
    """Whether a text begins with a footnote mark, so that it speaks of nothing but what bears the mark."""
    return _BEGINS.match(text) is not None


def noted(cell: Cell, notes: dict[str, PNote]) -> PNote | None:
    """The p-value that a cell's footnote mark points to."""
    if not notes:
        return None
    trailing = _TRAILING.search(cell.text.strip())
    marks: Sequence[str] = [*cell.marks, *([trailing.group().strip()] if trailing else [])]
    return next((notes[mark] for text in marks if (mark := text.replace("∗", "*")) in notes), None)


def compared(
    note: PNote, arm: ArmDraft, shown: Sequence[ArmDraft]
) -> tuple[ArmDraft, ArmDraft | None] | None:
    """The arm and what the note sets it against; None where that is no other arm."""
    if note.within:
        return arm, None
    if note.reference is not None:
        return (arm, note.reference) if note.reference is not arm else None
    others = [other for other in shown if other is not arm]
    if len(others) != 1:
        return None
    first, second = (arm, others[0]) if arm.kind != "control" else (others[0], arm)
    return first, second
