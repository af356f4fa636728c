"""What the headings of a table's columns and rows say together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.linking.arm_set import ArmDraft
from extractor.linking.context import Context, When
from extractor.linking.drafts import Chars, TrialDraft
from extractor.linking.table_arms import ArmNames
from extractor.linking.table_axes import Row
from extractor.linking.table_endpoints import Named, TableTitle, name_endpoint
from extractor.linking.table_headings import Heading, is_size_only, read_heading
from extractor.linking.table_words import VALUES, is_effect, is_only
from extractor.reading.source import Cell, Table

_BARE_NUMBER = re.compile(r"[−-]?(\d{1,3}(?:\.\d)?)(?:\s?\(\w+\))?")
_TIME_WORD = re.compile(r"\b(minute|hour|day|week|month|year)s?\b", re.I)
_CLEAR = 3
_TOGETHER = re.compile(r"\b(?:all|pooled|combined|both|any|total|together|either)\b", re.I)


class Marks:
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
class Column:
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
    n: int | None = None
    pair: tuple[ArmDraft, ArmDraft] | None = None

    @property
    def is_effect(self) -> bool:
        return is_effect(self.forms)


@dataclass(slots=True)
class Label:
    """What a row's labels and the sections above it say together."""

    row: Row
    own: list[Heading]
    section: list[Heading]
    above: Label | None
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
    lead: str = ""

    @property
    def rest(self) -> str:
        return " ".join(heading.rest for heading in self.own if heading.rest)

    @property
    def is_effect(self) -> bool:
        return is_effect(self.forms)


