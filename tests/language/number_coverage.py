"""How much of annotated documents the numeric mentions cover: `python number_coverage.py FOLDER...`

For each kind of gold fact: the share whose printed number is among the mentions of that kind in its document
(recall, links ignored); and the mentions of kind `measure` that are no gold number (clutter). `--list` prints
what is missing and what is clutter. Sentence sets (`sentences.jsonl` with MEAS entities) may be named too.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from extractor.language.mentions import Estimate, Fraction, GroupSize, Interval, Measure, PValue, Spread
from extractor.language.pipeline import build_pipeline
from extractor.language.spans import mentions
from extractor.reading.documents import read

_NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")


def values(doc: Doc, kind: str) -> list[Any]:
    """The values of the mentions of one kind."""
    return [value for _, _, value in mentions(doc, kind)]


def plain_numbers(doc: Doc) -> set[float]:
    """Absolute values that may be an arm's value."""
    found = {abs(value.value) for value in values(doc, "measure")}
    for fraction in values(doc, "fraction"):
        found |= {float(fraction.events), float(fraction.n)}
    found |= {float(size.n) for size in values(doc, "group_size")}
    return found


def same_pair(low: float | None, high: float | None, gold: dict[str, Any]) -> bool:
    """Whether two limits are the gold's, signs left out."""
    pairs = ((low, gold.get("low")), (high, gold.get("high")))
    return all((a is None) == (b is None) and (a is None or b is None or abs(a) == abs(b)) for a, b in pairs)


def facts(doc: Doc, gold: dict[str, Any]) -> Iterator[tuple[str, object, bool]]:
    """Each gold number with its kind, what it is, and whether the mentions hold it."""
    plain, limits = plain_numbers(doc), {abs(value.value) for value in values(doc, "threshold")}
    signed = {value.value for value in values(doc, "measure")}
    estimates = values(doc, "estimate")
    intervals, spreads, ps = values(doc, "interval"), values(doc, "spread"), values(doc, "p_value")
    for trial in gold["trials"]:
        for result in trial["arm_results"]:
            value = abs(result["value"])
            yield "result value", (result["value"], result["unit"], result.get("quote")), value in plain
            yield "result value, limits too", result["value"], value in plain | limits
            yield (
                "result sign",
                (result["value"], result.get("quote")),
                result["value"] in signed or value in plain and result["value"] >= 0,
            )
            for key in ("events", "n"):
                if result.get(key) is not None:
                    yield f"result {key}", (result[key], result.get("quote")), float(result[key]) in plain
            if result.get("ci"):
                yield (
                    "interval",
                    (result["ci"], result.get("quote")),
                    any(same_pair(i.low, i.high, result["ci"]) for i in intervals),
                )
            if result.get("spread"):
                spread = result["spread"]
                good = any(
                    s.kind == spread["kind"]
                    and s.value == spread.get("value")
                    and same_pair(s.low, s.high, spread)
                    for s in spreads
                )
                yield "spread", (spread, result.get("quote")), good
        for row in trial["comparisons"]:
            if row.get("value") is not None:
                hits = [e for e in estimates if abs(e.value) == abs(row["value"])]
                yield "estimate", (row["measure"], row["value"], row.get("quote")), bool(hits)
                if hits:
                    yield (
                        "estimate measure",
                        (row["measure"], [e.measure for e in hits], row.get("quote")),
                        row["measure"] in {e.measure for e in hits},
                    )
            if row.get("ci"):
                yield (
                    "interval",
                    (row["ci"], row.get("quote")),
                    any(same_pair(i.low, i.high, row["ci"]) for i in intervals),
                )
            if row.get("p"):
                p = row["p"]
                yield (
                    "p-value",
                    (p, row.get("quote")),
                    any(
                        x.operator == p["operator"]
                        and abs(x.value - p["value"]) < 1e-12
                        and x.kind not in ("threshold", "interaction")
                        for x in ps
                    ),
                )


