"""Results and comparisons of one trial from the document's tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.language.mentions import Interval, Spread
from extractor.linking.arms import ArmDraft
from extractor.linking.comparisons import ComparisonDraft
from extractor.linking.drafts import Chars, EndpointDraft, TrialDraft
from extractor.linking.outcomes import direction_of, statistic_of
from extractor.linking.results import TIME_UNITS, Context, ResultDraft, When
from extractor.linking.table_arms import ArmNames
from extractor.linking.table_axes import Row, read_rows
from extractor.linking.table_cells import is_missing, read_cell
from extractor.linking.table_endpoints import Named, TableTitle, name_endpoint, read_title
from extractor.linking.table_headings import Heading, read_heading
from extractor.linking.table_values import ArmValue, EffectValue, read_effect, read_value
from extractor.linking.table_words import EFFECTS, SPREADS, is_only, words
from extractor.reading.source import Cell, Source, Table

_LARGEST = 4000
_TOGETHER = re.compile(r"\b(?:all|pooled|combined|both|any|total|together|either)\b", re.I)


def link_tables(
    context: Context,
    source: Source,
    covers: Sequence[Chars],
    trial: TrialDraft | None = None,
    others: Sequence[TrialDraft] = (),
) -> tuple[list[ResultDraft], list[ComparisonDraft]]:
    """Read the tables that report one trial.

    A table is the trial's when its title or headings name it, else when it lies in `covers` and names
    none of `others`. Tables of participants' characteristics and tables whose headings name no arm of the
    trial give nothing.
    """
    results: list[ResultDraft] = []
    comparisons: list[ComparisonDraft] = []
    names = ArmNames(context.arms, context.groups)
    marks = _Marks(trial, others)
    for table in source.tables:
        if len(table.cells) > _LARGEST:
            continue
        title = read_title(context, source, table)
        if not marks.owns(table, title, covers) or words("baseline_table").search(title.text):
            continue
        made = _TableReader(context, names, table, title, marks).read()
        results += made[0]
        comparisons += made[1]
    return results, comparisons


class _Marks:
    """Where the document names this trial, and where another."""

    def __init__(self, trial: TrialDraft | None, others: Sequence[TrialDraft]) -> None:
        self.pooled = trial is not None and trial.pooled
        self._own = trial.mentions if trial is not None else []
        self._others = [other for other in others if other is not trial]
        self._joint = any(other.pooled for other in self._others)

    def owns(self, table: Table, title: TableTitle, covers: Sequence[Chars]) -> bool:
        inside = any(start <= table.start < end for start, end in covers)
        here = (table.start, table.end)
        columns = bool(_hits(self._own, here))
        span = title.span or (0, 0)
        own = bool(_hits(self._own, span))
        foreign = [other for other in self._others if not other.pooled and _hits(other.mentions, span)]
        if len(foreign) + (own and not self.pooled) > 1 and (self.pooled or self._joint):
            return columns if not self.pooled else own or inside or len(foreign) > 1
        if columns or own and not foreign:
            return True
        if foreign or any(_hits(other.mentions, here) for other in self._others):
            return False
        return inside

    def foreign(self, heading: Heading) -> bool:
        """Whether a heading names another trial and not this one."""
        span = (heading.start, heading.end)
        return not _hits(self._own, span) and any(_hits(other.mentions, span) for other in self._others)

    def own(self, heading: Heading) -> bool:
        return bool(_hits(self._own, (heading.start, heading.end)))


def _hits(mentions: Sequence[Chars], span: Chars) -> list[Chars]:
    return [mention for mention in mentions if span[0] <= mention[0] and mention[1] <= span[1]]


@dataclass(slots=True)
class _Column:
    """What the headings of one column say together."""

    headings: list[Heading]
    arm: ArmDraft | None = None
    reference: ArmDraft | None = None
    clear: bool = True
    time: When = None
    before: bool = False
    forms: tuple[str, ...] = ()
    unit: str | None = None
    level: float | None = None
    rest: list[Heading] = field(default_factory=list)
    skip: bool = False
    other: bool = False

    @property
    def is_effect(self) -> bool:
        return any(kind in EFFECTS or kind in ("p", "within", "interaction") for kind in self.forms)


@dataclass(slots=True)
class _Label:
    """What a row's labels and the sections above it say together."""

    row: Row
    own: list[Heading]
    section: list[Heading]
    above: _Label | None
    arm: ArmDraft | None = None
    clear: bool = True
    time: When = None
    before: bool = False
    forms: tuple[str, ...] = ()
    unit: str | None = None
    level: float | None = None
    reference: ArmDraft | None = None
    named: Named | None = None
    percent: bool = False

    @property
    def rest(self) -> str:
        return " ".join(heading.rest for heading in self.own if heading.rest)

    @property
    def is_effect(self) -> bool:
        return any(kind in EFFECTS or kind in ("p", "within", "interaction") for kind in self.forms)


