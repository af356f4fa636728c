"""The registry: docs, codes, purity."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from checking_records import comparison, result, trial

from extractor.checking import RULES, check_record, with_checks
from schemas import read_record

ROOT = Path(__file__).resolve().parents[2]
GOLD = sorted((ROOT / "corpus").glob("*.gold.json"))


def test_every_check_has_its_section_and_severity_in_the_docs() -> None:
    sections = (ROOT / "docs" / "checks.md").read_text("utf-8").split("\n## ")[1:]
    described = {section.split("\n", 1)[0]: section for section in sections}
    assert list(described) == [rule.code for rule in RULES]
    for rule in RULES:
        assert f"*{rule.severity}.*" in described[rule.code]
        assert "- Source: " in described[rule.code]


def test_codes_differ_and_docstrings_name_a_source() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert "Source: " in (rule.find.__doc__ or ""), rule.code


def test_checking_is_pure() -> None:
    record = trial([result("drug", 45.5, events=42, n=77)], [comparison("hazard_ratio", -0.62)])
    before = record.to_json()
    checked = with_checks(record)
    assert record.to_json() == before
    assert checked.checks == check_record(record) == check_record(checked) != []
    assert with_checks(checked) == checked


def test_scipy_is_not_loaded_by_the_import() -> None:
    code = "import sys, extractor.checking; sys.exit(any(name.startswith('scipy') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("path", GOLD, ids=[path.name.removesuffix(".gold.json") for path in GOLD])
def test_careful_articles_have_no_errors(path: Path) -> None:
    errors = [check for check in check_record(read_record(path)) if check.severity == "error"]
    assert errors == []
