"""`trialfacts schema`: the JSON Schema of the record."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from extractor.commands.streams import FAILED, OK, reason, say, write_whole


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command to the program's parser."""
    parser = commands.add_parser(
        "schema", help="JSON Schema of the record", description="JSON Schema (draft 2020-12) of the record."
    )
    parser.add_argument("--out", metavar="FILE", type=Path, help="write it to FILE, not to standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the schema; the exit code."""
    from schemas import json_schema_text

    if args.out is None:
        sys.stdout.write(json_schema_text())
        return OK
    try:
        write_whole(args.out, json_schema_text())
    except OSError as error:
        say(f"{args.out}: cannot be written ({reason(error)}); name another file")
        return FAILED
    return OK
