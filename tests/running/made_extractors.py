"""Extractors for worker processes: quick, or as bad as a document asks for."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from extractor.reading import read_all
from extractor.running import BatchOptions, run_batch
from extractor.storing import Store
from schemas import Check, DocumentInfo, DocumentRecord


class Quick:
    """A record with the document's text as its title."""

    def extract_text(self, text: str, id: str = "text") -> DocumentRecord:
        finding = Check(code="made", severity="note", message="made up", path="")
        return DocumentRecord(document=DocumentInfo(id=id, title=text.strip()), checks=[finding])

    def extract_bytes(self, data: bytes, id: str, name: str | None = None) -> list[DocumentRecord]:
        return [self.extract_text(source.text, source.id) for source in read_all(data, id, name or id)]


class Slow(Quick):
    """Takes its time over each document."""

    def extract_bytes(self, data: bytes, id: str, name: str | None = None) -> list[DocumentRecord]:
        time.sleep(0.03)
        return super().extract_bytes(data, id, name)


class Bad(Quick):
    """Does what the document's first word says."""

    def extract_bytes(self, data: bytes, id: str, name: str | None = None) -> list[DocumentRecord]:
        path = Path(name or id)
        match data.decode().partition(" ")[0]:
            case "raise":
                raise RuntimeError("a rule\nbroke")
            case "die":
                os._exit(3)
            case "die-once" if not path.with_suffix(".died").exists():
                path.with_suffix(".died").touch()
                os.kill(os.getpid(), signal.SIGTERM)
                time.sleep(60)
            case "hang":
                time.sleep(60)
            case "grow":
                bytearray(3_000_000_000)
            case "change":
                path.with_name("later.txt").write_text("other content")
        return super().extract_bytes(data, id, name)


class Broken:
    """Cannot even load."""

    def __init__(self) -> None:
        raise ValueError("no lexicon")


class Silent:
    """Looks on and says nothing."""

    def begin(self, total: int) -> None:
        pass

    def step(self) -> None:
        pass

    def fail(self, message: str) -> None:
        pass


if __name__ == "__main__":
    # A main process to be killed: FOLDER STORE WORKERS.
    from made_extractors import Slow as Importable

    with Store(sys.argv[2]) as store:
        run_batch(
            [sys.argv[1]], store, BatchOptions(int(sys.argv[3]), extractor=Importable), Silent(), lambda: "1"
        )
