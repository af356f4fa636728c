"""What extraction costs, as a multiple of spaCy's blank English tokenizer with its sentencizer.

Usage: python benchmarks/speed.py [FOLDER] [--repeats N] [--limit RATIO]

FOLDER (default: corpus/) holds articles. Reading is part of extraction, and not of the yardstick, which
gets the texts as they were read. The two take turns, each keeps its median, and processor time counts,
so that a busy machine slows both. Web pages in the folder are timed apart: the yardstick reads no HTML. With
--limit the exit code is 1 when the ratio is above it.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import spacy

from extractor import Extractor

ARTICLES = Path(__file__).resolve().parent.parent / "corpus"
LOAD = (
    "import time; start = time.perf_counter(); from extractor.language.pipeline import build_pipeline; "
    "build_pipeline(); print(time.perf_counter() - start)"
)


def main() -> int:
    """Measure and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description="extraction against spaCy's blank English tokenizer")
    parser.add_argument("folder", nargs="?", type=Path, default=ARTICLES)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--limit", type=float)
    arguments = parser.parse_args()
    paths = sorted(arguments.folder.glob("*.txt"))
    pages = sorted(arguments.folder.glob("*.html"))
    if not paths:
        parser.error(f"no .txt articles in {arguments.folder}")
    texts = [path.read_text(encoding="utf-8") for path in paths]
    words = sum(len(text.split()) for text in texts)

    extractor = Extractor()
    blank = spacy.blank("en")
    blank.add_pipe("sentencizer")

    def extract() -> None:
        for path in paths:
            extractor.extract(path)

    def extract_pages() -> None:
        for page in pages:
            extractor.extract(page)

    def tokenize() -> None:
        for text in texts:
            blank(text)

    extract()
    tokenize()
    extraction: list[float] = []
    yardstick: list[float] = []
    for _ in range(arguments.repeats):
        yardstick.append(_seconds(tokenize))
        extraction.append(_seconds(extract))
    ours, theirs = statistics.median(extraction), statistics.median(yardstick)
    ratio = ours / theirs
    print(f"{len(paths)} articles, {words} words, median of {arguments.repeats}")
    print(f"spaCy blank tokenizer and sentencizer: {1000 * theirs / len(paths):.2f} ms an article")
    print(f"extraction:                            {1000 * ours / len(paths):.2f} ms an article")
    print(f"ratio:                                 {ratio:.1f}")
    if pages:
        extract_pages()
        seconds = statistics.median(_seconds(extract_pages) for _ in range(arguments.repeats))
        print(f"extraction of {len(pages)} web pages:           {1000 * seconds / len(pages):.2f} ms a page")
    print(f"loading in a fresh process:            {_loading():.2f} s")
    return 1 if arguments.limit is not None and ratio > arguments.limit else 0


def _seconds(work: Callable[[], None]) -> float:
    """Processor seconds that the work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _loading() -> float:
    """Seconds that importing the library and building the pipeline take in a new process."""
    done = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True)
    return float(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
