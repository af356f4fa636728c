"""What the meta-analysis formats call a study, an outcome and a comparison, in words."""

from __future__ import annotations

from extractor.exporting.contrasts import Contrast
from schemas import DocumentRecord, Trial


def study_label(record: DocumentRecord, trial: Trial) -> str:
    """The trial's acronym, its registry id, or the document's id; with the year that the document prints."""
    name = trial.acronym or next(iter(trial.registry_ids), None) or record.document.id
    if not (trial.acronym or trial.registry_ids) and len(record.trials) > 1:
        name += f" {trial.id}"
    return f"{name} {year}" if (year := year_of(record)) else name


def year_of(record: DocumentRecord) -> str:
    """The year in which the document appeared, "" where it prints none."""
    return (record.document.published or "")[:4]


def outcome_label(contrast: Contrast) -> str:
    """The endpoint with its time, subgroup and data cut: "overall survival (month 12, women)"."""
    time = contrast.timepoint
    parts = (f"{time.unit} {time.value}" if time else None, contrast.subgroup, contrast.analysis)
    return with_notes(contrast.endpoint.name, *parts)


def with_notes(name: str, *parts: str | None) -> str:
    """A name with those of the parts that there are, in brackets."""
    note = ", ".join(part for part in parts if part)
    return f"{name} ({note})" if note else name
