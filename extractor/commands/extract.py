"""`trialfacts extract`: one record per document."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.commands.names import OutputNames, OverwriteError
from extractor.commands.progress import Progress
from extractor.commands.streams import FAILED, OK, UsageError, reason, write_whole

if TYPE_CHECKING:
    from extractor import Extractor
    from extractor.reading import Source
    from schemas import DocumentRecord

SUFFIXES = {"json": ".json", "table": ".txt", "html": ".html"}
STDIN = "-"
WIDEST = 120

DESCRIPTION = """\
One record per document: what the document says about each trial, with the evidence for every fact.
Reads text, Markdown, HTML, PDF and XML; the content decides which, not the name.

Without --out, the records go to standard output: a JSON record a line, a summary (--format table)
or a page (--format html, one document only)."""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command to the program's parser."""
    parser = commands.add_parser(
        "extract",
        help="one record per document",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="+",
        help="a document, a folder (taken with the folders in it), an address (https://, s3://, gs://), "
        "or - for text on standard input",
    )
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        help="write DIR/STEM.json for each document (.html, .txt in other formats)",
    )
    parser.add_argument(
        "--format",
        choices=SUFFIXES,
        default="json",
        help="json (default); table: a summary to read; html: the document with its facts highlighted",
    )
    parser.add_argument(
        "--explain",
        action="store_true",
        help="say on standard error, for every number, what it was tied to and why",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Extract what the options name; the exit code."""
    if args.out is not None:
        _make_folder(args.out)
    documents, problems = _find(args.paths)
    if args.format == "html" and args.out is None and len(documents) > 1:
        raise UsageError("--format html gives a page a document; name a folder for them with --out DIR")
    scrolls = args.out is None and sys.stdout.isatty()
    with Progress(len(documents), quiet=scrolls) as progress:
        for problem in problems:
            progress.fail(problem)
        if documents:
            _Extraction(args, documents, progress).run()
        return FAILED if progress.failures else OK


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise UsageError(f"--out {folder}: is a file; name a folder") from None
    except OSError as error:
        raise UsageError(f"--out {folder}: cannot be made ({reason(error)}); name another folder") from None


def _find(words: list[str]) -> tuple[list[str | Path], list[str]]:
    """The documents (paths, addresses, standard input), each once, and what is wrong with the other words."""
    from extractor.reading import ReadError, find_documents
    from extractor.reading.documents import SUFFIXES as DOCUMENTS
    from extractor.reading.remote import find_remote, located

    documents: dict[str | Path, str | Path] = {}
    problems = []
    for word in words:
        if word == STDIN:
            documents.setdefault(STDIN, STDIN)
            continue
        place = located(word)
        try:
            if isinstance(place, str):
                documents.update((url, url) for url in find_remote(place, DOCUMENTS))
                continue
            found = find_documents(place)
        except ReadError as error:
            problems.append(str(error))
        except OSError as error:
            problems.append(f"{word}: cannot be read ({reason(error)}); check its permissions")
        else:
            for document in found:
                documents.setdefault(document.resolve(), document)
    return list(documents.values()), problems


class _Extraction:
    """Runs over the documents; a document's failure leaves the others alone."""

    def __init__(self, args: argparse.Namespace, documents: list[str | Path], progress: Progress) -> None:
        from extractor import Extractor

        self.format: str = args.format
        self.explain: bool = args.explain
        self.documents = documents
        self.progress = progress
        self.extractor: Extractor = Extractor()
        local = [document for document in documents if isinstance(document, Path)]
        self.names = OutputNames(args.out, SUFFIXES[self.format], local) if args.out else None

    def run(self) -> None:
        for path in self.documents:
            name = "standard input" if path == STDIN else str(path)
            try:
                self._document(path)
            except BrokenPipeError:
                raise
            except OSError as error:
                where = error.filename or name
                self.progress.fail(f"{where}: {reason(error)}; check its permissions and the disk")
            except Exception as error:
                self.progress.fail(_message(name, error))
            self.progress.step()

    def _document(self, path: str | Path) -> None:
        sources = list(_sources(path))
        if self.format == "html" and self.names is None and len(sources) > 1:
            raise UsageError(f"holds {len(sources)} documents; name a folder for their pages with --out DIR")
        for source in sources:
            record = self.extractor.extract_source(source)
            parent = path.parent if isinstance(path, Path) else Path()
            stem = path.stem if isinstance(path, Path) and len(sources) == 1 else source.id
            target = self.names.path(stem, parent) if self.names else None
            text = self._rendered(record, source, to_file=target is not None)
            if target is None:
                sys.stdout.write(text)
                sys.stdout.flush()
            else:
                write_whole(target, text)
            if self.explain:
                self._explain(source)

    def _rendered(self, record: DocumentRecord, source: Source, to_file: bool) -> str:
        if self.format == "json":
            return record.to_json(indent=1 if to_file else None) + "\n"
        if self.format == "html":
            from extractor.rendering.html import render_html

            return render_html(record, source)
        from extractor.rendering.table import table_text

        if to_file or not sys.stdout.isatty():
            return table_text(record)
        color = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return table_text(record, min(shutil.get_terminal_size().columns, WIDEST), color) + "\n"

    def _explain(self, source: Source) -> None:
        from extractor.rendering.explain import explain_text

        self.progress.line(explain_text(source.id, self.extractor.explain(source)).rstrip("\n"))


def _sources(path: str | Path) -> Iterator[Source]:
    from extractor.reading import read_bytes, read_many

    if path == STDIN:
        yield read_bytes(sys.stdin.buffer.read(), "stdin", "standard input")
    else:
        yield from read_many(path)


def _message(name: str, error: Exception) -> str:
    """One line for a document's failure; an error that nobody foresaw says so."""
    from extractor.reading import ReadError

    if isinstance(error, ReadError | OverwriteError):
        return str(error)
    if isinstance(error, UsageError):
        return f"{name}: {error}"
    about = " ".join(str(error).split())[:300]
    return f"{name}: could not be extracted ({type(error).__name__}: {about}); please report it"
