"""`trialfacts review`: the curators' pages over a store, in a browser on this machine."""

from __future__ import annotations

import argparse
import getpass
import socket
import sys
from pathlib import Path

from extractor.commands.streams import OK, UsageError

DESCRIPTION = """\
Show the documents of a store beside their facts, in a browser: accept, correct, reject and add facts. Every
decision is kept in the store with who made it and when; nothing is ever overwritten. Stop it with Ctrl-C.

It can be reached from this machine only. With another --host it asks for a token, which is part of the
address that it prints; the connection is not encrypted, so use it in a network that you trust."""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command to the program's parser."""
    parser = commands.add_parser(
        "review",
        help="check the facts of a store in a browser",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--store", metavar="FILE", type=Path, required=True, help="the store of a run")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8765, help="port to listen on (default: 8765; 0: any)")
    parser.add_argument(
        "--reviewer",
        metavar="NAME",
        help="who reviews, until a browser says another name (default: the login)",
    )
    parser.set_defaults(run=run)


def _port(word: str) -> int:
    port = int(word)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{word}: must be from 0 to 65535")
    return port


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C; the exit code."""
    from extractor.reviewing.serve import serve
    from extractor.storing import StoreError

    try:
        listener = _listen(args.host, args.port)
    except OSError as error:
        raise UsageError(
            f"cannot listen on {args.host} port {args.port} ({error.strerror}); give another --host or --port"
        ) from None
    try:
        with listener:
            serve(args.store, listener, args.host, args.reviewer or _login(), _announce)
    except StoreError as error:
        raise UsageError(str(error)) from None
    return OK


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def _login() -> str | None:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return None


def _announce(address: str) -> None:
    print(f"Review at {address}\nStop with Ctrl-C.", file=sys.stdout, flush=True)