class _TableReader:
    """Reads one table for one trial."""

    def __init__(
        self, context: Context, names: ArmNames, table: Table, title: TableTitle, marks: _Marks
    ) -> None:
        self.context = context
        self.names = names
        self.table = table
        self.title = title
        self.marks = marks
        self.results: list[ResultDraft] = []
        self.comparisons: list[ComparisonDraft] = []
        self._headings: dict[tuple[int, bool], Heading] = {}

    def read(self) -> tuple[list[ResultDraft], list[ComparisonDraft]]:
        rows = read_rows(self.table)
        if not rows:
            return [], []
        corner = " ".join(cell.text for cell in rows[0].heads.get(0, []))
        if words("baseline_table").search(corner):
            return [], []
        self.corner = [self._heading(cell, False) for cell in rows[0].heads.get(0, [])]
        labels: list[_Label] = []
        by_row: dict[int, _Label] = {}
        for row in rows:
            label = self._label(row, by_row, labels[-1] if labels else None)
            by_row[id(row)] = label
            labels.append(label)
        if not self._worth(labels):
            return [], []
        self._cohorts(labels)
        sized = {column: self._column(cells) for column, cells in rows[0].heads.items()}
        if _unclear(list(sized.values())):
            return [], []
        for column in sized.values():
            self._size_arm(column)
        for label in labels:
            self._row(label)
        return self.results, self.comparisons

    def _cohorts(self, labels: list[_Label]) -> None:
        """Rows that are groups of a trial with one treatment ("Cohort", "Tumor type") become its arms."""
        known = self.context.arms
        corner = " ".join(heading.text for heading in self.corner)
        if len(known.experimental) != 1 or known.control or not is_only("cohort_head", corner):
            return
        whole = known.experimental[0]
        for label in labels:
            if label.arm is not None or len(label.own) != 1 or not label.rest or label.is_effect:
                continue
            name = label.rest if label.rest[1:2].isupper() else label.rest[0].lower() + label.rest[1:]
            name = name if re.search(r"cohort$|^all\b|^total\b", name) else f"{name} cohort"
            arm = next((arm for arm in known.pooled if arm.label == name), None)
            if arm is None:
                span = (label.own[0].start, label.own[0].end)
                arm = ArmDraft(name, list(whole.drugs), list(whole.doses), "experimental", evidence=[span])
                known.pooled.append(arm)
            label.arm, label.named, label.own[0].rest = arm, None, ""
            for number, cell in label.row.cells:
                heads = " ".join(head.text for head in label.row.heads.get(number, []))
                if arm.n is None and is_only("size_column", heads) and cell.text.strip().isdigit():
                    arm.n = int(cell.text)

    def _worth(self, labels: list[_Label]) -> bool:
        """False for a table of characteristics that its title does not call so."""
        plain = [label for label in labels if is_only("no_outcome", label.rest)]
        return 2 * len(plain) <= len(labels)

    def _heading(self, cell: Cell, row: bool) -> Heading:
        known = self._headings.get((cell.start, row))
        if known is None:
            known = read_heading(self.context, self.names, cell.text, cell.start, row)
            for mark in cell.marks:
                note = next((n for n in self.table.footnotes if n.startswith(f"{mark} ") or n.startswith(f"{mark}")), "")
                unit = read_heading(self.context, self.names, note[len(mark) :].strip(), -10**9, False).unit if note and len(note) < 60 else None
                known.unit = known.unit or (unit if unit and unit.startswith("per ") else None)
            self._headings[cell.start, row] = known
        return known

    def _column(self, cells: list[Cell]) -> _Column:
        column = _Column([self._heading(cell, False) for cell in cells if cell.text.strip()])
        arms = [heading for heading in column.headings if heading.arms]
        for heading in column.headings:
            column.time = heading.time or column.time
            column.before = column.before or heading.before
            column.forms = (*column.forms, *heading.forms)
            column.unit = heading.unit or column.unit
            column.level = heading.level if "ci" in heading.forms else column.level
            column.reference = heading.reference or column.reference
            column.skip = column.skip or self.marks.foreign(heading) or is_only("size_column", heading.text)
            if heading.rest and not heading.arms and not self.marks.own(heading):
                column.rest.append(heading)
        column.arm, column.clear = self._arm_of(arms)
        if column.arm is None and len(column.headings) > 1:
            path = " ".join(heading.text for heading in column.headings)
            guess = self.names.guess(re.sub(r"\(\s?[nN]\s?=.{1,9}\)", " ", path))
            if guess is not None:
                column.arm, column.clear, column.rest = guess, False, []
        if column.arm is None and column.reference is None and not column.is_effect:
            column.other = any(self.names.names_treatment(self.context.doc, h.start, h.end) for h in column.headings)
        return column

    def _arm_of(self, headings: list[Heading]) -> tuple[ArmDraft | None, bool]:
        """The arm that headings name together: one arm, or the arms of a pooled heading."""
        single = [heading for heading in headings if len(heading.arms) == 1]
        treated = self.context.arms.experimental
        joint = [h for h in headings if len(h.arms) > 1 and _TOGETHER.search(h.text) and set(map(id, h.arms)) <= set(map(id, treated))]
        if joint and not single:
            return self.context.arms.together(list(joint[-1].arms)), False
        if single:
            distinct = {id(heading.arms[0]) for heading in single}
            return (single[0].arms[0], single[-1].clear) if len(distinct) == 1 else (None, False)
        return None, False

    def _size_arm(self, column: _Column) -> None:
        """A printed n beside an arm's name is the arm's, unless the column is of a part of the people."""
        sizes = [heading for heading in column.headings if heading.n is not None]
        part = [heading for heading in column.rest if not is_only("everyone", heading.rest)]
        if column.arm is not None and sizes and not part and not column.skip and column.arm.n is None:
            column.arm.n = sizes[-1].n
            column.arm.evidence.append((sizes[-1].start, sizes[-1].end))

    def _label(self, row: Row, by_row: dict[int, _Label], previous: _Label | None) -> _Label:
        own = [self._heading(cell, True) for cell in row.labels]
        section = [self._heading(cell, True) for cell in row.section]
        above = by_row.get(id(row.above)) if row.above is not None else None
        label = _Label(row, own, section, above)
        arms = [heading for heading in own if len(heading.arms) == 1]
        label.arm, label.clear = self._arm_of(arms)
        if label.arm is None:
            label.arm, label.clear = self._arm_of([heading for heading in section if len(heading.arms) == 1])
        for heading in [*section, *own]:
            label.time = heading.time or label.time
            label.before = label.before or heading.before
            label.forms = heading.forms or label.forms
            label.unit = heading.unit or label.unit
            label.level = heading.level if "ci" in heading.forms else label.level
            label.reference = heading.reference or label.reference
        self._corner_time(label)
        label.percent = "percent" in label.forms or "fraction" in label.forms
        over = above.named if above is not None else None
        label.named = name_endpoint(self.context, self.title, label.section, label.own, over)
        if not label.rest and label.is_effect:
            source = above if above is not None else previous
            if source is not None and (above is not None or not section or source.section == section):
                label.named = source.named
                label.unit = label.unit or source.unit
                label.percent = label.percent or source.percent
                label.time = label.time or source.time
        return label

    def _corner_time(self, label: _Label) -> None:
        """Rows labelled with bare numbers under "Weeks"."""
        if label.time is None and len(label.own) == 1 and re.fullmatch(r"\d{1,3}", label.own[0].text.strip()):
            word = re.search(r"\b(week|month|day|year|hour)s?\b", " ".join(h.text for h in self.corner), re.I)
            if word:
                label.time = (float(label.own[0].text), word.group(1).lower())
                label.before = label.time[0] == 0
                label.own[0].rest = ""

    def _row(self, label: _Label) -> None:
        if is_only("no_outcome", label.rest) or is_only("no_outcome", label.own[0].text):
            return
        columns = {number: self._column(label.row.heads.get(number, [])) for number in label.row.heads}
        pending: list[tuple[_Column, ResultDraft]] = []
        for number, cell in label.row.cells:
            column = columns.get(number)
            if column is None or column.skip or is_missing(cell.text):
                continue
            text = read_cell(cell.text)
            if text is None:
                continue
            effect_forms = self._effect_forms(label, column, text.forms, any(t.kind == "p" for t in text.tokens))
            if effect_forms:
                level = column.level if column.is_effect else label.level
                effect = read_effect(text, effect_forms, level or label.level or 95.0)
                if effect is not None and not (column.before or label.before):
                    self._compare(label, column, columns, cell, effect)
                continue
            if column.before or label.before:
                continue
            self._result(label, column, cell, pending)

    def _effect_forms(
        self, label: _Label, column: _Column, own: list[str], has_p: bool
    ) -> tuple[str, ...]:
        """The kinds of numbers of a cell that is an effect; empty for an arm's value."""
        if column.is_effect:
            return column.forms
        if label.is_effect:
            return (*label.forms, *[k for k in column.forms if k in EFFECTS])
        if any(kind in EFFECTS for kind in own):
            return tuple(own)
        return ()

    def _result(
        self, label: _Label, column: _Column, cell: Cell, pending: list[tuple[_Column, ResultDraft]]
    ) -> None:
        arm = column.arm or label.arm
        if arm is None or column.other or (column.arm and label.arm and column.arm is not label.arm):
            return
        named, subgroup = self._names(label, column)
        if named is None:
            return
        text = read_cell(cell.text)
        forms = column.forms or label.forms or self.title.forms
        if forms and all(kind in SPREADS for kind in column.forms) and column.forms:
            self._beside(column, text, pending)
            return
        level = column.level or label.level or self.title.level
        value = read_value(text, forms, level, arm.n) if text is not None else None
        if value is None or value.kind == "plain" and not value.percent and not self._known(label, column, named):
            return
        draft = self._draft(label, column, cell, arm, named, subgroup, value)
        if draft is None:
            return
        twin = next((d for c, d in pending if d.arm is arm and {draft.statistic, d.statistic} == {"count", "proportion"} and d.subgroup == subgroup and d.timepoint == draft.timepoint), None)
        if twin is not None and not cell.text.strip().endswith(")") or twin is not None and twin.events is None:
            self._join(twin, draft)
            return
        pending.append((column, draft))
        arm.used = True
        self.results.append(draft)

    @staticmethod
    def _join(first: ResultDraft, second: ResultDraft) -> None:
        """A count and a percentage in two columns are one fact."""
        count, share = (first, second) if first.statistic == "count" else (second, first)
        events = int(count.value)
        first.statistic, first.value, first.unit = "proportion", share.value, "%"
        first.events, first.interval = events, share.interval
        first.evidence += second.evidence

    def _beside(self, column: _Column, text: object, pending: list[tuple[_Column, ResultDraft]]) -> None:
        """A column of spreads or intervals belongs to the number before it."""
        from extractor.linking.table_cells import CellText

        owner = next((draft for known, draft in reversed(pending) if known.arm is column.arm), None)
        if owner is None or not isinstance(text, CellText) or len(text.tokens) != 1:
            return
        token, kind = text.tokens[0], column.forms[0]
        if token.kind == "range" and kind == "ci" and owner.interval is None:
            owner.interval = Interval(token.first, token.second, column.level or 95.0)
        elif token.kind == "range" and kind in ("iqr", "range"):
            owner.spread = Spread("iqr" if kind == "iqr" else "range", None, token.first, token.second)
        elif token.kind == "number" and kind in ("sd", "se"):
            owner.spread = Spread("sd" if kind == "sd" else "se", token.first)

    def _known(self, label: _Label, column: _Column, named: Named) -> bool:
        """Whether a number of which no heading says what it is can be a result."""
        unit = label.unit or column.unit or self.title.unit
        return bool(unit) or named.sure

    def _names(self, label: _Label, column: _Column) -> tuple[Named | None, str | None]:
        """The endpoint and the part of the population that a cell's two axes name."""
        across = [h for h in column.rest if not is_only("everyone", h.rest)]
        down = label.named
        if across and (down is None or not label.rest or not down.sure):
            options = [name_endpoint(self.context, self.title, [], [heading], None) for heading in across]
            chosen = next((i for i in reversed(range(len(options))) if options[i] and options[i].sure), -1)
            crossing = options[chosen]
            if crossing is not None and (down is None or not label.rest or crossing.sure):
                parts = [heading.rest for heading in across if heading is not across[chosen]]
                parts += [label.rest] if label.rest else []
                return crossing, " ".join(parts) or None
        if down is None:
            return self.title.named if not label.rest else None, None
        other = " ".join(heading.rest for heading in across)
        grade = re.search(r"grades? ?(?:≥ ?\d|\d(?: ?(?:–|-|/|or|to) ?(?:\d|higher))?)", other, re.I)
        if grade and down.endpoint_kind == "safety":
            return down.graded(grade.group().lower()), down.subgroup
        return down, down.subgroup or (other or None)

    def _draft(
        self,
        label: _Label,
        column: _Column,
        cell: Cell,
        arm: ArmDraft,
        named: Named,
        subgroup: str | None,
        value: ArmValue,
    ) -> ResultDraft | None:
        endpoint = named.endpoint(self.context)
        if endpoint is None:
            return None
        unit = "%" if value.percent or value.kind == "percent" else column.unit or label.unit or self.title.unit
        count = value.kind == "count" and not value.percent
        if value.kind == "rate" and unit is None and endpoint.kind != "rate":
            return None
        lead = " ".join([self.title.text, *(h.text for h in label.section), *(h.text for h in column.headings), *(h.text for h in label.own)])
        if value.kind == "plain" and unit is None and value.value.is_integer() and endpoint.kind in ("safety", "time_to_event", "responder"):
            count = value.interval is None and value.spread is None and 0 <= value.value <= (arm.n or value.value)
            if not count:
                return None
        statistic = _statistic(lead, label, column, endpoint, value, unit, count)
        unit = None if count else unit
        time = self._time(label, column, endpoint, unit, statistic)
        confidence = 0.9 - (0.0 if column.clear or label.clear else 0.1) - (0.0 if named.sure else 0.15)
        confidence -= 0.15 if value.kind == "plain" else 0.0
        direction = direction_of(named.text) if statistic.endswith("change_from_baseline") and value.value >= 0 else None
        return ResultDraft(
            arm=arm, endpoint=endpoint, timepoint=time, statistic=statistic, value=value.value, unit=unit,
            direction=direction, interval=value.interval, spread=value.spread, events=value.events, n=value.n,
            subgroup=subgroup, analysis=None, evidence=self._evidence(cell, label, column),
            confidence=round(confidence, 3), why=f"table cell: row '{label.own[0].text[:40]}', column '{' / '.join(h.text for h in column.headings)[:60]}'",
        )  # fmt: skip

    def _evidence(self, cell: Cell, label: _Label, column: _Column) -> list[Chars]:
        spans = [(cell.start, cell.end)]
        spans += [(heading.start, heading.end) for heading in label.own]
        return spans + [(heading.start, heading.end) for heading in column.headings]

    def _time(
        self, label: _Label, column: _Column, endpoint: EndpointDraft, unit: str | None, statistic: str
    ) -> When:
        said = label.time or column.time
        if said is not None:
            return said
        if unit in TIME_UNITS and statistic in ("median", "mean"):
            return None
        if self.title.time is not None:
            return self.title.time
        if endpoint.role == "safety" or endpoint.kind == "safety":
            return None
        return endpoint.timepoint

    def _compare(
        self, label: _Label, column: _Column, columns: dict[int, _Column], cell: Cell, effect: EffectValue
    ) -> None:
        if column.other or self._elsewhere(label, column, cell):
            return
        pair = self._pair(label, column, columns, cell, effect)
        named, subgroup = self._names(label, column if column.arm is None and not column.is_effect else _without_rest(column))
        if subgroup is None:
            subgroup = self._shared_part(label, columns, cell)
        endpoint = named.endpoint(self.context) if named is not None else None
        if pair is None or endpoint is None or named is None:
            return
        arm, reference = pair
        measure, unit = effect.measure, None
        percent = effect.percent or label.percent or (column.unit is None and label.unit is None and self.title.percent)
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
        confidence = 0.88 - (0.0 if column.clear or column.arm is None else 0.1) - (0.0 if named.sure else 0.15)
        self.comparisons.append(
            ComparisonDraft(
                arm=arm, reference=reference, endpoint=endpoint,
                timepoint=self._time(label, column, endpoint, None, "effect"),
                measure=measure, value=effect.value, unit=unit, interval=effect.interval, p=effect.p,
                subgroup=subgroup, analysis=None, evidence=self._evidence(cell, label, column),
                confidence=round(confidence, 3), why=f"table cell: row '{label.own[0].text[:40]}', column '{' / '.join(h.text for h in column.headings)[:60]}'",
            )  # fmt: skip
        )

    def _attach_p(
        self, arm: ArmDraft, reference: ArmDraft | None, endpoint: EndpointDraft, subgroup: str | None,
        label: _Label, effect: EffectValue,
    ) -> bool:  # fmt: skip
        """A p-value of its own cell goes to the effect of the same row, or of the row above, if there is one."""
        if effect.measure is not None or not self.comparisons:
            return False
        for known in reversed(self.comparisons[-6:]):
            same = known.arm is arm and known.reference is reference and known.endpoint is endpoint
            if same and known.subgroup == subgroup and known.p is None and known.measure is not None:
                if known.timepoint == (label.time or known.timepoint):
                    known.p = effect.p
                    return True
        return False

    def _shared_part(self, label: _Label, columns: dict[int, _Column], cell: Cell) -> str | None:
        """The part of the population that all columns under a spanned cell share."""
        covered = [columns[number] for number in label.row.covered.get(cell.start, []) if number in columns]
        if len(covered) < 2:
            return None
        parts = {" ".join(h.rest for h in column.rest) for column in covered if column.arm is not None}
        return (parts.pop() or None) if len(parts) == 1 else None

    def _pair(
        self, label: _Label, column: _Column, columns: dict[int, _Column], cell: Cell, effect: EffectValue
    ) -> tuple[ArmDraft, ArmDraft | None] | None:
        """The arms that an effect compares; None where the table leaves it open."""
        control = self.context.arms.control
        own = column.arm or label.arm
        if effect.within:
            return (own, None) if own is not None else None
        reference = label.reference or column.reference
        covered = [columns[number] for number in label.row.covered.get(cell.start, []) if number in columns]
        spanned = _arms([item for item in covered if not item.skip])
        if own is not None and len(spanned) < 2:
            reference = reference or self.context.arms.reference_of(own)
            if own is not reference and reference is not None:
                return own, reference
            others = [item for item in columns.values() if not item.skip and item.arm is not None]
            return self._two(_arms(others)) if self._alone(label, cell) else None
        arms = spanned if len(spanned) > 1 else _arms(
            [item for item in columns.values() if not item.skip and _same_part(item, column, columns)]
        )
        if reference is not None:
            active = [arm for arm in arms if arm is not reference and arm not in control]
            return (active[0], reference) if len(active) == 1 else None
        if not arms and len(self.context.arms.experimental) == len(control) == 1:
            return self.context.arms.experimental[0], control[0]
        return self._two(arms)

    def _two(self, arms: list[ArmDraft]) -> tuple[ArmDraft, ArmDraft] | None:
        if len(arms) != 2:
            return None
        control = self.context.arms.control
        first, second = arms
        if first in control and second not in control:
            return second, first
        return first, second

    @staticmethod
    def _elsewhere(label: _Label, column: _Column, cell: Cell) -> bool:
        """Whether an effect in a row stands under one column that is no arm of this trial."""
        spanned = len(label.row.covered.get(cell.start, [])) > 1
        return not column.is_effect and not spanned and column.arm is None and bool(column.rest)

    def _alone(self, label: _Label, cell: Cell) -> bool:
        """Whether a row holds one number only, which then is of the table's arms together."""
        filled = [known for _, known in label.row.cells if not is_missing(known.text)]
        return len(filled) == 1 and filled[0] is cell


