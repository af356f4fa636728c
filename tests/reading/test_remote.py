"""Documents at addresses, with the file systems that need no network."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from extractor import Extractor, cli
from extractor.reading import ReadError, read
from extractor.reading.documents import SUFFIXES
from extractor.reading.remote import fetch, find_remote, located, stem_of

TEXT = "In a phase 2 trial, 40 adults with asthma were randomized to examplumab or placebo.\n"


@pytest.fixture
def bucket() -> Iterator[str]:
    """A folder in memory with two documents, one of them deeper, and files that are none."""
    system = fsspec.filesystem("memory")
    for name in ("a.txt", "deep/b [1].TXT", "deep/note.log", ".hidden.txt"):
        system.pipe(f"/bucket/{name}", TEXT.encode())
    system.pipe("/bucket/empty/file.log", b"x")
    yield "memory://bucket"
    system.rm("/bucket", recursive=True)


def test_folders_patterns_and_files(bucket: str) -> None:
    both = [f"{bucket}/a.txt", f"{bucket}/deep/b [1].TXT"]
    assert find_remote(bucket, SUFFIXES) == both
    assert find_remote(f"{bucket}/", SUFFIXES) == both
    assert find_remote(f"{bucket}/**/*.TXT", SUFFIXES) == both[1:]
    assert find_remote(both[1], SUFFIXES) == both[1:]


def test_reading(bucket: str) -> None:
    assert fetch(f"{bucket}/a.txt") == TEXT.encode()
    assert read(f"{bucket}/deep/b [1].TXT").id == "b [1]"
    assert Extractor().extract(f"{bucket}/a.txt").trials[0].enrollment == 40


@pytest.mark.parametrize("word", ["", "/nowhere.txt", "/x*.txt", "/empty"])
def test_what_is_not_there(bucket: str, word: str) -> None:
    with pytest.raises(ReadError, match="holds no documents|no such file"):
        find_remote(f"{bucket}{word or '2'}", SUFFIXES)


@pytest.mark.parametrize(
    ("url", "module", "words"),
    [
        ("s3://bucket/a.txt", "s3fs", r"pip install 'trialfacts\[s3\]'"),
        ("gs://bucket/a.txt", "gcsfs", r"pip install 'trialfacts\[gcs\]'"),
        ("https://example.org/a.html", "fsspec.implementations.http", r"pip install 'trialfacts\[https\]'"),
        ("nonsense://a", "none", "is no address"),
    ],
)
def test_a_missing_package_is_named(
    url: str, module: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    known = sys.modules["fsspec.registry"]._registry
    monkeypatch.delitem(known, url.partition("://")[0], raising=False)
    for action in (fetch, lambda url: find_remote(url, SUFFIXES)):
        with pytest.raises(ReadError, match=words):
            action(url)


def test_names_and_places(tmp_path: Path) -> None:
    assert stem_of("https://example.org/news/one%20two.html?page=2") == "one two"
    assert stem_of("https://example.org/news/") == "news"
    assert stem_of("https://example.org") == "example.org"
    assert stem_of("s3://bucket/a?b.txt") == "a?b"
    assert located(f"file://{tmp_path}/one%20two.txt") == tmp_path / "one two.txt"
    assert located("plain/path.txt") == Path("plain/path.txt")


def test_the_command(bucket: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    local = tmp_path / "c.txt"
    local.write_text(TEXT)
    assert cli.main(["extract", bucket, local.as_uri(), f"{bucket}/a.txt"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["document"]["id"] for record in records] == ["a", "b [1]", "c"]
    assert cli.main(["extract", bucket, f"{bucket}/none.txt", "--out", str(tmp_path / "out")]) == 1
    assert "memory://bucket/none.txt: no such file" in capsys.readouterr().err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.json", "b_1_.json"]
