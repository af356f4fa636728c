"""What the columns of a table say of each other: counts beside shares, people beside means, lone visits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractor.linking.arm_set import ArmDraft
from extractor.linking.table_cells import CellText
from extractor.linking.table_labels import Column, Label
from extractor.linking.table_words import EFFECTS, SPREADS, words

_VISIT = re.compile(r"(?:T|time|test|visit|assessment|measurement)[ -]?\d", re.I)


def forget_lone_visit(columns: Sequence[Column]) -> None:
    """A numbered visit that is the only one after baseline tells nothing apart: "T0" and "T1"."""
    visits = {h.rest.lower() for column in columns for h in column.rest if _VISIT.fullmatch(h.rest)}
    if len(visits) == 1:
        for column in columns:
            column.rest = [heading for heading in column.rest if not _VISIT.fullmatch(heading.rest)]


def count_beside_shares(columns: Sequence[Column]) -> None:
    """A column of numbers of patients is one of counts where the same arm's percentages stand beside it."""
    for column in columns:
        beside = [c for c in columns if c.arm is column.arm is not None and c.time == column.time]
        if column.skip and any(c.forms == ("percent",) for c in beside):
            column.skip, column.forms, column.rest = False, ("count",), []


def p_of_each_arm(columns: Mapping[int, Column]) -> None:
    """ "A before | A after | P | B before | B after | P": each P is of the arm whose columns it follows."""
    told: list[tuple[Column, ArmDraft]] = []
    block: list[Column] = []
    for number in sorted(columns):
        column = columns[number]
        if column.forms != ("p",) or column.arm is not None:
            block.append(column)
            continue
        values = [c for c in block if c.arm is not None and not c.is_effect]
        if values and all(c.before for c in values):
            column.before = True
        arms = {id(c.arm): c.arm for c in block if c.arm is not None}
        if len(arms) != 1 or len([c for c in block if c.arm is not None]) < 2:
            return
        told.append((column, next(iter(arms.values()))))
        block = []
    if len({id(arm) for _, arm in told}) == len(told) > 1:
        for column, arm in told:
            column.arm = arm


def fitting_forms(forms: tuple[str, ...], cell: CellText) -> tuple[str, ...]:
    """Of the kinds that a note names for all of a table's numbers, those that a cell's shape can hold.

    "Values are n (%), mean ± SD or median (IQR)".
    """
    if not {"percent", "count", "fraction"} & set(forms) or not {"mean", "median"} & set(forms):
        return forms if not ({"mean", "median"} <= set(forms)) else _of_shape(forms, cell)
    return _of_shape(forms, cell)


def _of_shape(forms: tuple[str, ...], cell: CellText) -> tuple[str, ...]:
    kinds = {token.kind for token in cell.tokens}
    if "spread" in kinds:
        wanted: tuple[str, ...] = ("mean", "sd", "se", *(("count",) if cell.inner else ()))
    elif "range" in kinds and "median" in forms:
        wanted = ("median", "iqr", "range", "ci")
    elif "percent" in forms and (len(cell.tokens) == 2 and cell.inner or cell.tokens[0].first == 0):
        return ("count", "percent")
    else:
        return ()
    return tuple(kind for kind in forms if kind in wanted)


def forms_together(*said: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds of numbers by the nearest heading that names any, with the spread that a farther one adds."""
    named = [kinds for kinds in said if kinds]
    if not named:
        return ()
    first = named[0]
    if any(kind in ("mean", "median") for kind in first) and not any(kind in SPREADS for kind in first):
        for farther in named[1:]:
            if not set(first) & {"mean", "median"} & set(farther):
                continue
            return (*first, *[kind for kind in farther if kind in SPREADS])
    return first


def effect_kinds(label: Label, column: Column, own: Sequence[str]) -> tuple[str, ...]:
    """The kinds of numbers of a cell that is an effect; empty for an arm's value."""
    if column.is_effect:
        return column.forms
    if label.is_effect:
        return (*label.forms, *[kind for kind in column.forms if kind in EFFECTS])
    return tuple(own) if any(kind in EFFECTS for kind in own) else ()


def people_of(label: Label, column: Column, number: int, columns: Mapping[int, Column]) -> int | None:
    """The number of people that a cell is about, where it stands beside or over it."""
    for other, cell in label.row.cells:
        beside = columns.get(other)
        if beside is None or other == number or not re.fullmatch(r"\d{1,5}", cell.text.strip()):
            continue
        if beside.arm is column.arm and beside.arm is not None and beside.time == column.time:
            heads = [heading for heading in beside.headings if not heading.arms]
            if heads and words("people_column").fullmatch(heads[-1].text.strip(" .,:()")):
                return int(cell.text.strip())
    return column.n