def _arms(columns: Sequence[_Column]) -> list[ArmDraft]:
    return list({id(column.arm): column.arm for column in columns if column.arm is not None}.values())


def _unclear(columns: Sequence[_Column]) -> bool:
    """Whether two columns of different headings would be the same arm's same numbers."""
    seen: set[tuple[object, ...]] = set()
    for column in columns:
        if column.arm is None or column.skip or column.is_effect:
            continue
        key = (id(column.arm), column.time, column.before, column.forms, column.unit, *[h.rest for h in column.rest])
        if key in seen:
            return True
        seen.add(key)
    return False


def _same_part(item: _Column, column: _Column, columns: dict[int, _Column]) -> bool:
    """Whether a column of an arm stands under the same upper heading as a column of effects."""
    tops = {other.headings[0].start for other in columns.values() if len(other.headings) > 1}
    if not column.headings or column.headings[0].start not in tops:
        return True
    shared = [
        other for other in columns.values()
        if other.arm is not None and other.headings and other.headings[0].start == column.headings[0].start
    ]  # fmt: skip
    return not shared or item in shared


def _without_rest(column: _Column) -> _Column:
    return _Column(column.headings, column.arm, column.reference, column.clear, column.time)


def _statistic(
    lead: str, label: _Label, column: _Column, endpoint: EndpointDraft, value: ArmValue, unit: str | None, count: bool
) -> str:  # fmt: skip
    if value.kind == "percent" and "mean" not in (*label.forms, *column.forms):
        said = f"{label.rest} {' '.join(h.rest for h in column.rest)}".lower()
        return statistic_of(lead, "%", endpoint.kind, endpoint.name, False, said, False)
    changed = re.search(r"\b(?:changes?|reductions?|improvements?) (?:from|in|at|over)\b|\bmean changes?\b|, change\b", lead, re.I)
    if not count and (changed or endpoint.kind == "change") and unit != "%" and value.kind in ("plain", "mean", "median"):
        return "change_from_baseline"
    if value.kind == "rate" and unit != "%":
        return "rate"
    if value.kind in ("mean", "median") and unit != "%":
        return value.kind
    return statistic_of(lead, unit, endpoint.kind, endpoint.name, "percent change" in lead.lower(), lead, count)
