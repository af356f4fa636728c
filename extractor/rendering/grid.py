"""The results of a trial as a grid: a row for each endpoint and timepoint, a column for each arm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from extractor.rendering.wording import timepoint_words
from schemas import Arm, ArmResult, Comparison, Endpoint, Quantity, Trial


@dataclass
class GridRow:
    """Everything reported for one endpoint at one timepoint in one group of participants and data cut."""

    endpoint: Endpoint
    timepoint: Quantity | None
    subgroup: str | None = None
    analysis: str | None = None
    cells: dict[str, list[ArmResult]] = field(default_factory=dict)
    """Arm results by arm id."""
    comparisons: list[Comparison] = field(default_factory=list)

    @property
    def note(self) -> str:
        """What sets the row apart from others of its endpoint: "week 4, women, final analysis"."""
        when = timepoint_words(self.timepoint) if self.timepoint else None
        return ", ".join(part for part in (when, self.subgroup, self.analysis) if part)


@dataclass
class Grid:
    """`arms` are those with a result, in the trial's order."""

    arms: list[Arm]
    rows: list[GridRow]


def build_grid(trial: Trial) -> Grid:
    """The trial's results, endpoints in the trial's order, rows in the order of their first number."""
    endpoints = {endpoint.id: endpoint for endpoint in trial.endpoints}
    rows: dict[tuple[object, ...], GridRow] = {}
    for result in trial.arm_results:
        row = rows.setdefault(_key(result, endpoints), _new_row(result, endpoints))
        row.cells.setdefault(result.arm, []).append(result)
    for comparison in trial.comparisons:
        key = _key(comparison, endpoints)
        row = rows.get(key) or _only_row(rows.values(), comparison) or _new_row(comparison, endpoints)
        if row not in rows.values():
            rows[key] = row
        row.comparisons.append(comparison)
    order = {endpoint.id: place for place, endpoint in enumerate(trial.endpoints)}
    with_results = {result.arm for result in trial.arm_results}
    return Grid(
        arms=[arm for arm in trial.arms if arm.id in with_results],
        rows=sorted(rows.values(), key=lambda row: order[row.endpoint.id]),
    )


def _timepoint(result: ArmResult | Comparison, endpoints: dict[str, Endpoint]) -> Quantity | None:
    return result.timepoint or endpoints[result.endpoint].timepoint


def _key(result: ArmResult | Comparison, endpoints: dict[str, Endpoint]) -> tuple[object, ...]:
    time = _timepoint(result, endpoints)
    when = (time.value, time.unit) if time else None
    return result.endpoint, when, result.subgroup, result.analysis


def _new_row(result: ArmResult | Comparison, endpoints: dict[str, Endpoint]) -> GridRow:
    return GridRow(
        endpoints[result.endpoint], _timepoint(result, endpoints), result.subgroup, result.analysis
    )


def _only_row(rows: Iterable[GridRow], comparison: Comparison) -> GridRow | None:
    """The one row that a comparison without a timepoint can belong to, if there is just one."""
    if comparison.timepoint is not None:
        return None
    fitting = [
        row
        for row in rows
        if row.endpoint.id == comparison.endpoint
        and (row.subgroup, row.analysis) == (comparison.subgroup, comparison.analysis)
    ]
    return fitting[0] if len(fitting) == 1 else None
