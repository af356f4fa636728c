"""Reads the cells of one table into drafts of results and comparisons."""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.language.mentions import Interval, Spread
from extractor.linking.arm_set import ArmDraft
from extractor.linking.context import ComparisonDraft, Context, ResultDraft
from extractor.linking.drafts import EndpointDraft
from extractor.linking.outcomes import direction_of, statistic_of
from extractor.linking.table_arms import ArmNames
from extractor.linking.table_axes import read_rows
from extractor.linking.table_cells import CellText, is_missing, read_cell
from extractor.linking.table_columns import (
    count_beside_shares,
    effect_kinds,
    fitting_forms,
    forget_lone_visit,
    forms_together,
    p_of_each_arm,
    people_of,
)
from extractor.linking.table_comparisons import TableComparisons
from extractor.linking.table_crossings import evidence_of, names_of, time_of, why_of
from extractor.linking.table_endpoints import Named, TableTitle
from extractor.linking.table_labels import Column, Label, Labels, Marks, unclear
from extractor.linking.table_values import ArmValue, read_effect, read_value, share_forms
from extractor.linking.table_words import SPREADS, is_of_baseline, is_only, words
from extractor.reading.source import Cell, Table

_CHANGED = re.compile(
    r"\b(?:changes?|reductions?|improvements?) (?:from|in|at|over)\b|\bmean changes?\b|, change\b", re.I
)
_HALVES = re.compile(r"([^()]{1,40}?)\s?\(([^()]{1,40})\)\s?\S?")


