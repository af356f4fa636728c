"""The linker's reasons as lines of text."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.rendering.plain import printable


def explain_text(name: str, lines: Iterable[str]) -> str:
    """The lines under the document's name, indented, ending with a line feed."""
    body = [f"  {printable(line)}" for text in lines for line in text.splitlines()]
    return (
        "\n".join([f"# {printable(name)}", *(body or ["  nothing to explain: no number was linked"])]) + "\n"
    )
