"""Periods before and after a programme, which the tables of a study without groups set side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.linking.table_groups import TableGroup
from extractor.linking.table_headings import SIZE
from extractor.reading.source import Source, Table

_LARGEST = 4000
_PERIOD = re.compile(
    r"(?P<when>before|after|pre-?|post-?)\s?(?P<what>(?:the )?[^\W\d_][^\W_]*(?: [^\W\d_]+){0,3}?)"
    r"(?=,|\(|\s(?:(?:in )?(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December)\b|\d{4}\b|[nN]\b|period\b)|\s*$)",
    re.I,
)
_OF_ONE_PERSON = re.compile(
    r"\b(?:treatment|therapy|surgery|operat\w+|dos\w+|drug|test\w*|meal|exercise|baseline|admission|adjust\w+"
    r"|match\w+|week|month|day|year|hour|birth|delivery|discharge)",
    re.I,
)


def find_periods(source: Source) -> list[TableGroup]:
    """The period before a programme and the one after, where headings name both; else an empty list.

    They stand for a trial's arms where people or samples of two periods are compared, and not the same
    people treated in between.
    """
    found: dict[str, TableGroup] = {}
    things: set[str] = set()
    for table in source.tables:
        if len(table.cells) > _LARGEST:
            continue
        here = _named(table)
        if {when for when, _, _ in here} != {"before", "after"}:
            continue
        for when, what, span in here:
            things.add(what.lower().removeprefix("the "))
            group = found.setdefault(when, TableGroup(when, f"{when} {what}", control=when == "before"))
            group.places.append(span)
    return [found[when] for when in ("after", "before")] if len(found) == 2 and len(things) == 1 else []


def _named(table: Table) -> Sequence[tuple[str, str, tuple[int, int]]]:
    named = []
    for cell in table.cells:
        if not cell.header or len(cell.text) > 90:
            continue
        plain = SIZE.sub("", cell.text)
        match = _PERIOD.match(plain.strip())
        if match is None or _OF_ONE_PERSON.search(match["what"]):
            continue
        when = "before" if match["when"].lower().startswith(("before", "pre")) else "after"
        at = cell.text.find(match.group())
        named.append((when, match["what"], (cell.start + at, cell.start + at + len(match.group()))))
    return named