def clutter(doc: Doc, gold: dict[str, Any]) -> Iterator[str]:
    """Measures and estimates that are no gold number of the document, with their surroundings."""
    numbers = {abs(r["value"]) for t in gold["trials"] for r in t["arm_results"]}
    numbers |= {
        float(r[k])
        for t in gold["trials"]
        for r in t["arm_results"]
        for k in ("events", "n")
        if r.get(k) is not None
    }
    effects = {
        abs(r["value"]) for t in gold["trials"] for r in t["comparisons"] if r.get("value") is not None
    }
    for kind, known in (("measure", numbers), ("estimate", effects)):
        for start, end, value in mentions(doc, kind):
            if abs(value.value) not in known:
                text = doc.text
                around = f"{text[max(0, start - 50) : start]}⟦{text[start:end]}⟧{text[end : end + 40]}"
                yield f"{kind}: {around}".replace("\n", "⏎")


def sentence_set(path: Path, show: bool) -> None:
    """Recall of all numbers inside the MEAS entities of a sentence set, over mentions of any kind."""
    nlp = build_pipeline()
    held = total = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        doc = nlp(row["text"])
        found: set[float] = set()
        for kind in (
            "measure",
            "threshold",
            "fraction",
            "group_size",
            "estimate",
            "spread",
            "interval",
            "p_value",
            "time",
        ):
            for value in values(doc, kind):
                found |= set(_printed(value))
        for entity in row["entities"]:
            if entity["label"] != "MEAS":
                continue
            for match in _NUMBER.finditer(entity["text"].replace(",", "")):
                if re.match(r"\s?%\s?(?:CI|confidence)", entity["text"][match.end() :]):
                    continue
                total += 1
                if float(match.group()) in found:
                    held += 1
                elif show:
                    print("  missing", match.group(), "|", entity["text"], "|", row["text"])
    print(f"{path.name}: numbers in MEAS {held}/{total} = {held / max(total, 1):.3f}")


def _printed(value: object) -> Iterator[float]:
    if isinstance(value, Fraction):
        yield from (float(value.events), float(value.n))
    elif isinstance(value, GroupSize):
        yield float(value.n)
    elif isinstance(value, Interval | Spread):
        yield from (abs(x) for x in (value.low, value.high, getattr(value, "value", None)) if x is not None)
    elif isinstance(value, Measure | Estimate | PValue):
        yield abs(value.value)
    elif hasattr(value, "value"):
        yield value.value


def main(arguments: list[str]) -> None:
    """Report over folders of documents with gold beside them, and over sentence sets."""
    show = "--list" in arguments
    nlp = build_pipeline()
    for name in (argument for argument in arguments if not argument.startswith("-")):
        path = Path(name)
        if path.suffix == ".jsonl":
            sentence_set(path, show)
            continue
        good: Counter[str] = Counter()
        all_: Counter[str] = Counter()
        kinds: Counter[str] = Counter()
        extra = 0
        for file in sorted(path.glob("*.gold.json")):
            gold = json.loads(file.read_text(encoding="utf-8"))
            stem = file.name.removesuffix(".gold.json")
            document = next(p for p in path.glob(f"{stem}.*") if not p.name.endswith(".gold.json"))
            doc = nlp(read(document).text)
            for kind in doc.spans:
                kinds[kind] += len(doc.spans[kind])
            for kind, what, held in facts(doc, gold):
                all_[kind] += 1
                good[kind] += held
                if show and not held:
                    print(f"  {stem[:20]} missing {kind}: {what}")
            for line in clutter(doc, gold):
                extra += 1
                if show:
                    print(f"  {stem[:20]} {line}")
        print(path)
        for kind in all_:
            print(f"  {kind:28s} {good[kind]:4d}/{all_[kind]:4d} = {good[kind] / all_[kind]:.3f}")
        print(f"  clutter {extra}; mentions {dict(kinds)}")


if __name__ == "__main__":
    main(sys.argv[1:])
