"""One HTML page about a whole store: forest plots, trials, what is missing and what was flagged.

The page loads nothing; its content security policy allows just its own style. All words are escaped.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TextIO

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from extractor.exporting import forest
from extractor.exporting.contrasts import Contrast, contrasts
from extractor.exporting.left_out import LeftOut
from extractor.rendering.wording import design_words, drug_notes, trial_name
from extractor.storing import StoredRecord
from schemas import Check, DocumentRecord, Trial, read_record

_OPEN_PLOTS = 25
"""So many forest plots are open at first; the others open on demand."""
_SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A line of the table of trials."""

    name: str
    document: str
    title: str
    phase: str
    condition: str
    design: str
    drugs: str
    enrollment: str
    arms: int
    endpoints: int
    numbers: int
    effects: int
    missing: list[str]


@dataclass
class Report:
    """What the page shows."""

    documents: int = 0
    without_trials: list[str] = field(default_factory=list)
    trials: list[TrialRow] = field(default_factory=list)
    missing: Counter[str] = field(default_factory=Counter)
    flagged: list[tuple[str, Check]] = field(default_factory=list)
    effects: list[tuple[DocumentRecord, Contrast]] = field(default_factory=list)


def write_report(records: Iterable[StoredRecord], stream: TextIO, left_out: LeftOut) -> int:
    """Write the page; how many trials it shows."""
    report = Report()
    for stored in records:
        _add(report, read_record(stored.json))
    plots = forest.plots(report.effects)
    drawn = sum(len(plot.rows) for plot in plots)
    left_out.add(
        "effects in a forest plot (of no known kind); the trials' table counts them",
        len(report.effects) - drawn,
    )
    style = _style()
    stream.write(
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            plots=plots,
            drawn=drawn,
            numbers=sum(row.numbers for row in report.trials),
            severities={
                name: sum(check.severity == name for _, check in report.flagged) for name in _SEVERITIES
            },
            forest=forest,
            open_plots=_OPEN_PLOTS,
            style=Markup(style),
            policy=f"default-src 'none'; style-src '{_hash(style)}'; base-uri 'none'; form-action 'none'",
        )
    )
    return len(report.trials)


def _add(report: Report, record: DocumentRecord) -> None:
    report.documents += 1
    report.flagged += [(record.document.id, check) for check in record.checks]
    if not record.trials:
        report.without_trials.append(record.document.id)
    report.effects += [(record, item) for item in contrasts(record, LeftOut()) if item.kind == "effect"]
    for trial in record.trials:
        row = _row(record, trial)
        report.trials.append(row)
        report.missing.update(row.missing)


def _row(record: DocumentRecord, trial: Trial) -> TrialRow:
    return TrialRow(
        name=trial_name(trial),
        document=record.document.id,
        title=record.document.title or "",
        phase=trial.phase or "",
        condition=trial.condition or "",
        design=", ".join(design_words(trial)),
        drugs=", ".join(
            f"{drug.name} ({'; '.join(notes)})" if (notes := drug_notes(drug)) else drug.name
            for drug in trial.interventions
        ),
        enrollment="" if trial.enrollment is None else str(trial.enrollment),
        arms=len(trial.arms),
        endpoints=len(trial.endpoints),
        numbers=len(trial.arm_results) + len(trial.comparisons),
        effects=sum(item.value is not None for item in trial.comparisons),
        missing=list(_missing(trial)),
    )


def _missing(trial: Trial) -> Iterable[str]:
    """What a meta-analysis would ask for and the document does not give."""
    if not trial.registry_ids and not trial.pooled:
        yield "registry id"
    if trial.phase is None:
        yield "phase"
    if trial.condition is None:
        yield "condition"
    if trial.enrollment is None:
        yield "number enrolled"
    if trial.design.allocation is None:
        yield "allocation"
    if trial.status != "reported":
        return
    if not any(endpoint.role == "primary" for endpoint in trial.endpoints):
        yield "primary endpoint"
    if any(arm.n is None for arm in trial.arms):
        yield "size of an arm"
    effects = [item for item in trial.comparisons if item.value is not None]
    if any(item.ci is None for item in effects):
        yield "interval of an effect"
    if not effects:
        yield "effect between arms"
    if any(
        item.statistic in ("mean", "change_from_baseline") and item.spread is None and item.ci is None
        for item in trial.arm_results
    ):
        yield "spread of a mean"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("extractor.exporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> str:
    return files("extractor.exporting").joinpath("templates", "report.css").read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
