"""Which arms an effect in a table compares."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.table_cells import is_missing
from extractor.linking.table_labels import Column, Label
from extractor.linking.table_values import EffectValue
from extractor.reading.source import Cell

Pair = tuple[ArmDraft, ArmDraft | None]
"""An arm and what it is compared with; None for the arm's own baseline."""


def compared_arms(
    arms: ArmSet, label: Label, column: Column, columns: dict[int, Column], cell: Cell, effect: EffectValue
) -> Pair | None:
    """The arms that an effect compares; None where the table leaves it open.

    They are those that its headings name, else the arms of the columns that its cell spans, else the
    table's only two. One p-value over three arms is a test of all of them and belongs to no pair.
    """
    own = column.arm or label.arm
    if effect.within:
        return (own, None) if own is not None else None
    reference = label.reference or column.reference
    spanned = _arms(_spanned(label, columns, cell))
    shown = [item for item in columns.values() if not item.skip]
    if own is not None and reference is None and len(spanned) < 2 and _of_one_arm(column, arms, shown, cell):
        return own, None
    if own is not None and len(spanned) < 2:
        reference = reference or arms.reference_of(own)
        if reference is not None and own is not reference:
            return own, reference
        return _two(arms, _arms(shown)) if _alone(label, cell) else None
    if len(spanned) < 2 and any(item.other for item in shown):
        return None
    found = (
        spanned if len(spanned) > 1 else _arms([item for item in shown if _same_part(item, column, shown)])
    )
    if reference is not None:
        active = [arm for arm in found if arm is not reference and arm not in arms.control]
        return (active[0], reference) if len(active) == 1 else None
    unknown = [item for item in shown if item.arm is None and not item.is_effect]
    if reference is None and len(spanned) < 2 and any(item.n is not None and item.rest for item in unknown):
        return None
    strange = {heading.rest for item in unknown for heading in item.rest}
    if not found and len(strange) < 2 and len(arms.experimental) == len(arms.control) == 1:
        return arms.experimental[0], arms.control[0]
    return _two(arms, found)


def _of_one_arm(column: Column, arms: ArmSet, shown: Sequence[Column], cell: Cell) -> bool:
    """Whether an effect of an arm's own column or row sets its values before and after side by side.

    So it is beside columns of both times, and where the control arm has such a column too.
    """
    if column.arm is None:
        return cell.rowspan == 1 and any(item.before and item.arm is None for item in shown)
    mine = [item for item in shown if item.arm is column.arm]
    against = arms.reference_of(column.arm)
    tested = [item.arm for item in shown if item.is_effect and item.arm is not None]
    return any(item.before for item in mine) or any(
        arm is against or arm is column.arm and arm in arms.control for arm in tested
    )


def shared_part(label: Label, columns: dict[int, Column], cell: Cell) -> str | None:
    """The part of the population that all columns under a spanned cell share."""
    covered = _spanned(label, columns, cell)
    parts = {" ".join(heading.rest for heading in item.rest) for item in covered if item.arm is not None}
    return (parts.pop() or None) if len(covered) > 1 and len(parts) == 1 else None


def stands_elsewhere(label: Label, column: Column, cell: Cell) -> bool:
    """Whether an effect in a row stands under one column that is no arm of this trial."""
    spanned = len(label.row.covered.get(cell.start, [])) > 1
    return not column.is_effect and not spanned and column.arm is None and bool(column.rest)


def _spanned(label: Label, columns: dict[int, Column], cell: Cell) -> list[Column]:
    numbers = label.row.covered.get(cell.start, [])
    return [columns[number] for number in numbers if number in columns and not columns[number].skip]


def _arms(columns: Sequence[Column]) -> list[ArmDraft]:
    return list({id(column.arm): column.arm for column in columns if column.arm is not None}.values())


def _two(arms: ArmSet, found: list[ArmDraft]) -> Pair | None:
    if len(found) != 2:
        return None
    first, second = found
    return (second, first) if first in arms.control and second not in arms.control else (first, second)


def _alone(label: Label, cell: Cell) -> bool:
    """Whether a row holds one number only, which then is of the table's arms together."""
    filled = [known for _, known in label.row.cells if not is_missing(known.text)]
    return len(filled) == 1 and filled[0] is cell


def _same_part(item: Column, column: Column, columns: Sequence[Column]) -> bool:
    """Whether a column of an arm stands under the same upper heading as a column of effects."""
    top = column.headings[0].start if column.headings else -1
    under = [c for c in columns if c.arm is not None and len(c.headings) > 1 and c.headings[0].start == top]
    return not under or item in under
