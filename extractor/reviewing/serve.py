"""Runs the review application until it is stopped."""

from __future__ import annotations

import secrets
import socket
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from extractor.reviewing.app import build_app
from extractor.reviewing.desk import Desk
from extractor.reviewing.security import Access, is_local
from extractor.storing import StoreError, StoreFailure

_SECONDS_BETWEEN_LOOKS = 2.0


def serve(
    path: Path, listener: socket.socket, host: str, reviewer: str | None, announce: Callable[[str], None]
) -> None:
    """Serve the store on a socket that listens already; `announce` is told the address.

    Raises StoreError when the file is no store.
    """
    desk = Desk(path)
    desk.store().close()
    port: int = listener.getsockname()[1]
    access = Access(host, port, None if is_local(host) else secrets.token_urlsafe(24))
    name = f"[{host}]" if ":" in host else host
    announce(f"http://{name}:{port}/{f'?token={access.token}' if access.token else ''}")
    stop = threading.Event()
    lister = threading.Thread(target=_list_documents, args=(desk, stop), daemon=True)
    lister.start()
    server = uvicorn.Server(
        uvicorn.Config(
            build_app(desk, access, reviewer),
            log_level="warning",
            access_log=False,
            lifespan="off",
            proxy_headers=False,
            server_header=False,
            h11_max_incomplete_event_size=65536,
        )
    )
    try:
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    finally:
        stop.set()
        lister.join(5)


def _list_documents(desk: Desk, stop: threading.Event) -> None:
    """Keep the queue up to date in the background: a large store, or what a run adds meanwhile."""
    with suppress(StoreError), desk.store() as store:
        while not stop.is_set():
            waiting = 0
            # A run that writes for long makes us try again later.
            with suppress(StoreFailure, sqlite3.OperationalError):
                waiting = desk.refresh(store)
            if not waiting:
                stop.wait(_SECONDS_BETWEEN_LOOKS)
