"""Documents at addresses: `s3://`, `gs://`, `https://`, `memory://` and what else fsspec knows.

Nothing is fetched but what the caller names. The packages that speak to the services are extras.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from extractor.reading.errors import ReadError
from extractor.reading.limits import MAX_BYTES, check_size

_URL = re.compile(r"[a-z][a-z0-9+.-]{1,30}://", re.IGNORECASE)
_PATTERN = re.compile(r"[*?\[]")
_EXTRAS = {
    **dict.fromkeys(("s3", "s3a"), "s3"),
    **dict.fromkeys(("gs", "gcs"), "gcs"),
    **dict.fromkeys(("http", "https"), "https"),
}


def is_url(word: str | Path) -> bool:
    """Whether this is an address and no path."""
    return isinstance(word, str) and _URL.match(word) is not None


def located(word: str | Path) -> str | Path:
    """A local path, or the address where it is one; `file://` addresses are local paths."""
    if not isinstance(word, str) or not is_url(word):
        return Path(word)
    if scheme_of(word) != "file":
        return word
    return Path(unquote(word[len("file://") :].removeprefix("localhost")))


def scheme_of(url: str) -> str:
    """The first part of an address: "s3"."""
    return url.partition("://")[0].lower()


def stem_of(url: str) -> str:
    """What a document at an address is called: the stem of its last part, else its host."""
    parts = urlsplit(url)
    name = unquote(parts.path) if scheme_of(url) in ("http", "https") else url.partition("://")[2]
    return PurePosixPath(name.rstrip("/")).stem or parts.netloc or "document"


def find_remote(url: str, suffixes: tuple[str, ...]) -> list[str]:
    """The addresses of the documents in a folder, or of a pattern with * ? [] and **; else the address.

    A web address is one document. Raises ReadError.
    """
    if scheme_of(url) in ("http", "https"):
        _open(url)
        return [url]
    system, path = _open(url)
    try:
        if system.isfile(path):
            return [url]
        if _PATTERN.search(path):
            found = [name for name in system.glob(path) if system.isfile(name)]
        elif system.isdir(path):
            found = [
                name
                for name in system.find(path)
                if name.lower().endswith(suffixes) and not PurePosixPath(name).name.startswith(".")
            ]
            if not found:
                kinds = ", ".join(suffixes)
                raise ReadError(f"{url}: holds no documents; supported are files that end in {kinds}")
        else:
            found = []
    except ReadError:
        raise
    except Exception as error:
        raise _refused(url, error) from error
    if not found:
        raise ReadError(f"{url}: no such file or folder; check the address")
    return [f"{scheme_of(url)}://{system._strip_protocol(name).lstrip('/')}" for name in sorted(found)]


def fetch(url: str) -> bytes:
    """The bytes of the document at an address. Raises ReadError when there are none, or too many."""
    system, path = _open(url)
    try:
        with system.open(path, "rb") as stream:
            data: bytes = stream.read(MAX_BYTES + 1)
    except Exception as error:
        raise _refused(url, error) from error
    check_size(data, url)
    return data


def _open(url: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it."""
    from fsspec.core import url_to_fs

    try:
        system, path = url_to_fs(url)
    except ImportError as error:
        extra = _EXTRAS.get(scheme_of(url))
        remedy = f"pip install 'trialfacts[{extra}]'" if extra else f"install it ({error})"
        raise ReadError(f"{url}: {scheme_of(url)}:// needs a further package; {remedy}") from None
    except ValueError as error:
        about = " ".join(str(error).split())
        raise ReadError(f"{url}: is no address that can be read ({about}); check it") from None
    except Exception as error:
        raise _refused(url, error) from error
    return system, path


def _refused(url: str, error: Exception) -> ReadError:
    if isinstance(error, FileNotFoundError):
        return ReadError(f"{url}: no such file; check the address")
    about = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return ReadError(f"{url}: cannot be fetched ({about}); check the address and your access to it")
