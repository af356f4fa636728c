"""The command line: its words become calls of the commands."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from extractor.commands import compare, evaluate, export, extract, review, run, schema
from extractor.commands.streams import FAILED, USAGE, UsageError, use_utf8

COMMANDS = (extract, run, review, export, compare, evaluate, schema)
INTERRUPTED = 130

EPILOG = """\
exit codes:
  0  all done
  1  some documents failed; the others are written, and each failure has a line on standard error
  2  wrong usage

'trialfacts COMMAND --help' tells more about a command."""


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="trialfacts",
        description="Structured records, with exact evidence, out of documents about clinical trials.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, help="print the version and leave")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command", required=True)
    for command in COMMANDS:
        command.add_parser(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Raises SystemExit: 2 for unknown options, 0 after --help."""
    use_utf8()
    args = build_parser().parse_args(argv)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except UsageError as error:
        print(f"trialfacts {args.command}: error: {error}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        # The reader of our output has left; keep Python from flushing into the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        print("trialfacts: interrupted", file=sys.stderr)
        return INTERRUPTED
    return code


class _Version(argparse.Action):
    """Looks the version up only when it is asked for: that reads the installed packages."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str | None = None) -> None:
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"trialfacts {version('trialfacts')}")
        parser.exit()


if __name__ == "__main__":
    sys.exit(main())
