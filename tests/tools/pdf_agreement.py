"""How far the record of a printed PDF equals the record of the document that was printed.

Usage: python tests/tools/pdf_agreement.py FOLDER... --prints FOLDER [--list]

FOLDER holds articles (.txt, .html); the prints are made by `print_pdf.py` where they are missing. `--list`
names the facts that only one of the two records has, and the evidence whose box does not hold its words.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pdfplumber
from print_pdf import print_pdf

from extractor import Extractor
from extractor.reading import read
from schemas import DocumentRecord, Evidence

Fact = tuple[object, ...]
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_LETTERS = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"}


def facts(record: DocumentRecord) -> Counter[Fact]:
    """The numbers of a record, by arms' labels and endpoints' names."""
    found: Counter[Fact] = Counter()
    for trial in record.trials:
        labels: dict[str | None, str] = {arm.id: arm.label for arm in trial.arms}
        names = {endpoint.id: endpoint.name for endpoint in trial.endpoints}
        for result in trial.arm_results:
            found[labels.get(result.arm), names.get(result.endpoint), result.value, result.unit] += 1
        for item in trial.comparisons:
            p = (item.p.operator, item.p.value) if item.p else None
            sides = labels.get(item.arm), labels.get(item.reference)
            found[*sides, names.get(item.endpoint), item.measure, item.value, p] += 1
    return found


def shared_facts(left: Counter[Fact], right: Counter[Fact]) -> tuple[int, int]:
    """How many facts two records share, and how many the fuller one has."""
    return (left & right).total(), max(left.total(), right.total())


def evidences(record: DocumentRecord) -> Iterator[Evidence]:
    """All evidence of a record's lists."""
    for trial in record.trials:
        for items in (trial.interventions, trial.arms, trial.endpoints, trial.arm_results, trial.comparisons):
            for item in items:
                yield from item.evidence


def misplaced(record: DocumentRecord, pdf: bytes) -> list[Evidence]:
    """Evidence whose box, drawn back out of the PDF, does not hold the evidence's words."""
    wrong: list[Evidence] = []
    inside: dict[tuple[int, tuple[float, ...]], str] = {}
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for evidence in evidences(record):
            if evidence.page is None or evidence.bbox is None:
                wrong.append(evidence)
                continue
            x0, top, x1, bottom = evidence.bbox
            key = (evidence.page, (x0, top, x1, bottom))
            if key not in inside:
                page = document.pages[evidence.page - 1]
                inside[key] = _letters(page.filter(_within(x0, top, x1, bottom)).extract_text() or "")
            words = [_letters(word) for word in evidence.text.split()]
            if sum(word in inside[key] for word in words) < 0.9 * len(words):
                wrong.append(evidence)
    return wrong


def _within(x0: float, top: float, x1: float, bottom: float) -> Callable[[dict[str, Any]], bool]:
    """Whether a character's middle lies in a box."""

    def inside(item: dict[str, Any]) -> bool:
        x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return bool(x0 - 0.5 <= x <= x1 + 0.5 and top <= y <= bottom)

    return inside


def _letters(text: str) -> str:
    for ligature, letters in _LETTERS.items():
        text = text.replace(ligature, letters)
    return _NOT_LETTERS.sub("", text.lower())


def main() -> int:
    """Measure and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description="records of printed PDFs against those of their originals")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--prints", type=Path, required=True)
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    arguments.prints.mkdir(parents=True, exist_ok=True)
    extractor = Extractor()
    totals: dict[int, Counter[str]] = {1: Counter(), 2: Counter()}
    for folder in arguments.folders:
        for path in sorted(p for p in folder.iterdir() if p.suffix in (".txt", ".html")):
            source = read(path)
            wanted = facts(extractor.extract_source(source))
            for columns, total in totals.items():
                target = arguments.prints / f"{path.stem}.{columns}.pdf"
                if not target.is_file():
                    print_pdf(source, target, columns)
                record = extractor.extract(target)
                got = facts(record)
                same, all_facts = shared_facts(wanted, got)
                wrong = misplaced(record, target.read_bytes())
                total.update(same=same, all=all_facts, evidence=sum(1 for _ in evidences(record)))
                total.update(wrong=len(wrong))
                if same != all_facts or wrong:
                    print(f"{path.stem} ({columns}): {same} of {all_facts} facts, {len(wrong)} boxes off")
                if arguments.list:
                    for sign, extra in (("-", wanted - got), ("+", got - wanted)):
                        for fact in sorted(extra.elements(), key=str):
                            print(f"   {sign} {fact}")
                    for evidence in wrong[:5]:
                        print(f"   ? page {evidence.page} {evidence.bbox} {evidence.text[:80]!r}")
    for columns, total in totals.items():
        print(
            f"columns {columns}: {total['same']} of {total['all']} facts equal "
            f"({total['same'] / max(total['all'], 1):.3f}); "
            f"{total['evidence'] - total['wrong']} of {total['evidence']} boxes hold their words"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
