"""The JSON Schema of the record, generated from the models."""

from __future__ import annotations

import json
from typing import Any

from schemas.record import DocumentRecord


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the document record."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **DocumentRecord.model_json_schema(),
    }


def json_schema_text() -> str:
    """The same as indented JSON text with a line feed at its end: the bytes of `trialfacts.schema.json`."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
