"""A record as a summary for the terminal."""

from __future__ import annotations

import io

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from extractor.rendering.grid import Grid, GridRow, build_grid
from extractor.rendering.plain import printable
from extractor.rendering.wording import (
    comparison_arms,
    design_words,
    dose_words,
    drug_notes,
    effect_words,
    endpoint_notes,
    result_words,
    time_words,
    trial_name,
    unsure,
)
from schemas import ArmResult, Check, DocumentRecord, Grounded, Trial

UNSURE_MARK = "?"
ENDPOINT_WIDTH, ARM_WIDTH, COMPARISON_WIDTH = 20, 11, 18
"""The least width, in columns, that reads well."""
SEVERITY_STYLE = {"info": "cyan", "warning": "yellow", "error": "bold red"}


def render_table(record: DocumentRecord, width: int = 80) -> RenderableType:
    """The record as something to print with rich; `width` decides how results are laid out.

    It stays within `width` (60 at least), and says without colour too which facts are unsure.
    """
    parts: list[RenderableType] = [_heading(record)]
    if not record.trials:
        parts.append(Text("No trial is reported in this document.", style="italic"))
    for trial in record.trials:
        parts += [Text(), *_trial(trial, width)]
    if record.checks:
        parts += [Text(), *map(_check, record.checks)]
    if _any_unsure(record):
        parts.append(Text(f"\n{UNSURE_MARK} the program is not sure of this", style="dim"))
    return Group(*parts)