class Labels:
    """Reads the headings of one table for one trial, each once."""

    def __init__(
        self, context: Context, names: ArmNames, table: Table, title: TableTitle, marks: Marks
    ) -> None:
        self.context = context
        self.names = names
        self.table = table
        self.title = title
        self.marks = marks
        self.corner: list[Heading] = []
        self.repeated: set[str] = set()
        self._headings: dict[tuple[int, bool], Heading] = {}

    def read(self, rows: Sequence[Row], corner: Sequence[Cell]) -> list[Label]:
        """The rows' labels, in order; `corner` are the cells over the labels."""
        self.corner = [self.heading(cell, False) for cell in corner]
        said = Counter(self.heading(row.labels[0], True).rest for row in rows if len(row.labels) == 1)
        self.repeated = {text for text, times in said.items() if times > 1}
        labels: list[Label] = []
        by_row: dict[int, Label] = {}
        measure: Label | None = None
        for row in rows:
            label = self.label(row, by_row, labels[-1] if labels else None)
            if label.arm is None and label.rest and not label.is_effect:
                measure = label
            elif measure is not None and self._under(label, measure):
                label.named, label.unit = measure.named, label.unit or measure.unit
                label.forms = label.forms or measure.forms
            by_row[id(row)] = label
            labels.append(label)
        return labels

    def _under(self, label: Label, measure: Label) -> bool:
        """Whether a row names nothing but an arm, below one that names a measure and holds no value."""
        if label.arm is None or label.rest or label.above is not None or label.row.section:
            return False
        columns = {number for number, _ in label.row.cells}
        return not any(number in columns for number, _ in measure.row.cells)

    def heading(self, cell: Cell, row: bool) -> Heading:
        known = self._headings.get((cell.start, row))
        if known is None:
            known = read_heading(self.context, self.names, cell.text, cell.start, row)
            for mark in cell.marks:
                note = next(
                    (n for n in self.table.footnotes if n.startswith(f"{mark} ") or n.startswith(f"{mark}")),
                    "",
                )
                unit = (
                    read_heading(self.context, self.names, note[len(mark) :].strip(), -(10**9), False).unit
                    if note and len(note) < 60
                    else None
                )
                known.unit = known.unit or (unit if unit and unit.startswith("per ") else None)
            self._headings[cell.start, row] = known
        return known

    def column(self, cells: list[Cell]) -> Column:
        column = Column(self._over(cells))
        arms = [heading for heading in column.headings if heading.arms]
        for heading in column.headings:
            column.time = heading.time or column.time
            column.before = column.before or heading.before
            column.forms = (*column.forms, *heading.forms)
            column.unit = heading.unit or column.unit
            column.pair = heading.pair or column.pair
            column.n = heading.n if heading.n is not None else column.n
            column.level = heading.level if "ci" in heading.forms else column.level
            column.reference = heading.reference or column.reference
            column.skip = column.skip or self.marks.foreign(heading) or is_only("size_column", heading.text)
            counted = heading.forms and is_only("who_counts", heading.rest)
            if heading.rest and not heading.arms and not counted and not self.marks.own(heading):
                column.rest.append(heading)
        self._number_of_time(column)
        if column.headings and column.headings[-1].forms == ("p",):
            column.forms = ("p",)
        column.arm, column.clear = self._arm_of(arms)
        if column.arm is None and len(column.headings) > 1:
            path = " ".join(heading.text for heading in column.headings)
            guess = self.names.guess(re.sub(r"\(\s?[nN]\s?=.{1,9}\)", " ", path))
            if guess is not None:
                column.arm, column.clear, column.rest = guess, False, []
        named = column.arm is not None or column.reference is not None or column.pair is not None
        if not named and not column.is_effect:
            column.other = any(
                self.names.names_treatment(self.context.doc, h.start, h.end) for h in column.headings
            )
        return column

    @staticmethod
    def _number_of_time(column: Column) -> None:
        """A column headed by a bare number under "Hours after surgery"."""
        number = _BARE_NUMBER.fullmatch(column.headings[-1].text.strip()) if column.headings else None
        word = next((m for h in column.headings[:-1] if (m := _TIME_WORD.search(h.text))), None)
        if number is None or word is None or column.time is not None:
            return
        column.time = (float(number.group(1)), word.group(1).lower())
        column.before = column.before or column.time[0] == 0
        column.rest = [
            h for h in column.rest if h is not column.headings[-1] and not _TIME_WORD.search(h.text)
        ]

    def _over(self, cells: list[Cell]) -> list[Heading]:
        """The headings of a column; one over the whole table gives way to one in its middle."""
        filled = [cell for cell in cells if cell.text.strip()]
        inner = [self.heading(cell, False) for cell in filled if not cell.header]
        if any(h.rest and not h.arms and not is_only("population", h.rest) for h in inner):
            whole = [cell for cell in filled if cell.header and cell.colspan >= self.table.columns - 1]
            filled = [cell for cell in filled if cell not in whole or self.heading(cell, False).arms]
        if any(h.rest or h.forms for h in inner) and filled[-1].colspan == 1 and not filled[-1].header:
            single = [cell for cell in filled if cell.header and cell.colspan == 1 and cell.column > 0]
            filled = [
                cell
                for cell in filled
                if cell not in single or self.heading(cell, False).arms or is_size_only(cell.text)
            ]
        return [self.heading(cell, False) for cell in filled]

    def _arm_of(self, headings: list[Heading]) -> tuple[ArmDraft | None, bool]:
        """The arm that headings name together: one arm, or the arms of a pooled heading."""
        single = [heading for heading in headings if len(heading.arms) == 1]
        treated = self.context.arms.experimental
        joint = [
            h
            for h in headings
            if len(h.arms) > 1 and _TOGETHER.search(h.text) and set(map(id, h.arms)) <= set(map(id, treated))
        ]
        if joint and not single:
            return self.context.arms.together(list(joint[-1].arms)), False
        if single:
            distinct = {id(heading.arms[0]) for heading in single}
            return (single[0].arms[0], single[-1].clear) if len(distinct) == 1 else (None, False)
        return None, False

    def size_arm(self, column: Column) -> None:
        """A printed n beside an arm's name is the arm's, unless the column is of a part of the people."""
        sizes = [heading for heading in column.headings if heading.n is not None]
        part = [heading for heading in column.rest if not is_only("everyone", heading.rest)]
        if column.arm is not None and sizes and not part and not column.skip and column.arm.n is None:
            column.arm.n = sizes[-1].n
            column.arm.evidence.append((sizes[-1].start, sizes[-1].end))

    def label(self, row: Row, by_row: dict[int, Label], previous: Label | None) -> Label:
        own = [self.heading(cell, True) for cell in row.labels]
        section = [self.heading(cell, True) for cell in row.section]
        above = by_row.get(id(row.above)) if row.above is not None else None
        label = Label(row, own, section, above)
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
        label.named = name_endpoint(self.context, self.title, label.section, label.own, over, self.repeated)
        corner = [heading for heading in self.corner if heading.rest or heading.forms]
        if label.rest and not label.forms and corner and set(corner[-1].forms) & set(VALUES):
            label.forms, label.lead = corner[-1].forms, corner[-1].text
        if not label.rest and not label.is_effect and corner:
            of_all = name_endpoint(self.context, self.title, [], corner, None)
            if (
                of_all is not None
                and of_all.sure
                and (label.named is None or label.named is self.title.named)
            ):
                label.named = of_all
                label.forms = label.forms or corner[-1].forms
                label.unit = label.unit or corner[-1].unit
        if not label.rest and label.is_effect:
            source = above if above is not None else previous
            if source is not None and (above is not None or not section or source.section == section):
                label.named = source.named
                label.unit = label.unit or source.unit
                label.percent = label.percent or source.percent
                label.time = label.time or source.time
        return label

    def _corner_time(self, label: Label) -> None:
        """Rows labelled with bare numbers under "Weeks"."""
        if label.time is None and len(label.own) == 1 and re.fullmatch(r"\d{1,3}", label.own[0].text.strip()):
            word = re.search(r"\b(week|month|day|year|hour)s?\b", " ".join(h.text for h in self.corner), re.I)
            if word:
                label.time = (float(label.own[0].text), word.group(1).lower())
                label.before = label.time[0] == 0
                label.own[0].rest = ""

    def cohorts(self, labels: list[Label]) -> None:
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


def unclear(columns: Sequence[Column]) -> bool:
    """Whether two columns of different headings would be the same arm's same numbers.

    A few such columns beside many clear ones are only left out themselves.
    """
    seen: dict[tuple[object, ...], list[Column]] = {}
    for column in columns:
        if column.arm is None or column.skip or column.is_effect:
            continue
        key = (
            id(column.arm),
            column.time,
            column.before,
            column.forms,
            column.unit,
            *[h.rest for h in column.rest],
        )
        seen.setdefault(key, []).append(column)
    alike = [column for same in seen.values() if len(same) > 1 for column in same]
    if len(alike) * _CLEAR > sum(map(len, seen.values())):
        return True
    for column in alike:
        column.skip = True
    return False


def without_rest(column: Column) -> Column:
    """A column of an arm as far as it says nothing of endpoint or population."""
    return Column(column.headings, column.arm, column.reference, column.clear, column.time)
