"""Groups of participants as the headings of a document's tables name them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc

from extractor.linking.drafts import Chars
from extractor.linking.lexicon import phrase_lists
from extractor.linking.table_axes import Row, read_rows
from extractor.linking.table_group_names import LONGEST, GroupName, Marked, bare_text, is_neutral, read_name
from extractor.linking.table_headings import SIZE, is_size_only, is_time
from extractor.linking.table_words import is_of_baseline
from extractor.reading.source import Cell, Source, Table

_LARGEST = 4000
_MOST_GROUPS = 8
_STEM = 5
_ENDING = re.compile(r"(?:ations?|ated|ating|ions?|ments?|ings?|ed|es?|s)$")
_AMOUNT = re.compile(r"\s*\d[\d.,]*\s?(?:mg|µg|mcg|g|IU|mL|%)?(?:/\w+)?\s*(?:\(|$)", re.I)


@dataclass(slots=True)
class TableGroup:
    """A group by the words of its headings. `places` are where they stand; `sizes` its printed n."""

    key: str
    name: str
    places: list[Chars] = field(default_factory=list)
    sizes: list[tuple[int, Chars]] = field(default_factory=list)
    tables: set[int] = field(default_factory=set)
    control: bool = False
    drugs: bool = False
    of_baseline: bool = False
    over_amounts: bool = False

    @property
    def n(self) -> tuple[int, Chars] | None:
        """The n that most headings give, the first one among equals."""
        if not self.sizes:
            return None
        counts = Counter(size for size, _ in self.sizes)
        best = max(counts.values())
        return next(item for item in self.sizes if counts[item[0]] == best)


@dataclass(slots=True)
class _Level:
    """Headings of one level of one table, or its row labels, that name groups side by side."""

    table: int
    names: list[GroupName]
    baseline: bool = False

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(name.key for name in self.names)

    @property
    def score(self) -> float:
        distinct = {name.key: name for name in self.names}.values()
        sized = sum(name.n is not None for name in distinct)
        strong = sum(name.strong for name in distinct)
        sure = any(name.control or name.drug for name in distinct)
        part = 0 if sure else sum(name.part and not name.strong for name in distinct)
        return (2.0 * strong + sized - 2.0 * part) / len(distinct)


def find_table_groups(doc: Doc, source: Source) -> list[TableGroup]:
    """The groups that the document's tables set side by side, in order of the table that names most of them.

    Empty where no table names any. Tables of characteristics count: their columns are the trial's arms.
    """
    marks = Marked(doc)
    levels: list[_Level] = []
    for number, table in enumerate(source.tables):
        if len(table.cells) <= _LARGEST:
            here = _levels(table, number, marks)
            for level in here:
                level.baseline = is_of_baseline(table.caption or "")
            levels += here
    levels = [level for level in levels if level.score > 0.4]
    if not levels:
        return []
    support: Counter[frozenset[str]] = Counter()
    best: dict[frozenset[str], float] = {}
    for level in levels:
        support[level.keys] += 1
        best[level.keys] = max(best.get(level.keys, 0.0), level.score)
    chosen = max(support, key=lambda keys: (best[keys] + 0.5 * min(support[keys], 4), -_first(levels, keys)))
    groups = _gather(levels, chosen)
    _find_elsewhere(source, groups)
    return groups


def _find_elsewhere(source: Source, groups: Sequence[TableGroup]) -> None:
    """Add the places where other headings hold the groups' names, and row labels that are nothing else."""
    names = {group.key: re.compile(rf"(?<![\w-]){re.escape(group.name)}(?![\w-])", re.I) for group in groups}
    for table in source.tables:
        if len(table.cells) > _LARGEST:
            continue
        for cell in table.cells:
            if not (cell.header or cell.column == 0 or cell.row == 0) or len(cell.text) > 2 * LONGEST:
                continue
            for group in groups:
                found = names[group.key].search(cell.text)
                plain = bare_text(SIZE.sub(" ", cell.text)).lower() if found is not None else ""
                if found is None or not (cell.header or cell.row == 0 or plain == group.name.lower()):
                    continue
                place = (cell.start + found.start(), cell.start + found.end())
                if not any(a < place[1] and place[0] < b for other in groups for a, b in other.places):
                    group.places.append(place)


def _first(levels: Sequence[_Level], keys: frozenset[str]) -> int:
    return next(index for index, level in enumerate(levels) if level.keys == keys)


def _gather(levels: Sequence[_Level], chosen: frozenset[str]) -> list[TableGroup]:
    groups: dict[str, TableGroup] = {}
    for level in sorted(levels, key=lambda level: level.keys != chosen):
        alias = _aliases(level, chosen, groups)
        if alias is None:
            continue
        for name in level.names:
            key = alias.get(name.key, name.key)
            group = groups.setdefault(key, TableGroup(key, name.name, control=name.control))
            group.drugs = group.drugs or name.drug
            group.over_amounts = group.over_amounts or name.over_amounts
            if name.span in group.places:
                continue
            group.places.append(name.span)
            group.tables.add(level.table)
            if name.n is not None:
                group.of_baseline = group.of_baseline or level.baseline
                group.sizes.append((name.n, name.size_span or name.span))
    for group in groups.values():
        group.places.sort()
        group.sizes.sort(key=lambda item: item[1])
    return list(groups.values())


