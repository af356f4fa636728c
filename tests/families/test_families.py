"""The families of sentences: no family may have fewer cases fully right than its floor says.

The floors in `floors.json` are shares of cases and only ever rise. Raise them to what is measured now with
`TRIALFACTS_RAISE_FLOORS=1 python -m pytest tests/families`; `pytest -s` shows the table. What is wrong in a
case is shown by `python tests/families/report.py --family NAME --show`.
"""

from __future__ import annotations

import json
import math
import os

import family_cases
import family_matching
import pytest

from extractor import Extractor

FLOORS = family_cases.HERE / "floors.json"
FAMILIES = family_cases.load_families()


@pytest.fixture(scope="module")
def outcomes() -> dict[str, list[family_matching.Outcome]]:
    """Every case's outcome; prints the table once."""
    results = family_matching.run(Extractor().extract_text, FAMILIES)
    print("\n" + family_matching.table(results))
    if os.environ.get("TRIALFACTS_RAISE_FLOORS"):
        floors = json.loads(FLOORS.read_text(encoding="utf-8"))
        raised = {name: max(floors.get(name, 0), _share(cases)) for name, cases in results.items()}
        FLOORS.write_text(json.dumps(raised, indent=2) + "\n", encoding="utf-8")
    return results


@pytest.mark.parametrize("family", FAMILIES)
def test_family(family: str, outcomes: dict[str, list[family_matching.Outcome]]) -> None:
    floor = json.loads(FLOORS.read_text(encoding="utf-8"))[family]
    wrong = [outcome.case.id for outcome in outcomes[family] if not outcome.fully_right]
    assert _share(outcomes[family]) >= floor, f"below the floor {floor}; not fully right: {wrong}"


def test_every_family_has_variants() -> None:
    assert all(len(cases) >= 8 for cases in FAMILIES.values())


def test_ids_differ() -> None:
    ids = [(name, case.id) for name, cases in FAMILIES.items() for case in cases]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("family", FAMILIES)
def test_expected_numbers_are_printed(family: str) -> None:
    """A slip in a case (a value that its text does not have) shows here, not as a miss of the extractor."""
    for case in FAMILIES[family]:
        printed = case.text.replace("·", ".").replace("18,4", "18.4").replace("9,7", "9.7")
        printed = printed.replace("18 . 4", "18.4").lower()
        for trial in case.trials:
            for fact in trial.results:
                number = fact.line.split()[0].lstrip("-")
                assert number in printed or int(float(number)) <= 12, (case.id, fact.line)


def _share(cases: list[family_matching.Outcome]) -> float:
    """Share of cases fully right, cut to three decimals."""
    return math.floor(1000 * sum(case.fully_right for case in cases) / len(cases)) / 1000
