"""What the row and the column that cross in a cell say of its number: outcome, people, time and evidence."""

from __future__ import annotations

import re

from extractor.linking.context import TIME_UNITS, Context, When
from extractor.linking.drafts import Chars, EndpointDraft
from extractor.linking.table_endpoints import Named, TableTitle, name_endpoint
from extractor.linking.table_labels import Column, Label
from extractor.linking.table_words import is_only
from extractor.reading.source import Cell


def names_of(
    context: Context, title: TableTitle, label: Label, column: Column
) -> tuple[Named | None, str | None]:
    """The endpoint and the part of the population that a cell's two axes name."""
    across = [h for h in column.rest if not is_only("everyone", h.rest)]
    if label.rest:
        across = [h for h in across if not is_only("generic", h.rest)]
    down = label.named
    if across and (down is None or not label.rest or not down.sure):
        if (down is None or not label.rest) and all(is_only("population", h.rest) for h in across):
            whole = down or title.named
            for heading in across:
                whole = whole.part(heading.rest) if whole is not None else None
            return whole, whole.subgroup if whole is not None else None
        options = [(h, name_endpoint(context, title, [], [h], None)) for h in across]
        known = [option for option in options if option[1] is not None and option[1].sure]
        measures = [option for option in options if not is_only("population", option[0].rest)] or options
        chosen, crossing = known[-1] if known else measures[-1]
        above = down is not None and not label.rest and not is_only("population", down.text)
        if crossing is not None and (
            down is None or len(label.rest) < 3 and not (above and down is not title.named) or crossing.sure
        ):
            parts = [heading.rest for heading in across if heading is not chosen]
            parts += [label.rest] if label.rest else []
            for part in parts:
                crossing = crossing.part(part)
            return crossing, crossing.subgroup
    if down is None:
        return title.named if not label.rest else None, None
    other = " ".join(heading.rest for heading in across)
    grade = re.search(r"grades? ?(?:≥ ?\d|\d(?: ?(?:–|-|/|or|to) ?(?:\d|higher))?)", other, re.I)
    if grade and down.endpoint_kind == "safety":
        return down.graded(grade.group().lower()), down.subgroup
    named = down.part(other)
    return named, named.subgroup


def time_of(
    title: TableTitle, label: Label, column: Column, endpoint: EndpointDraft, unit: str | None, statistic: str
) -> When:
    """When the number was measured; None for a whole period."""
    said = label.time or column.time
    if said is not None:
        return said
    if unit in TIME_UNITS and statistic in ("median", "mean"):
        return None
    if title.time is not None:
        return title.time
    if endpoint.role == "safety" or endpoint.kind == "safety":
        return None
    return endpoint.timepoint


def evidence_of(cell: Cell, label: Label, column: Column) -> list[Chars]:
    """The cell and its headings."""
    spans = [(cell.start, cell.end)]
    spans += [(heading.start, heading.end) for heading in label.own]
    return spans + [(heading.start, heading.end) for heading in column.headings]


def why_of(label: Label, column: Column) -> str:
    """The path of headings to the cell, in words."""
    path = " / ".join(heading.text for heading in column.headings)
    return f"table cell: row {label.own[0].text[:40]!r}, column {path[:60]!r}"
