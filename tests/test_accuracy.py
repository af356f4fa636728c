"""Accuracy on the annotated articles: no kind of fact may fall below its floor.

The floors in `accuracy_floor.json` are F1, and only ever rise. Raise them to what is measured now with
`TRIALFACTS_RAISE_FLOORS=1 python -m pytest tests/test_accuracy.py`; `pytest -s` shows the table.
"""

from __future__ import annotations

import json
import math
import os
from pathlib import Path

from extractor import Extractor
from extractor.evaluating import score
from schemas import read_record

FLOORS = Path(__file__).with_name("accuracy_floor.json")


def test_accuracy_on_the_corpus(corpus: Path) -> None:
    annotations = sorted(corpus.glob("*.gold.json"))
    golds = [read_record(path) for path in annotations]
    extractor = Extractor()
    articles = [_article(path) for path in annotations]
    records = {path.stem: extractor.extract(path) for path in articles}
    scores = score(golds, records)
    reached = {kind: figures.f1 for kind, figures in scores.table.items()} | {"headline": scores.headline}

    print(f"\n{'kind':<14}{'precision':>10}{'recall':>8}{'F1':>8}{'floor':>8}")
    floors: dict[str, float] = json.loads(FLOORS.read_text(encoding="utf-8"))
    for kind, figures in scores.table.items():
        line = f"{kind:<14}{figures.precision:>10.3f}{figures.recall:>8.3f}{figures.f1:>8.3f}"
        print(f"{line}{floors.get(kind, 0):>8.3f}")
    print(f"{'headline':<14}{'':>18}{scores.headline:>8.3f}{floors.get('headline', 0):>8.3f}")

    if os.environ.get("TRIALFACTS_RAISE_FLOORS"):
        raised = {kind: max(floors.get(kind, 0), _floored(value)) for kind, value in reached.items()}
        FLOORS.write_text(json.dumps(raised, indent=2) + "\n", encoding="utf-8")
    lost = {
        kind: (reached.get(kind, 0.0), floor)
        for kind, floor in floors.items()
        if reached.get(kind, 0.0) < floor
    }
    assert not lost, f"below the floor (reached, floor): {lost}"


def _article(gold: Path) -> Path:
    name = gold.name.removesuffix(".gold.json")
    [article] = [path for path in gold.parent.glob(f"{name}.*") if path != gold]
    return article


def _floored(value: float) -> float:
    """The figure cut to three decimals, so that a floor is never above what was measured."""
    return math.floor(value * 1000) / 1000
