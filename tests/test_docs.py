"""The pages say what the program has: every option, no lexicon that is not there, every link."""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from pathlib import Path

import pytest

from extractor.cli import build_parser
from extractor.exporting import metafor
from schemas import DocumentRecord

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((ROOT / "docs").glob("*.md"))
ROOMS_WITHOUT_LEXICONS = ("storing",)
"""Their data folders hold no words (the steps of the store's schema)."""


def _options() -> dict[str, set[str]]:
    """The long options of each command."""
    [commands] = [
        action for action in build_parser()._actions if isinstance(action, argparse._SubParsersAction)
    ]
    return {
        name: {
            word
            for action in parser._actions
            for word in action.option_strings
            if word.startswith("--") and word != "--help"
        }
        for name, parser in commands.choices.items()
    }


def test_the_command_line_page_has_every_option() -> None:
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    sections = re.split(r"(?m)^## trialfacts (\w+)$", page)
    said = {
        name: set(re.findall(r"(?m)^\| `(--[\w-]+)", section))
        for name, section in zip(sections[1::2], sections[2::2], strict=True)
    }
    assert said == _options(), "docs/command-line.md and the commands' --help differ"


def _lexicons() -> dict[str, set[str]]:
    """The data files of each part of the program."""
    found = {
        folder.parent.name: {path.name for path in folder.iterdir() if path.is_file()}
        for folder in (ROOT / "extractor").glob("*/data")
    }
    return {room: names for room, names in found.items() if room not in ROOMS_WITHOUT_LEXICONS}


def test_the_lexicons_page_names_every_data_file() -> None:
    page = (ROOT / "docs" / "lexicons.md").read_text(encoding="utf-8")
    parts = re.split(r"(?m)^`extractor/(\w+)/data/`$", page)
    said = {
        room: set(re.findall(r"(?m)^\| `([\w.-]+)` \|", part))
        for room, part in zip(parts[1::2], parts[2::2], strict=True)
    }
    assert said == _lexicons(), "docs/lexicons.md and the data folders differ: add or take out a line"


def test_the_lexicons_page_shows_lines_that_are_there() -> None:
    """Each table has an example, and that begins a line of the file."""
    page = (ROOT / "docs" / "lexicons.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"(?m)^\| `([\w.-]+\.csv)` \| .+ \| `(.+)` \|$", page))
    tables = {path.name: path for path in (ROOT / "extractor").glob("*/data/*.csv")}
    assert shown.keys() == tables.keys()
    for name, line in shown.items():
        lines = tables[name].read_text(encoding="utf-8").splitlines()
        assert any(other.startswith(line) for other in lines), f"{name}: {line}"


def test_every_lexicon_says_what_it_is() -> None:
    for room, names in _lexicons().items():
        for name in names:
            text = (ROOT / "extractor" / room / "data" / name).read_text(encoding="utf-8")
            assert text.startswith("# ") or '"about"' in text[:40], f"{name}: no header"


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=lambda page: page.name)
def test_links_and_pictures_are_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        assert "://" in target or (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_program_in_r_names_columns_of_the_export() -> None:
    page = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    [program] = re.findall(r"(?ms)^```r\n(.*?)^```", page)
    columns = set(metafor.COLUMNS)
    said = set(re.findall(r"\b([\w.]+) = (?=[a-z][\w.]*\b(?!\())([\w.]+)", program))
    used = {value for name, value in said if name not in ("data", "transf")}
    assert len(used) > 8 and used <= columns
    assert set(re.findall(r"\b(\w+) == ", program)) <= columns


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_data_in_the_pages_is_valid(page: Path) -> None:
    for kind, block in re.findall(r"(?ms)^```(json|toml)\n(.*?)^```", page.read_text(encoding="utf-8")):
        data = json.loads(block) if kind == "json" else tomllib.loads(block)
        if "schema_version" in data:
            DocumentRecord.model_validate(data)
