"""Where the tests find documents."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The annotated articles that ship with the repository."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def shared() -> Path:
    """A folder `shared` beside the repository with documents that may not ship; skips where there is none."""
    folder = ROOT.parent / "shared"
    if not (folder / "corpus").is_dir():
        pytest.skip("no folder `shared` with further annotated documents beside the repository")
    return folder
