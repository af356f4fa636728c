"""Comparisons in the cells of a table, and the p-values of its footnotes."""

from __future__ import annotations

from extractor.language.mentions import Interval
from extractor.linking.arm_set import ArmDraft
from extractor.linking.context import ComparisonDraft, Context, ResultDraft
from extractor.linking.drafts import EndpointDraft
from extractor.linking.table_arms import ArmNames
from extractor.linking.table_cells import CellText
from extractor.linking.table_crossings import evidence_of, names_of, time_of, why_of
from extractor.linking.table_endpoints import TableTitle
from extractor.linking.table_labels import Column, Label, without_rest
from extractor.linking.table_notes import compared, noted, read_p_notes
from extractor.linking.table_pairs import compared_arms, shared_part, stands_elsewhere
from extractor.linking.table_values import EffectValue
from extractor.reading.source import Cell, Table


class TableComparisons:
    """The comparisons of one table, cell by cell."""

    def __init__(self, context: Context, names: ArmNames, table: Table, title: TableTitle) -> None:
        self.context = context
        self.title = title
        self.notes = read_p_notes(table, names, context.arms)
        self.found: list[ComparisonDraft] = []

    def compare(
        self, label: Label, column: Column, columns: dict[int, Column], cell: Cell, effect: EffectValue
    ) -> None:
        """Keep the effect of a cell, where its headings tell whose and of what it is."""
        if column.other or stands_elsewhere(label, column, cell):
            return
        pair = compared_arms(self.context.arms, label, column, columns, cell, effect)
        named, subgroup = names_of(
            self.context,
            self.title,
            label,
            column if column.arm is None and not column.is_effect else without_rest(column),
        )
        if subgroup is None:
            subgroup = shared_part(label, columns, cell)
        endpoint = named.endpoint(self.context) if named is not None else None
        if pair is None or endpoint is None or named is None:
            return
        arm, reference = pair
        measure, unit = effect.measure, None
        percent = (
            effect.percent
            or label.percent
            or (column.unit is None and label.unit is None and self.title.percent)
        )
        if measure == "mean_difference":
            changed = endpoint.kind in ("change", "score") or "change" in label.rest.lower()
            if percent and not changed:
                measure = "risk_difference"
            unit = "%" if percent else column.unit or label.unit or self.title.unit
        elif measure in ("risk_difference", "relative_reduction"):
            unit = "%"
        if effect.p is not None and self._attach_p(arm, reference, endpoint, subgroup, label, effect):
            return
        arm.used = True
        if reference is not None:
            reference.used = True
        confidence = (
            0.88 - (0.0 if column.clear or column.arm is None else 0.1) - (0.0 if named.sure else 0.15)
        )
        self.found.append(
            ComparisonDraft(
                arm=arm,
                reference=reference,
                endpoint=endpoint,
                timepoint=time_of(self.title, label, column, endpoint, None, "effect"),
                measure=measure,
                value=effect.value,
                unit=unit,
                interval=effect.interval,
                p=effect.p,
                subgroup=subgroup,
                analysis=None,
                evidence=evidence_of(cell, label, column),
                confidence=round(confidence, 3),
                why=why_of(label, column),
            )
        )

    def bound(self, first: int, text: CellText, level: float) -> None:
        """Give the latest effect, if it is number `first` or later, the interval of the next column."""
        made = self.found[first:]
        token = text.tokens[0] if len(text.tokens) == 1 else None
        if not made or token is None or token.kind != "range":
            return
        if made[-1].interval is None and made[-1].value is not None:
            made[-1].interval = Interval(token.first, token.second, level)

    def footnote(
        self, label: Label, column: Column, columns: dict[int, Column], cell: Cell, draft: ResultDraft
    ) -> None:
        """A number whose mark points to a p-value below the table has that comparison."""
        marked = [cell, *label.row.labels, *label.row.heads.get(cell.column, [])]
        note = next((found for place in marked if (found := noted(place, self.notes))), None)
        shown = list({id(c.arm): c.arm for c in columns.values() if c.arm is not None}.values())
        sides = compared(note, draft.arm, shown) if note is not None else None
        if note is None or sides is None:
            return
        known = (c for c in self.found if (c.arm, c.reference, c.endpoint) == (*sides, draft.endpoint))
        if any(c.p is not None and c.timepoint == draft.timepoint for c in known):
            return
        self.found.append(
            ComparisonDraft(
                arm=sides[0],
                reference=sides[1],
                endpoint=draft.endpoint,
                timepoint=draft.timepoint,
                measure=None,
                value=None,
                unit=None,
                interval=None,
                p=note.p,
                subgroup=draft.subgroup,
                analysis=None,
                evidence=evidence_of(cell, label, column),
                confidence=round(draft.confidence - 0.1, 3),
                why="p-value in a footnote",
            )
        )

    def _attach_p(
        self,
        arm: ArmDraft,
        reference: ArmDraft | None,
        endpoint: EndpointDraft,
        subgroup: str | None,
        label: Label,
        effect: EffectValue,
    ) -> bool:
        """A p-value of its own cell goes to the effect of the same row or the row above, if there is one."""
        if effect.measure is not None or not self.found:
            return False
        for known in reversed(self.found[-6:]):
            pair = {id(known.arm), id(known.reference)}
            same = pair == {id(arm), id(reference)} and known.endpoint is endpoint
            if (
                same
                and known.subgroup == subgroup
                and known.p is None
                and known.measure is not None
                and label.time in (None, known.timepoint)
            ):
                known.p = effect.p
                return True
        return False
