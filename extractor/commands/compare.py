"""`trialfacts compare`: documents that report the same trial, and where they differ."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.commands.streams import FAILED, OK, UsageError, say
from extractor.rendering.plain import printable

if TYPE_CHECKING:
    from extractor.comparing import Comparing, Side
    from extractor.storing import Store
    from schemas import DocumentRecord

DESCRIPTION = """\
Group the documents of a store that report the same trial (by registry id; else by acronym and drug; else by
drug, phase, number of participants and condition), and list what they tell differently, with the evidence of
both. What only one of them says is no difference."""

_MOST_EVIDENCE = 3


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command to the program's parser."""
    parser = commands.add_parser(
        "compare",
        help="documents that report the same trial, and where they differ",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--store", metavar="FILE", type=Path, required=True, help="the store of a run")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text to read (default) or one JSON object"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the groups; the exit code."""
    from extractor.comparing import compare
    from extractor.storing import Store, StoreError

    try:
        with Store(args.store, create=False) as store:
            records, unreadable = _records(store)
    except StoreError as error:
        raise UsageError(str(error)) from None
    for document in unreadable:
        say(f"{document}: its record in the store cannot be read; run 'trialfacts run' with --fresh")
    found = compare(records)
    if args.format == "json":
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        print("\n".join(printable(line) for line in _lines(found)))
    return FAILED if unreadable else OK


def _records(store: Store) -> tuple[list[tuple[str, DocumentRecord]], list[str]]:
    from schemas import read_record

    records, unreadable = [], []
    for stored in store.records():
        try:
            records.append((f"{stored.sha}/{stored.position}", read_record(stored.json)))
        except ValueError:
            unreadable.append(stored.document_id)
    return records, unreadable


def _lines(found: Comparing) -> Iterator[str]:
    for group in found.groups:
        yield f"{group.name}: {', '.join(entry.document for entry in group.entries)}"
        yield f"  one trial by {group.why}"
        if not group.differences:
            yield "  no differences"
        for difference in group.differences:
            yield f"  {difference.fact}"
            for side in difference.sides:
                yield f"    {side.document}: {side.value}{_evidence(side)}"
        yield ""
    count = sum(len(group.differences) for group in found.groups)
    yield (
        f"{_counted(found.documents, 'document')}, {_counted(len(found.groups), 'trial')} in more than one "
        f"of them, {_counted(count, 'difference')}"
    )


def _evidence(side: Side) -> str:
    shown = [f'"{piece.text}" at {piece.start}' for piece in side.evidence[:_MOST_EVIDENCE]]
    return f" ({'; '.join(shown)})" if shown else ""


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
