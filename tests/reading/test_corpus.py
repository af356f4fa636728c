"""Every document of the corpora: blocks in order, tables in place, headline and date as annotated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.reading import Source, read, read_many


def check(source: Source) -> None:
    """The promises that every Source keeps."""
    assert source.text and "\r" not in source.text and "\x00" not in source.text
    previous = 0
    for block in source.blocks:
        assert previous <= block.start < block.end <= len(source.text)
        assert "\n" not in source.text[block.start : block.end]
        if source.format not in ("text", "markdown"):
            assert not source.text[previous : block.start].strip()
        previous = block.end
    for table in source.tables:
        assert 0 <= table.start < table.end <= len(source.text)
        for cell in table.cells:
            assert source.text[cell.start : cell.end] == cell.text
            assert table.start <= cell.start <= cell.end <= table.end
            assert cell.row + cell.rowspan <= table.rows and cell.column + cell.colspan <= table.columns
        table.grid()
    ends = 0
    for place in source.places:
        assert ends <= place.start < place.end <= len(source.text)
        ends = place.end


def documents(folder: Path) -> list[Path]:
    """Annotated documents of a folder."""
    return [path for path in sorted(folder.iterdir()) if path.suffix in (".txt", ".html")]


def read_and_check(folder: Path) -> None:
    """Reads a folder's documents and compares them with their annotation."""
    for path in documents(folder):
        source = read(path)
        check(source)
        gold = json.loads(path.with_name(path.stem + ".gold.json").read_text("utf-8"))["document"]
        assert (source.id, source.title, source.published) == (path.stem, gold["title"], gold["published"]), (
            path
        )


def test_corpus(corpus: Path) -> None:
    read_and_check(corpus)


@pytest.mark.parametrize("folder", ["seed", "abstracts"])
def test_further_documents(shared: Path, folder: str) -> None:
    read_and_check(shared / "corpus" / folder)


def test_papers_in_xml(shared: Path) -> None:
    for path in sorted((shared / "benchmarks").glob("*/*xml/*.*xml"))[::10]:
        for source in read_many(path):
            check(source)


def test_text_offsets_are_those_of_the_file(corpus: Path) -> None:
    for path in documents(corpus):
        if path.suffix == ".txt":
            text = path.read_text("utf-8").rstrip()
            source = read(path)
            assert len(source.text) == len(text)
            assert [
                a for a, b in zip(text, source.text, strict=True) if a != b and not (a == " " and b == "\n")
            ] == []
