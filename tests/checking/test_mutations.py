"""Wrong numbers are caught where arithmetic could tell: a short run of `benchmarks/mutations.py`."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from schemas import read_record

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ("pregabalin-pramipexole-rls-dialysis-paper", "dovalistamig-tidemark2-topline-pr")


@pytest.fixture(scope="module")
def mutations() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutations", ROOT / "benchmarks" / "mutations.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutations"] = module
    spec.loader.exec_module(module)
    return module


def test_most_wrong_numbers_are_caught(mutations: ModuleType) -> None:
    paths = [ROOT / "corpus" / f"{name}.gold.json" for name in ARTICLES]
    tally = mutations.measure([read_record(path) for path in paths if path.exists()])
    assert sum(tally.told.values()) > 100
    assert tally.rate() >= 0.7
    for family in ("digit", "decimal point", "wrong n", "swapped arms"):
        assert tally.caught[family] >= 0.7 * tally.told[family], family
