"""`trialfacts export`: the records of a store to a file for other tools."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from extractor.commands.streams import FAILED, OK, UsageError, reason, say
from extractor.rendering.plain import printable

FORMATS = ("csv", "parquet", "jsonl", "metafor", "revman", "fhir", "report", "gold", "corrections")

DESCRIPTION = """\
Write the records of a store to a file. The same store gives the same bytes.

  csv      one row a reported number, with trial, arm, endpoint, timepoint, value, interval, p-value, evidence
           and its offsets. A text that a spreadsheet would compute (it starts with = + - or @) gets an
           apostrophe in front; numbers stay as they are.
  parquet  the same rows with typed columns (needs the extra 'parquet')
  jsonl    one record a line, ordered by document
  metafor  CSV with the columns that escalc and conv.wald of R's metafor read: a row for two arms side by side
           or for a reported effect
  revman   the analysis CSV of RevMan 5 that read.rm5 of R's meta reads; with --template FILE that file's
           headings filled instead (RevMan Web's templates for study arms and study results)
  fhir     a Bundle of FHIR R5: a ResearchStudy a trial, EvidenceVariables, an Evidence a number
  report   one HTML page for the whole store: a forest plot an endpoint, the trials, what is missing in each,
           what the checks flagged

What a format cannot carry is summed up on standard error. docs/exports.md tells each column's source.

Out of the review ('trialfacts review'):

  gold         a folder with NAME.gold.json for each document that is finished, in the form of the annotations
               under corpus/, and the document beside it: what 'trialfacts evaluate' takes
  corrections  one row for each thing that curators changed (CSV), by kind of error"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command to the program's parser."""
    parser = commands.add_parser(
        "export",
        help="the records of a store to a file for other tools",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--store", metavar="FILE", type=Path, required=True, help="the store of a run")
    parser.add_argument("--to", choices=FORMATS, required=True, help="the format")
    parser.add_argument(
        "--out", metavar="PATH", type=Path, required=True, help="the file to write; for gold a folder"
    )
    parser.add_argument(
        "--reviewed-only",
        action="store_true",
        help="only documents whose review is finished, as the curators left them",
    )
    parser.add_argument(
        "--template", metavar="FILE", type=Path, help="with --to revman: a review's template from RevMan Web"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the file; the exit code."""
    from extractor.exporting.export import MissingLibrary, export, export_corrections, export_gold
    from extractor.exporting.left_out import LeftOut
    from extractor.exporting.revman_web import TemplateError
    from extractor.storing import Store, StoreError

    if args.to == "gold" and args.out.is_file():
        raise UsageError(f"--out {args.out}: is a file; gold goes to a folder")
    if args.to != "gold" and args.out.is_dir():
        raise UsageError(f"--out {args.out}: is a folder; name a file in it")
    if args.out.exists() and args.store.exists() and args.out.samefile(args.store):
        raise UsageError(f"--out {args.out}: is the store itself; name another file")
    if args.template is not None and args.to != "revman":
        raise UsageError("--template goes with --to revman; leave it out, or change --to")
    if args.template is not None and not args.template.is_file():
        raise UsageError(f"--template {args.template}: no such file; give the CSV that RevMan Web offers")
    left_out = LeftOut()
    try:
        with Store(args.store, create=False) as store:
            if args.to == "gold":
                export_gold(store, args.out)
            elif args.to == "corrections":
                export_corrections(store, args.out)
            else:
                export(store, args.to, args.out, args.reviewed_only, left_out, args.template)
    except (StoreError, MissingLibrary, TemplateError) as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        say(f"{args.out}: cannot be written ({reason(error)}); name another file with --out")
        return FAILED
    if left_out:
        lines = "\n".join(f"  {printable(line)}" for line in left_out.lines())
        print(f"{printable(str(args.out))} does not hold:\n{lines}", file=sys.stderr)
    return OK
