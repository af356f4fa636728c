"""What a check is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extractor.checking.view import TrialView
from schemas import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One inconsistency: the JSON pointer of the fact it is about, and a sentence for a curator."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: its code and severity, and the function that finds violations in a trial.

    The docstring of `find` says what is compared and names its source; `docs/checks.md` has a section
    per code.
    """

    code: str
    severity: Severity
    find: Callable[[TrialView], Iterator[Finding]]