def _aliases(level: _Level, chosen: frozenset[str], groups: dict[str, TableGroup]) -> dict[str, str] | None:
    """Keys of a level to those of the chosen groups; None where it names other groups, or strata."""
    if level.keys <= chosen:
        return {}
    known = level.keys & chosen
    fresh = [name for name in level.names if name.key not in chosen]
    left = [key for key in chosen if key not in known]
    alias: dict[str, str] = {}
    for name in fresh:
        stem = [key for key in chosen if _one_stem(name.key, key)]
        if len(stem) == 1:
            alias[name.key] = stem[0]
            continue
        like = [key for key in left if key not in alias.values() and _alike(name, groups.get(key))]
        if len(like) == 1 and name.key not in alias:
            alias[name.key] = like[0]
    if len(known) + len(alias) == len(level.keys):
        return alias
    if known and len(level.keys) == len(chosen) == 2 and not alias:
        return {fresh[0].key: left[0]}
    if known and all(name.strong for name in level.names):
        return alias
    return alias if alias and len(known) + len(alias) >= 2 else None


def _one_stem(one: str, other: str) -> bool:
    """Whether two names are forms of one word: "Remediation", "Remediated"."""
    stems = {_ENDING.sub("", word) for word in (one, other)}
    return " " not in one + other and len(stems) == 1 and len(stems.pop()) >= _STEM


def _alike(name: GroupName, group: TableGroup | None) -> bool:
    if group is None:
        return False
    mine, other = set(name.key.split()), set(group.key.split())
    if mine <= other or other <= mine:
        return True
    return name.control and group.control


def _levels(table: Table, number: int, marks: Marked) -> list[_Level]:
    rows = read_rows(table)
    if not rows:
        return []
    levels: list[_Level] = []
    seen: set[int] = set()
    for row in rows:
        if id(row.heads) in seen:
            continue
        seen.add(id(row.heads))
        levels += _column_levels(row, rows, number, marks)
    side = _row_level(rows, number, marks)
    if side is not None:
        levels.append(side)
    return levels


def _column_levels(row: Row, rows: Sequence[Row], number: int, marks: Marked) -> Iterable[_Level]:
    """Levels of the headings over the data: each row of headings by itself."""
    labels = {id(cell) for cell in row.labels}
    by_row: dict[int, dict[int, Cell]] = {}
    for column, path in row.heads.items():
        if column == 0:
            continue
        for cell in path:
            if id(cell) not in labels and cell.text.strip():
                by_row.setdefault(cell.row, {})[cell.start] = cell
    for cells in by_row.values():
        names = [name for cell in cells.values() if (name := read_name(cell, marks)) is not None]
        names = _widest(names, cells)
        for name in names:
            name.key = next((first.key for first in names if _one_stem(name.key, first.key)), name.key)
        _add_sizes(names, row, rows)
        if 2 <= len({name.key for name in names}) <= _MOST_GROUPS and 2 * len(names) > len(cells) - _effects(
            cells
        ):
            yield _Level(number, names)


def _widest(names: list[GroupName], cells: dict[int, Cell]) -> list[GroupName]:
    """Only the spanning headings where those that surely name groups all span columns of their own."""
    sure = [cells[name.cell].colspan for name in names if name.strong]
    if len(sure) < 2 or min(sure) < 2:
        return names
    return [name for name in names if cells[name.cell].colspan > 1]


def _add_sizes(names: Sequence[GroupName], row: Row, rows: Sequence[Row]) -> None:
    """The n of headings that stands in a cell below them, or in one of the first rows."""
    for name in names:
        under = [path for column, path in row.heads.items() if any(cell.start == name.cell for cell in path)]
        row_of = next((cell.row for path in under for cell in path if cell.start == name.cell), 0)
        over = [cell for path in under for cell in path if cell.row < row_of]
        if any(not is_neutral(cell.text) for cell in over):
            name.n = None
            continue
        name.over_amounts = len(under) > 1 and all(
            any(_AMOUNT.match(cell.text) and not is_time(cell.text) for cell in path) for path in under
        )
        if name.n is not None:
            continue
        found = {
            (int(re.sub(r"\D", "", match.group(1))), (cell.start, cell.end))
            for path in under
            for cell in path
            if is_size_only(cell.text) and (match := SIZE.search(cell.text))
        }
        if not found and len(under) == 1:
            column = next(c for c, path in row.heads.items() if path is under[0])
            lists = phrase_lists("table_groups.toml")
            found = {
                (int(cell.text.replace(",", "")), (cell.start, cell.end))
                for first in rows[:3]
                if first.heads is row.heads
                and lists["size_row"].fullmatch(first.labels[0].text.strip(" :,."))
                for number, cell in first.cells
                if number == column and re.fullmatch(r"\d{1,3}(?:,?\d{3})?", cell.text.strip())
            }
        if len({n for n, _ in found}) == 1:
            name.n, name.size_span = found.pop()


def _effects(cells: dict[int, Cell]) -> int:
    return sum(is_neutral(cell.text) for cell in cells.values())


def _row_level(rows: Sequence[Row], number: int, marks: Marked) -> _Level | None:
    """Row labels that name groups: each of them as often as the others, or the table's only ones."""
    names = [
        name
        for row in rows
        for cell in row.labels[:1]
        if (name := read_name(cell, marks)) is not None and name.strong
    ]
    counts = Counter(name.key for name in names)
    if not 2 <= len(counts) <= 6 or max(counts.values()) > min(counts.values()) + 1:
        return None
    if 2 * len(names) < len(rows):
        return None
    return _Level(number, names)