def table_text(record: DocumentRecord, width: int = 80, color: bool = False) -> str:
    """The same as text, ending with a line feed; with `color`, with the terminal's control sequences."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width, 60),
        force_terminal=color,
        color_system="standard" if color else None,
        legacy_windows=False,
        highlight=False,
    )
    console.print(render_table(record, console.width))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _heading(record: DocumentRecord) -> Text:
    document = record.document
    text = Text()
    if document.title:
        text.append(printable(document.title) + "\n", style="bold")
    about = (printable(document.id), document.genre.replace("_", " "), document.published)
    text.append(" · ".join(part for part in about if part), style="dim")
    return text


def _trial(trial: Trial, width: int) -> list[RenderableType]:
    parts: list[RenderableType] = [_panel(trial)]
    if trial.arms:
        parts += [_arms(trial), Text()]
    grid = build_grid(trial)
    if grid.rows:
        results = _wide_results if _fits_side_by_side(grid, width) else _long_results
        parts += [results(trial, grid), Text()]
    named = _endpoints_without_results(trial, grid)
    return parts + [named] if named is not None else parts


def _fits_side_by_side(grid: Grid, width: int) -> bool:
    """Whether the endpoint, a column for each arm and the comparison fit without breaking a word."""
    words = [word for arm in grid.arms for word in arm.label.split()]
    arm_width = max([ARM_WIDTH, *map(len, words)]) + 2
    return ENDPOINT_WIDTH + COMPARISON_WIDTH + 6 + len(grid.arms) * arm_width <= width


def _panel(trial: Trial) -> Panel:
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="bold cyan", no_wrap=True)
    facts.add_column(ratio=1, overflow="fold")
    for name, value in _trial_facts(trial):
        facts.add_row(name, Text("\n").join(Text(printable(line)) for line in value.split("\n")))
    title = Text.assemble((printable(trial_name(trial)), "bold"))
    if trial.phase:
        title.append(f" · phase {trial.phase}")
    title.append(f" · {trial.status}")
    if trial.pooled:
        title.append(" · pooled")
    return Panel(facts, title=title, title_align="left", box=box.ROUNDED, expand=True)


def _trial_facts(trial: Trial) -> list[tuple[str, str]]:
    drugs = "\n".join(_drug_words(trial))
    size = "" if trial.enrollment is None else f"{trial.enrollment} participants"
    facts = [
        ("Condition", trial.condition or ""),
        ("Population", trial.population or ""),
        ("Design", ", ".join(design_words(trial))),
        ("Size", size),
        ("Duration", time_words(trial.duration) if trial.duration else ""),
        ("Registry", ", ".join(trial.registry_ids)),
        ("Drugs", drugs),
    ]
    shown = [(name, value) for name, value in facts if value]
    return shown or [("", "nothing more is said about this trial")]


def _drug_words(trial: Trial) -> list[str]:
    lines = []
    for drug in trial.interventions:
        notes = drug_notes(drug)
        mark = f" {UNSURE_MARK}" if unsure(drug) else ""
        lines.append(drug.name + mark + (f" ({'; '.join(notes)})" if notes else ""))
    return lines


def _arms(trial: Trial) -> Table:
    table = _new_table()
    table.add_column("Arm", ratio=3, overflow="fold")
    table.add_column("Dose", ratio=4, overflow="fold")
    table.add_column("n", justify="right", no_wrap=True)
    drugs = {drug.id: drug.name for drug in trial.interventions}
    for arm in trial.arms:
        several = len({dose.intervention for dose in arm.doses}) > 1
        doses = Text("\n").join(
            _marked((f"{drugs[dose.intervention]} " if several else "") + dose_words(dose), dose)
            for dose in arm.doses
        )
        number = "" if arm.n is None else str(arm.n)
        table.add_row(_marked(arm.label, arm), doses, number)
    return table


def _wide_results(trial: Trial, grid: Grid) -> Table:
    """Arms side by side."""
    table = _new_table()
    table.add_column("Endpoint", ratio=4, min_width=ENDPOINT_WIDTH, overflow="fold")
    for arm in grid.arms:
        table.add_column(Text(printable(arm.label)), ratio=2, min_width=ARM_WIDTH, overflow="fold")
    if any(row.comparisons for row in grid.rows):
        table.add_column("Comparison", ratio=4, min_width=COMPARISON_WIDTH, overflow="fold")
    for row in grid.rows:
        cells = [_numbers(row.cells.get(arm.id, [])) for arm in grid.arms]
        table.add_row(_endpoint(row), *cells, _comparisons(trial, row))
    return table


def _long_results(trial: Trial, grid: Grid) -> Table:
    """One line an arm under each endpoint: for more arms than fit side by side."""
    labels = {arm.id: arm.label for arm in trial.arms}
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(width=2)
    table.add_column(ratio=1, overflow="fold")
    for row in grid.rows:
        lines = Table.grid(padding=(0, 2), expand=True)
        lines.add_column(ratio=1, overflow="fold")
        lines.add_column(ratio=1, overflow="fold")
        for arm, results in row.cells.items():
            lines.add_row(Text(printable(labels[arm])), _numbers(results))
        for comparison in row.comparisons:
            who = Text(printable(comparison_arms(trial, comparison)))
            lines.add_row(who, _marked(effect_words(comparison), comparison))
        table.add_row("", _endpoint(row, between=" · "))
        below = 0 if row is grid.rows[-1] else 1
        table.add_row("", Padding(lines, (0, 0, below, 2)))
    return table


def _endpoint(row: GridRow, between: str = "\n") -> Text:
    text = _marked(row.endpoint.name, row.endpoint)
    if row.endpoint.role:
        text.append(f"{between}{row.endpoint.role.replace('_', ' ')}", style="green")
    if row.note:
        text.append(f"{between}{printable(row.note)}", style="cyan")
    return text


def _numbers(results: list[ArmResult]) -> Text:
    return Text("\n").join(_marked(result_words(result), result) for result in results)


def _comparisons(trial: Trial, row: GridRow) -> Text:
    lines = []
    for comparison in row.comparisons:
        line = _marked(effect_words(comparison), comparison)
        if len(trial.arms) != 2 or comparison.reference is None:
            line = Text.assemble((printable(comparison_arms(trial, comparison)) + ": ", "dim"), line)
        lines.append(line)
    return Text("\n").join(lines)


def _endpoints_without_results(trial: Trial, grid: Grid) -> Text | None:
    reported = {row.endpoint.id for row in grid.rows}
    names = []
    for endpoint in trial.endpoints:
        if endpoint.id not in reported:
            notes = endpoint_notes(endpoint)
            mark = f" {UNSURE_MARK}" if unsure(endpoint) else ""
            names.append(printable(endpoint.name) + mark + (f" ({', '.join(notes)})" if notes else ""))
    if not names:
        return None
    return Text.assemble((" Named without a number: ", "bold cyan"), "; ".join(names))


def _marked(words: str, fact: Grounded) -> Text:
    if unsure(fact):
        return Text(f"{printable(words)} {UNSURE_MARK}", style="dim")
    return Text(printable(words))


def _check(check: Check) -> Text:
    style = SEVERITY_STYLE[check.severity]
    return Text.assemble(
        (f"{check.severity}: ", style), printable(check.message), (f" [{check.path}]", "dim")
    )


def _any_unsure(record: DocumentRecord) -> bool:
    return any(
        unsure(fact)
        for trial in record.trials
        for facts in (
            trial.interventions,
            trial.arms,
            [dose for arm in trial.arms for dose in arm.doses],
            trial.endpoints,
            trial.arm_results,
            trial.comparisons,
        )
        for fact in facts
    )


def _new_table() -> Table:
    return Table(box=box.SIMPLE_HEAD, show_edge=False, expand=True, header_style="bold", padding=(0, 1))
