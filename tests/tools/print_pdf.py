"""Prints documents as journal-like PDFs with headless Chromium: one or two columns, page heads and footers.

Usage: python tests/tools/print_pdf.py DOCUMENT... --out FOLDER [--columns 1|2]

Each document (any format that the reader knows) gives FOLDER/STEM.COLUMNS.pdf. Two-column pages have
justified, hyphenated text and fully ruled tables; one-column pages have ragged text, and tables with lines
only above, below and under the headings.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from extractor.reading import Block, Source, Table, read

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HEAD = "Annals of Printed Trials"
_PAGE = """
@page { size: A4; margin: 22mm 16mm 20mm 16mm;
  @top-left { content: "HEAD"; font: 8pt sans-serif; }
  @top-right { content: "Vol. 12, page " counter(page); font: 8pt sans-serif; }
  @bottom-center { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
body { font: 9.5pt/1.3 'DejaVu Serif', 'Liberation Serif', serif; margin: 0; }
h1 { font-size: 16pt; line-height: 1.2; margin: 0 0 8pt; }
h2 { font-size: 11pt; margin: 9pt 0 3pt; break-after: avoid; }
p, ul { margin: 0 0 5pt; }
ul { padding-left: 14pt; }
table { border-collapse: collapse; font-size: 8pt; line-height: 1.25; margin: 2pt 0 4pt; width: 100%; }
.table { break-inside: avoid; margin: 7pt 0; }
[colspan="2"], [colspan="3"], [colspan="4"] { text-align: center; }
th { text-align: left; }
th, td { padding: 2.5pt 4pt; vertical-align: top; }
.caption { font-size: 8.5pt; margin: 0 0 3pt; }
"""
_ONE = """
table { border-top: 1pt solid #000; border-bottom: 1pt solid #000; }
tr.head + tr.body > td { border-top: 0.6pt solid #000; }
"""
_TWO = """
.columns { column-count: 2; column-gap: 7mm; }
.columns p { text-align: justify; }
h1, .table { column-span: all; }
th, td { border: 0.6pt solid #444; }
th { background: #e8e8ee; }
"""
_BREAK = re.compile(r"(?<=[a-z]{4})(?<=[aeiou][bcdfgklmnprst])(?=[bcdfgklmnprst][aeiou][a-z]{2})")
_LONG_WORD = re.compile(r"\b[A-Za-z][a-z]{8,40}\b")


def browser() -> str | None:
    """The path of a Chromium on this machine, or None."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def print_pdf(source: Source, target: Path, columns: int) -> None:
    """Writes a document as PDF. Raises RuntimeError where no browser is installed or it fails."""
    program = browser()
    if program is None:
        raise RuntimeError("no Chromium found; install one (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(page_html(source, columns), encoding="utf-8")
        command = [
            program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            f"--user-data-dir={folder}/profile", "--no-pdf-header-footer", f"--print-to-pdf={target}",
            page.as_uri(),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if not target.is_file():
        raise RuntimeError(f"{program} printed nothing: {done.stderr.strip()[-300:]}")


def page_html(source: Source, columns: int) -> str:
    """The page that the browser prints."""
    style = _PAGE.replace("HEAD", HEAD) + (_ONE if columns == 1 else _TWO)
    body = "\n".join(_elements(source, hyphenate=columns == 2))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><style>{style}</style>'
        f'<body><div class="columns">\n{body}\n</div></body></html>'
    )


def _elements(source: Source, hyphenate: bool) -> Iterator[str]:
    tables = list(source.tables)
    blocks = list(source.blocks)
    index = 0
    while index < len(blocks):
        block = blocks[index]
        index += 1
        if block.kind == "table" and tables and block.start >= tables[0].start:
            table = tables.pop(0)
            yield _table(source, table)
            while index < len(blocks) and blocks[index].start < table.end:
                index += 1
            continue
        if block.kind == "caption" and tables and _text(source, block) == tables[0].caption:
            continue
        text = escape(_text(source, block))
        if block.kind in ("title", "heading"):
            yield f"<h1>{text}</h1>" if block.kind == "title" else f"<h2>{text}</h2>"
        else:
            text = _LONG_WORD.sub(_with_breaks, text) if hyphenate else text
            yield f"<ul><li>{text}</li></ul>" if block.kind == "list_item" else f"<p>{text}</p>"


def _text(source: Source, block: Block) -> str:
    return " ".join(source.text[block.start : block.end].split())


def _with_breaks(word: re.Match[str]) -> str:
    """A long word with soft hyphens where a line may break it."""
    return _BREAK.sub("\u00ad", word.group())


def _table(source: Source, table: Table) -> str:
    rows: list[list[str]] = [[] for _ in range(table.rows)]
    heads = {cell.row for cell in table.cells} - {cell.row for cell in table.cells if not cell.header}
    heads = heads or {0}
    for cell in table.cells:
        tag = "th" if cell.header or cell.row in heads else "td"
        inset = f' style="padding-left:{4 + 9 * cell.indent}pt"' if cell.indent else ""
        marks = "".join(f"<sup>{escape(mark)}</sup>" for mark in cell.marks)
        rows[cell.row].append(
            f'<{tag} rowspan="{cell.rowspan}" colspan="{cell.colspan}"{inset}>'
            f"{escape(cell.text)}{marks}</{tag}>"
        )
    lines = [
        f'<tr class="{"head" if number in heads else "body"}">{"".join(row)}</tr>'
        for number, row in enumerate(rows)
    ]
    caption = f'<p class="caption">{escape(table.caption)}</p>' if table.caption else ""
    return f'<div class="table">{caption}<table>{"".join(lines)}</table></div>'


def main() -> int:
    """Print documents; see the module's docstring."""
    parser = argparse.ArgumentParser(description="print documents as journal-like PDFs")
    parser.add_argument("documents", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--columns", type=int, choices=(1, 2), default=1)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for path in arguments.documents:
        print_pdf(read(path), arguments.out / f"{path.stem}.{arguments.columns}.pdf", arguments.columns)
    return 0


if __name__ == "__main__":
    sys.exit(main())