class TableReader:
    """Reads one table for one trial."""

    def __init__(
        self, context: Context, names: ArmNames, table: Table, title: TableTitle, marks: Marks
    ) -> None:
        self.context = context
        self.table = table
        self.title = title
        self.labels = Labels(context, names, table, title, marks)
        self.results: list[ResultDraft] = []
        self.comparisons = TableComparisons(context, names, table, title)
        self._columns: dict[int, dict[int, Column]] = {}
        self._some_changed: bool | None = None
        self._before = False

    def read(self) -> tuple[list[ResultDraft], list[ComparisonDraft]]:
        """The table's results and comparisons; none where its headings leave the arms open."""
        rows = read_rows(self.table)
        if not rows:
            return [], []
        corner = rows[0].heads.get(0, [])
        if is_of_baseline(" ".join(cell.text for cell in corner)) and not words("outcome_table").search(
            self.title.text
        ):
            return [], []
        labels = self.labels.read(rows, corner)
        if not _worth(labels):
            return [], []
        self.labels.cohorts(labels)
        self._before = any(label.before for label in labels)
        for label in labels:
            columns = self._columns_of(label)
            if columns is not None:
                self._row(label, columns)
        return self.results, self.comparisons.found

    def _columns_of(self, label: Label) -> dict[int, Column] | None:
        """The columns over a row; None where two of them could not be told apart."""
        heads = label.row.heads
        if id(heads) not in self._columns:
            columns = {number: self.labels.column(cells) for number, cells in heads.items()}
            self._before = self._before or any(column.before for column in columns.values())
            forget_lone_visit(list(columns.values()))
            count_beside_shares(list(columns.values()))
            p_of_each_arm(columns)
            if unclear(list(columns.values())):
                columns = {}
            elif not self._columns:
                for column in columns.values():
                    self.labels.size_arm(column)
            self._columns[id(heads)] = columns
        return self._columns[id(heads)] or None

    def _row(self, label: Label, columns: dict[int, Column]) -> None:
        whole = label.named is None or label.named.subgroup is None
        if whole and (is_only("no_outcome", label.rest) or is_only("no_outcome", label.own[0].text)):
            return
        pending: list[tuple[Column, ResultDraft]] = []
        behind: int | None = None
        sizes = any(kind in ("mean", "median") for column in columns.values() for kind in column.forms)
        for number, cell in label.row.cells:
            column = columns.get(number)
            if column is None or column.skip or is_missing(cell.text):
                continue
            if sizes and column.forms == ("count",):
                continue
            if column.pair is not None:
                self._pair(label, column, cell, number, columns)
                continue
            text = read_cell(cell.text)
            if text is None:
                continue
            kinds = effect_kinds(label, column, text.forms)
            if column.before or label.before:
                continue
            if kinds:
                level = (column.level if column.is_effect else None) or label.level or 95.0
                effect = read_effect(text, kinds, level)
                known = len(self.comparisons.found)
                if effect is not None:
                    self.comparisons.compare(label, column, columns, cell, effect)
                behind = known
            elif behind is not None and column.arm is None and _only_spreads(column):
                self.comparisons.bound(behind, text, column.level or 95.0)
            else:
                self._result(label, column, cell, text, pending, number, columns)

    def _pair(
        self, label: Label, column: Column, cell: Cell, number: int, columns: dict[int, Column]
    ) -> None:
        """A cell with one arm's number and, in brackets, the other's."""
        halves = _HALVES.fullmatch(cell.text)
        if halves is None or column.pair is None or column.is_effect or column.before or label.before:
            return
        for arm, half in zip(column.pair, halves.groups(), strict=True):
            text = read_cell(half)
            if text is not None:
                self._result(label, replace(column, arm=arm, pair=None), cell, text, [], number, columns)

    def _result(
        self,
        label: Label,
        column: Column,
        cell: Cell,
        text: CellText,
        pending: list[tuple[Column, ResultDraft]],
        number: int,
        columns: dict[int, Column],
    ) -> None:
        arm = column.arm or label.arm
        if _only_spreads(column):
            self._beside(column, text, pending)
            return
        if arm is None or column.other or (column.arm and label.arm and column.arm is not label.arm):
            return
        named, subgroup = names_of(self.context, self.title, label, column)
        if named is None:
            return
        forms = forms_together(column.forms, label.forms, fitting_forms(self.title.forms, text))
        forms = share_forms(text, forms, column.n or arm.n)
        level = column.level or label.level or self.title.level
        value = read_value(text, forms, level, arm.n)
        if value is None or not self._known(label, column, named, value):
            return
        if value.n is None:
            above = label.row.sizes.get(number)
            over = self.labels.heading(above, False).n if above is not None else None
            n = over if over is not None else people_of(label, column, number, columns)
            value.n = n if n != arm.n else None
        draft = self._draft(label, column, cell, arm, named, subgroup, value)
        if draft is None:
            return
        twin = next((known for _, known in pending if _complete(known, draft)), None)
        if twin is not None:
            self._join(twin, draft)
            return
        pending.append((column, draft))
        arm.used = True
        self.results.append(draft)
        self.comparisons.footnote(label, column, columns, cell, draft)

    @staticmethod
    def _join(first: ResultDraft, second: ResultDraft) -> None:
        """A count and a percentage in two columns are one fact."""
        count, share = (first, second) if first.statistic == "count" else (second, first)
        events = int(count.value)
        first.statistic, first.value, first.unit = "proportion", share.value, "%"
        first.events, first.interval = events, share.interval
        first.evidence += second.evidence

    def _beside(self, column: Column, text: CellText, pending: list[tuple[Column, ResultDraft]]) -> None:
        """A column of spreads or intervals belongs to the number before it."""
        owner = next((d for known, d in reversed(pending) if column.arm in (None, known.arm)), None)
        if owner is None or len(text.tokens) != 1:
            return
        token, kind = text.tokens[0], column.forms[0]
        if token.kind == "range" and kind == "ci" and owner.interval is None:
            owner.interval = Interval(token.first, token.second, column.level or 95.0)
        elif token.kind == "range" and kind in ("iqr", "range"):
            owner.spread = Spread("iqr" if kind == "iqr" else "range", None, token.first, token.second)
        elif token.kind == "number" and kind in ("sd", "se"):
            owner.spread = Spread("sd" if kind == "sd" else "se", token.first)

    def _known(self, label: Label, column: Column, named: Named, value: ArmValue) -> bool:
        """Whether a number can be a result: a heading or a unit says what it is, or the phrase is known."""
        said = value.kind != "plain" or value.percent
        return said or named.sure or bool(label.unit or column.unit or self.title.unit)

    def _draft(
        self,
        label: Label,
        column: Column,
        cell: Cell,
        arm: ArmDraft,
        named: Named,
        subgroup: str | None,
        value: ArmValue,
    ) -> ResultDraft | None:
        level = self._before and not _CHANGED.search(
            " ".join(heading.text for heading in [*label.section, *column.headings, *label.own])
        )
        endpoint = named.endpoint(self.context, level)
        if endpoint is None:
            return None
        unit = column.unit or label.unit or self.title.unit
        if value.percent or value.kind == "percent":
            unit = "%"
        if value.kind == "rate" and unit is None and endpoint.kind != "rate":
            return None
        count = value.kind == "count" and not value.percent
        if (
            value.kind == "plain"
            and unit is None
            and endpoint.kind in ("safety", "time_to_event", "responder")
        ):
            count = _may_count(value, arm)
            if not count:
                return None
        statistic = self._statistic(label, column, endpoint, value, unit, count)
        unit = None if count else unit
        confidence = 0.9 - (0.0 if column.clear or label.clear else 0.1) - (0.0 if named.sure else 0.15)
        confidence -= 0.15 if value.kind == "plain" else 0.0
        changed = statistic.endswith("change_from_baseline")
        return ResultDraft(
            arm=arm,
            endpoint=endpoint,
            timepoint=time_of(self.title, label, column, endpoint, unit, statistic),
            statistic=statistic,
            value=value.value,
            unit=unit,
            direction=direction_of(named.text) if changed and value.value >= 0 else None,
            interval=value.interval,
            spread=value.spread,
            events=value.events,
            n=value.n,
            subgroup=subgroup,
            analysis=None,
            evidence=evidence_of(cell, label, column),
            confidence=round(confidence, 3),
            why=why_of(label, column),
        )

    def _statistic(
        self,
        label: Label,
        column: Column,
        endpoint: EndpointDraft,
        value: ArmValue,
        unit: str | None,
        count: bool,
    ) -> str:
        headings = [*label.section, *column.headings, *label.own]
        own = " ".join([label.lead, *[heading.text for heading in headings]])
        lead = own if self._told_apart() or self._before else f"{self.title.text} {own}"
        if value.events is not None and value.percent:
            return "proportion"
        if value.spread is not None and value.spread.kind == "sd" and value.kind == "percent":
            changed = endpoint.kind == "change" or bool(_CHANGED.search(lead))
            return "change_from_baseline" if changed else "mean"
        if value.kind == "percent" and "mean" not in (*label.forms, *column.forms):
            said = f"{label.rest} {' '.join(heading.rest for heading in column.rest)}".lower()
            return statistic_of("%", endpoint.kind, endpoint.name, False, said, False)
        moved = endpoint.kind == "change" or bool(_CHANGED.search(lead))
        if not count and moved and unit != "%" and value.kind in ("plain", "mean", "median"):
            return "change_from_baseline"
        if value.kind in ("rate", "mean", "median") and unit != "%":
            return value.kind
        return statistic_of(unit, endpoint.kind, endpoint.name, False, lead, count)

    def _told_apart(self) -> bool:
        """Whether some columns alone hold changes, so that the title does not make changes of the others."""
        if self._some_changed is None:
            columns = [column for known in self._columns.values() for column in known.values()]
            told = [
                any(_CHANGED.search(h.text) for h in column.headings) for column in columns if column.headings
            ]
            self._some_changed = any(told) and not all(told)
        return self._some_changed


def _only_spreads(column: Column) -> bool:
    """Whether a column holds nothing but what stands beside the numbers of another."""
    return bool(column.forms) and all(kind in SPREADS for kind in column.forms)


def _worth(labels: list[Label]) -> bool:
    """False for a table of characteristics that its title does not call so."""
    plain = [label for label in labels if is_only("no_outcome", label.rest)]
    return 2 * len(plain) <= len(labels)


def _complete(known: ResultDraft, draft: ResultDraft) -> bool:
    """Whether two cells of a row hold the count and the percentage of one fact."""
    return (
        known.arm is draft.arm
        and {known.statistic, draft.statistic} == {"count", "proportion"}
        and known.events is None
        and draft.events is None
        and known.subgroup == draft.subgroup
        and known.timepoint == draft.timepoint
    )


def _may_count(value: ArmValue, arm: ArmDraft) -> bool:
    """Whether a bare number can be a number of people."""
    alone = value.interval is None and value.spread is None
    return alone and value.value.is_integer() and 0 <= value.value <= (arm.n or value.value)
