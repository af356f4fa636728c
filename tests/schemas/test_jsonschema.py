"""The published JSON Schema."""

from __future__ import annotations

from pathlib import Path

from schemas import json_schema, json_schema_text


def test_the_copy_in_the_repository_is_current(root: Path) -> None:
    published = (root / "schemas" / "trialfacts.schema.json").read_text(encoding="utf-8")
    assert published == json_schema_text(), "renew it: trialfacts schema --out schemas/trialfacts.schema.json"


def test_every_object_is_closed() -> None:
    definitions = json_schema()["$defs"]
    assert all(shape["additionalProperties"] is False for shape in definitions.values())
