"""Finds the documents of a run and tells by their contents which are the same."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from extractor.reading import ReadError, find_documents
from extractor.reading.documents import SUFFIXES
from extractor.reading.remote import fetch, find_remote, located
from extractor.storing import Document


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that cannot be read; the reason is one line that names it. `path` is None for an argument."""

    path: str | None
    reason: str


@dataclass(slots=True)
class Inputs:
    """The contents to work on, in the order of their first paths, and what could not be read.

    `files` has the real path behind each path's name in the store; behind an address, that of a copy.
    """

    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)


def stored_name(path: Path) -> str:
    """A path as the store writes it: absolute, and with escapes for what is not UTF-8."""
    return os.fsencode(os.path.abspath(path)).decode("utf-8", "backslashreplace")


def find_inputs(words: Iterable[str | Path], spool: Path) -> Inputs:
    """The documents that files, folders (with the folders in them), glob patterns and addresses name.

    What an address names is fetched once, into the folder `spool`: a page may be another one the next time.
    """
    inputs = Inputs()
    for word in words:
        place = located(str(word))
        if isinstance(place, str):
            _fetch_all(place, inputs, spool)
            continue
        for path in _expand(str(place)):
            try:
                found = find_documents(path)
            except ReadError as error:
                inputs.problems.append(Problem(None, str(error)))
            except OSError as error:
                reason = f"{path}: cannot be read ({error.strerror}); check its permissions"
                inputs.problems.append(Problem(None, reason))
            else:
                inputs.files.update((stored_name(file), file) for file in found)
    _group(inputs)
    return inputs


def _fetch_all(url: str, inputs: Inputs, spool: Path) -> None:
    try:
        found = find_remote(url, SUFFIXES)
    except ReadError as error:
        inputs.problems.append(Problem(None, str(error)))
        return
    for document in found:
        copy = spool / str(len(inputs.files))
        try:
            copy.write_bytes(fetch(document))
        except ReadError as error:
            inputs.problems.append(Problem(document, str(error)))
        else:
            inputs.files.setdefault(document, copy)


def _expand(word: str) -> list[Path]:
    """What a pattern matches; a word without a match, or with a file of exactly that name, stays as it is."""
    if os.path.lexists(word):
        return [Path(word)]
    return [Path(name) for name in sorted(glob.glob(word, recursive=True))] or [Path(word)]


def _group(inputs: Inputs) -> None:
    """One document for each content, named by the first of its paths."""
    same: dict[tuple[str, int], list[str]] = {}
    for name, file in sorted(inputs.files.items()):
        try:
            same.setdefault(content_hash(file), []).append(name)
        except OSError as error:
            reason = f"{file}: cannot be opened ({error.strerror}); check its permissions"
            inputs.problems.append(Problem(name, reason))
    inputs.documents += [Document(sha, size, tuple(names)) for (sha, size), names in same.items()]


def content_hash(path: Path) -> tuple[str, int]:
    """The SHA-256 of a file in hex, and its size in bytes. Raises OSError."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return digest, stream.tell()
