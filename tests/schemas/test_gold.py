"""Every annotation validates, and each of its numbers stands in its article."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from schemas import DocumentRecord, read_record

ARTICLES = sorted((Path(__file__).resolve().parents[2] / "corpus").glob("*.gold.json"))
SHARED_FOLDERS = ("seed", "dev", "abstracts", "check")


@pytest.mark.parametrize("gold", ARTICLES, ids=lambda path: path.name.removesuffix(".gold.json"))
def test_an_article_of_the_corpus(gold: Path) -> None:
    record = read_record(gold)
    name = gold.name.removesuffix(".gold.json")
    assert record.document.id == name
    [article] = [path for path in gold.parent.glob(f"{name}.*") if path != gold]
    text = _plain(article.read_text(encoding="utf-8"))
    for quote, numbers in _quotes(record):
        assert _plain(quote) in text
        for number in numbers:
            assert _stands_in(number, _plain(quote)), (number, quote)


def test_further_annotations_validate(shared: Path) -> None:
    files = [path for name in SHARED_FOLDERS for path in (shared / "corpus" / name).rglob("*.gold.json")]
    assert files
    wrong = []
    for path in files:
        try:
            read_record(path)
        except ValidationError as error:
            wrong.append((path.name, [problem["loc"] for problem in error.errors()]))
    assert not wrong, wrong


def _quotes(record: DocumentRecord) -> list[tuple[str, list[float]]]:
    found: list[tuple[str, list[float]]] = []
    for trial in record.trials:
        found += [(result.quote or "", [result.value]) for result in trial.arm_results]
        for comparison in trial.comparisons:
            numbers = [comparison.value, comparison.p.value if comparison.p else None]
            found.append((comparison.quote or "", [number for number in numbers if number is not None]))
    assert all(quote for quote, _ in found), "a result or comparison has no quote"
    return found


def _plain(text: str) -> str:
    """The text without tags, with white space, signs and quotation marks in one spelling."""
    text = html.unescape(re.sub(r"</?[A-Za-z!][^>]{0,2000}>", " ", text))
    text = text.translate(str.maketrans("−–—·’“”", '---.\'""'))
    return re.sub(r"\s+", " ", text)


def _stands_in(number: float, quote: str) -> bool:
    """Whether a number is printed, in digits or (up to twenty) possibly in words."""
    printed = {float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?|\.\d+", quote)}
    return abs(number) in printed or (number == int(number) and 0 <= number <= 20)
