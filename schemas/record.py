"""The document record: the public JSON that one source document gives."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from schemas.base import Model
from schemas.rows import rows_of
from schemas.trial import Trial
from schemas.vocabularies import Genre, Severity


def _iso_date(text: str) -> str:
    date.fromisoformat(text)
    return text


class DocumentInfo(Model):
    """The source document: `id` is the stem of its file, `published` the ISO date that it prints."""

    id: str
    title: str | None = None
    published: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_iso_date)] | None = None
    genre: Genre = "other"


class Check(Model):
    """A finding of the consistency checks; `path` is a JSON pointer into the record."""

    code: str
    severity: Severity
    message: str
    path: str


class DocumentRecord(Model):
    """All trials that one document reports, with the findings of the consistency checks."""

    schema_version: Literal["1.0"] = "1.0"
    document: DocumentInfo
    trials: list[Trial] = []
    checks: list[Check] = []

    @model_validator(mode="after")
    def _trial_ids_differ(self) -> DocumentRecord:
        seen: set[str] = set()
        for index, trial in enumerate(self.trials):
            if trial.id in seen:
                raise ValueError(f"trials.{index}.id: {trial.id!r} stands twice")
            seen.add(trial.id)
        return self

    def to_json(self, indent: int | None = None) -> str:
        """The record as JSON: fields in the contract's order, the same bytes for the same record.

        Without `indent` it is one line. `quote` is left out where it is not set (it belongs to gold).
        """
        data = self.model_dump(mode="json")
        for trial in data["trials"]:
            for result in trial["arm_results"] + trial["comparisons"]:
                if result["quote"] is None:
                    del result["quote"]
        return json.dumps(data, ensure_ascii=False, indent=indent, allow_nan=False)

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row per reported number, for pandas or polars; see `schemas.rows` for the columns."""
        return rows_of(self)


def read_record(source: Path | str) -> DocumentRecord:
    """The record in a file (a Path, or the name of one) or in JSON text, be it the program's or gold.

    Raises OSError when the file cannot be read, and ValueError (pydantic's ValidationError, which
    names each wrong field) when the JSON is broken or is no record.
    """
    if isinstance(source, str) and source.lstrip().startswith("{"):
        return DocumentRecord.model_validate_json(source)
    return DocumentRecord.model_validate_json(Path(source).read_bytes())
