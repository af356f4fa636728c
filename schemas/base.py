"""What all models of the record share: strictness and provenance."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, model_validator

Confidence = Annotated[float, Field(ge=0, le=1)]
Number = StrictInt | StrictFloat
"""A printed number: an integer stays an integer, so that 80 is not written back as 80.0."""
Count = Annotated[StrictInt, Field(ge=0)]
"""A number of participants or events."""


class Model(BaseModel):
    """Base of every model: unknown fields are errors, numbers must be finite."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Evidence(Model):
    """A stretch of the document that a fact was made from.

    `start` and `end` are half-open character offsets into the document's canonical text, and `text` is
    that stretch. `section` is the heading above it. `page` (1-based) and `bbox` (x0, top, x1, bottom in
    points from the top left of the page) are given for PDF sources only.
    """

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str
    section: str | None = None
    page: int | None = Field(default=None, ge=1)
    bbox: tuple[float, float, float, float] | None = None

    @model_validator(mode="after")
    def _lengths_agree(self) -> Evidence:
        span, length = self.end - self.start, len(self.text)
        if span != length:
            raise ValueError(f"end - start is {span}, but text has {length} characters")
        return self


class Grounded(Model):
    """A fact with its provenance.

    `confidence` runs from 0 to 1 (None in gold annotations). `derived` is true when the value was
    computed from printed ones and is not printed itself.
    """

    evidence: list[Evidence] = []
    confidence: Confidence | None = None
    derived: bool = False


class FieldProvenance(Grounded):
    """Where a plain value of a trial (`phase`, `design.masking`) comes from."""
