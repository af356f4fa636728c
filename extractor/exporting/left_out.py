"""What a format could not carry, counted: nothing is dropped without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator


class LeftOut:
    """Counts of what was left out, by the reason in words."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, what: str, count: int = 1) -> None:
        """Note that so many things were left out; `what` says what and why: "medians (no standard error)"."""
        if count:
            self._counts[what] += count

    def lines(self) -> Iterator[str]:
        """ "12 medians (no standard error)", the most frequent first."""
        for what, count in sorted(self._counts.items(), key=lambda item: (-item[1], item[0])):
            yield f"{count} {what}"

    def __bool__(self) -> bool:
        return bool(self._counts)
