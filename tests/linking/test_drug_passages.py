"""Drugs, targets and doses of invented passages in the styles of trial news, releases and abstracts."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from extractor.language.pipeline import build_pipeline
from extractor.linking.doses import find_doses
from extractor.linking.drugs import find_drugs
from extractor.reading import read_text

PASSAGES = Path(__file__).parent.parent / "language" / "drug_passages.toml"
FLOORS = {"drugs": (0.90, 0.88), "targets": (0.90, 0.90), "doses": (0.92, 0.88)}
"""Least precision and recall of each."""


def words(text: str) -> str:
    """A name in small letters without punctuation, digits apart from letters."""
    return " ".join(re.findall(r"[a-z]+|[\d.]+", text.lower()))


def alike(some: list[str], others: list[str]) -> bool:
    """Whether two drugs share a name, small differences of spelling passed over."""
    return any(words(one) == words(other) or fuzz.ratio(one, other) >= 90 for one in some for other in others)


@cache
def tally() -> Counter[tuple[str, str]]:
    """Hits, gold and found items of each kind, over all passages."""
    counts: Counter[tuple[str, str]] = Counter()
    nlp = build_pipeline()
    for passage in tomllib.loads(PASSAGES.read_text(encoding="utf-8"))["passage"]:
        source = read_text(passage["text"], passage["id"])
        doc = nlp(source.text)
        drafts = find_drugs(doc, source)
        found = [(draft, [draft.name, *draft.aliases]) for draft in drafts if draft.name != "placebo"]
        names_of = {gold["name"]: [gold["name"], *gold["aliases"]] for gold in passage["drugs"]}

        def gold_name(names: list[str], known: dict[str, list[str]] = names_of) -> str | None:
            return next((name for name, spellings in known.items() if alike(spellings, names)), None)

        optional = {gold["name"] for gold in passage["drugs"] if gold.get("optional")}
        hit = {gold_name(names) for _, names in found} - {None}
        counts["drugs", "hit"] += len(hit)
        counts["drugs", "found"] += len(found)
        counts["drugs", "gold"] += len(set(names_of) - (optional - hit))
        wanted = [(gold["name"], words(target)) for gold in passage["drugs"] for target in gold["targets"]]
        given = [(gold_name(names), words(target)) for draft, names in found for target in draft.targets]
        told = {gold["name"] for gold in passage["drugs"] if gold.get("optional_targets")}
        pairs = [
            any(name == drug and fuzz.token_set_ratio(target, said) >= 90 for drug, said in given)
            for name, target in wanted
        ]
        counts["targets", "hit"] += sum(pairs)
        counts["targets", "found"] += len(given)
        counts["targets", "gold"] += sum(
            got or name not in told for got, (name, _) in zip(pairs, wanted, strict=True)
        )
        doses = {
            (gold_name([dose.drug.name, *dose.drug.aliases]), dose.amount, dose.unit)
            for dose in find_doses(doc, source, drafts)
        }
        printed = {
            (gold_name([dose["drug"]]), float(dose["amount"]), dose["unit"]) for dose in passage["doses"]
        }
        counts["doses", "hit"] += len(doses & printed)
        counts["doses", "found"] += len(doses)
        counts["doses", "gold"] += len(printed)
    return counts


@pytest.mark.parametrize("kind", FLOORS)
def test_precision_and_recall(kind: str) -> None:
    counts, (precision, recall) = tally(), FLOORS[kind]
    assert counts[kind, "hit"] / counts[kind, "found"] >= precision
    assert counts[kind, "hit"] / counts[kind, "gold"] >= recall
