"""`trialfacts evaluate`: precision, recall and F1 against gold annotations."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.commands.progress import Progress
from extractor.commands.streams import FAILED, OK, UsageError, reason, say, write_whole

if TYPE_CHECKING:
    from rich.table import Table

    from extractor.evaluating import Calibration, Scores
    from schemas import DocumentRecord

DESCRIPTION = """\
Precision, recall and F1 per kind of fact, against the NAME.gold.json files of the folders.
Without --records, the document beside each gold file (NAME.txt, .html, .md, .xml, .pdf) is extracted now."""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command to the program's parser."""
    parser = commands.add_parser(
        "evaluate",
        help="precision, recall, F1 per kind of fact",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "folders",
        metavar="GOLD_FOLDER",
        nargs="+",
        type=Path,
        help="a folder with NAME.gold.json files (taken with the folders in it)",
    )
    parser.add_argument(
        "--records",
        metavar="FOLDER",
        type=Path,
        help="score the records in this folder (.json, .jsonl) instead; a missing one counts as empty",
    )
    parser.add_argument(
        "--calibration",
        action="store_true",
        help="also show how far the confidence of results and comparisons can be trusted",
    )
    parser.add_argument(
        "--picture",
        metavar="FILE",
        type=Path,
        help="draw reliability and review curve to this SVG file (with --calibration)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Score what the options name; the exit code."""
    from extractor.evaluating import score

    if args.picture and not args.calibration:
        raise UsageError("--picture goes with --calibration; give both")
    gold_files, problems = _find(args.folders)
    with Progress(1 if args.records else len(gold_files)) as progress:
        for problem in problems:
            progress.fail(problem)
        golds = _read_gold(gold_files, progress)
        records = _records_in(args.records, progress) if args.records else _extract(golds, progress)
    if golds:
        scores = score(golds.values(), records)
        _print(_score_table(scores), _summary(scores))
        if args.calibration:
            written = _show_calibration(scores, args.picture)
            return OK if written and not progress.failures else FAILED
    return FAILED if progress.failures else OK


def _show_calibration(scores: Scores, file: Path | None) -> bool:
    """Print the calibration of each kind and of both, and draw it; whether the file could be written."""
    from extractor.evaluating import calibrate, picture

    calibrations = {"together": calibrate(scores.facts)}
    for kind in ("results", "comparisons"):
        calibrations[kind] = calibrate(fact for fact in scores.facts if fact.kind == kind)
    for name, calibration in calibrations.items():
        _print(_calibration_table(calibration), f"{name}: {_calibration_summary(calibration)}")
    if file is not None:
        try:
            write_whole(file, picture(calibrations))
        except OSError as error:
            say(f"{file}: cannot be written ({reason(error)}); name another file with --picture")
            return False
    return True


def _find(folders: list[Path]) -> tuple[list[Path], list[str]]:
    from extractor.evaluating.golds import find_gold

    files: dict[Path, Path] = {}
    problems = []
    for folder in folders:
        if not folder.is_dir():
            problems.append(f"{folder}: no such folder; check the path")
            continue
        found = find_gold(folder)
        if not found:
            problems.append(f"{folder}: holds no gold; annotations are files named NAME.gold.json")
        files |= {path.resolve(): path for path in found}
    return list(files.values()), problems


def _read_gold(files: list[Path], progress: Progress) -> dict[Path, DocumentRecord]:
    from schemas import read_record

    golds = {}
    for path in files:
        try:
            golds[path] = read_record(path)
        except OSError as error:
            progress.fail(f"{path}: cannot be read ({reason(error)}); check its permissions")
        except ValueError as error:
            progress.fail(f"{path}: is no gold record ({_first_line(error)}); correct it")
    return golds


def _records_in(folder: Path, progress: Progress) -> dict[str, DocumentRecord]:
    from extractor.evaluating.golds import load_records

    if not folder.is_dir():
        progress.fail(f"{folder}: no such folder; check the path after --records")
        return {}
    records, problems = load_records(folder)
    for path, error in problems:
        progress.fail(f"{path}: is no record ({_first_line(error)}); extract it again")
    return records


def _extract(golds: dict[Path, DocumentRecord], progress: Progress) -> dict[str, DocumentRecord]:
    from extractor import Extractor
    from extractor.evaluating.golds import document_beside
    from extractor.reading import ReadError

    extractor, records = Extractor(), {}
    for path, gold in golds.items():
        document = document_beside(path)
        if document is None:
            progress.fail(f"{path}: no document stands beside it; put one there or give --records")
        else:
            try:
                records[gold.document.id] = extractor.extract(document)
            except ReadError as error:
                progress.fail(error)
            except Exception as error:
                progress.fail(f"{document}: could not be extracted ({_first_line(error)}); please report it")
        progress.step()
    return records


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {' '.join(lines[:3])[:300]}"


def _score_table(scores: Scores) -> Table:
    table = _table(("kind", "precision", "recall", "F1", "gold", "found"))
    for kind, row in scores.table.items():
        figures = [f"{figure:.3f}" for figure in row[:3]]
        table.add_row(kind, *figures, str(row.gold), str(row.found))
    table.add_section()
    table.add_row("headline", "", "", f"{scores.headline:.3f}", "", "", style="bold")
    return table


def _summary(scores: Scores) -> str:
    with_record = scores.documents - len(scores.missing)
    return f"{scores.documents} gold documents, {with_record} with a record"


def _calibration_table(calibration: Calibration) -> Table:
    table = _table(("confidence", "facts", "mean", "precision", ""))
    for row in calibration.bins:
        bar = f"{'#' * round(20 * row.precision):<20}"
        figures = (f"{row.confidence:.2f}", f"{row.precision:.2f}", bar) if row.facts else ("", "", "")
        table.add_row(f"{row.low:.1f} to {row.high:.1f}", str(row.facts), *figures)
    return table


def _calibration_summary(calibration: Calibration) -> str:
    halves = ["none" if half is None else f"{half:.3f}" for half in (calibration.top, calibration.bottom)]
    text = (
        f"precision of the surer half {halves[0]}, of the other half {halves[1]}; "
        f"calibration error {calibration.error:.3f}"
    )
    found = ", ".join(f"{point.errors:.0%} in {point.share:.0%}" for point in calibration.review)
    return f"{text}; errors in the least certain facts: {found}" if found else text


def _table(columns: tuple[str, ...]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, header_style="bold")
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left", no_wrap=True)
    return table


def _print(table: Table, summary: str) -> None:
    from rich.console import Console

    console = Console(file=sys.stdout, width=max(shutil.get_terminal_size().columns, 60), highlight=False)
    console.print(table)
    console.print(f"{summary}\n", soft_wrap=True)
