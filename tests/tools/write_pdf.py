"""Writes small PDFs by hand: text in Helvetica and straight lines."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache

PlacedText = tuple[float, float, float, str]
"""x and y from the bottom left in points, size of the type, text."""
PlacedLine = tuple[float, float, float, float]
"""Both ends, from the bottom left in points."""
WIDTH, HEIGHT = 612.0, 792.0
"""Size of every page in points."""


def pdf_bytes(
    pages: Sequence[Sequence[PlacedText]],
    encrypt: bool = False,
    loop: bool = False,
    lines: Sequence[Sequence[PlacedLine]] = (),
) -> bytes:
    """A PDF of some pages; `lines` are drawn on the page of the same number.

    `loop` makes the page tree refer to itself, `encrypt` asks for a password that nobody knows.
    """
    objects: list[bytes] = []
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    if loop:
        kids += " 2 0 R"
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages) + loop} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for number, page in enumerate(pages):
        content = "".join(
            f"0.5 w {x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S\n"
            for x0, y0, x1, y1 in (lines[number] if number < len(lines) else ())
        )
        content += "BT\n"
        for x, y, size, text in page:
            escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            content += f"/F1 {size} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm ({escaped}) Tj\n"
        stream = (content + "ET").encode("cp1252")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH:.0f} {HEIGHT:.0f}]"
            f" /Contents {5 + 2 * number} 0 R /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    trailer = ""
    if encrypt:
        key = "<" + "41" * 32 + ">"
        objects.append(f"<< /Filter /Standard /V 1 /R 2 /P -4 /O {key} /U {key} >>".encode())
        trailer = f" /Encrypt {len(objects)} 0 R /ID [<00> <00>]"
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for offset in offsets:
        out.write(b"%010d 00000 n \n" % offset)
    out.write(
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R{trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return out.getvalue()


@cache
def _widths() -> dict[str, float]:
    from pdfminer.fontmetrics import FONT_METRICS

    return dict(FONT_METRICS["Helvetica"][1])


def text_width(text: str, size: float) -> float:
    """How wide a text is in points."""
    widths = _widths()
    return sum(widths.get(char, 556.0) for char in text) * size / 1000


def justified(words: Sequence[str], x: float, width: float, size: float) -> list[list[tuple[float, str]]]:
    """A paragraph as lines of words with their x; every line but the last fills the width."""
    rows: list[list[str]] = [[]]
    used = 0.0
    blank = text_width(" ", size)
    for word in words:
        needed = text_width(word, size)
        if rows[-1] and used + blank + needed > width:
            rows.append([])
            used = 0.0
        used += needed + (blank if rows[-1] else 0.0)
        rows[-1].append(word)
    lines = []
    for number, row in enumerate(rows):
        natural = sum(text_width(word, size) for word in row)
        gap = (width - natural) / max(len(row) - 1, 1) if number < len(rows) - 1 else blank
        place = x
        line = []
        for word in row:
            line.append((place, word))
            place += text_width(word, size) + gap
        lines.append(line)
    return lines
