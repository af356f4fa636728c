"""Ruling lines of a PDF page: thin lines and the edges of boxes, without the pictures' curves."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractor.reading.pdf_words import Box, Word

_THIN = 2.5
_SHORTEST = 5.0
_MOST_RULES = 3000
_MOST_OBJECTS = 100_000
_MOST_SEGMENTS = 400
_DEEPEST = 3

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Rules:
    """Horizontal and vertical lines of a page, as boxes without height or width, from the top left corner.

    `dots` are small round or square marks, as browsers draw them before the items of a list.
    """

    horizontal: list[Box] = field(default_factory=list)
    vertical: list[Box] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)


def page_rules(page: pdfium.PdfPage) -> Rules:
    """The lines that a page draws; none where it draws so many that they are a picture."""
    left, bottom, right, top = page.get_cropbox()
    rules = Rules()
    for x0, y0, x1, y1 in _boxes(page.raw, _IDENTITY, 0):
        box = (x0 - left, top - y1, x1 - left, top - y0)
        width, height = box[2] - box[0], box[3] - box[1]
        if width > 0.93 * (right - left) and height > 0.5 * (top - bottom):
            continue
        if 1.5 < height < 6 and abs(width - height) < 0.5:
            rules.dots.append(box)
        elif height <= _THIN:
            if width > _SHORTEST:
                middle = (box[1] + box[3]) / 2
                rules.horizontal.append((box[0], middle, box[2], middle))
        elif width <= _THIN:
            if height > _SHORTEST:
                middle = (box[0] + box[2]) / 2
                rules.vertical.append((middle, box[1], middle, box[3]))
        elif width > _SHORTEST and height > _SHORTEST:
            rules.horizontal += [(box[0], y, box[2], y) for y in (box[1], box[3])]
            rules.vertical += [(x, box[1], x, box[3]) for x in (box[0], box[2])]
        if len(rules.horizontal) + len(rules.vertical) + len(rules.dots) > _MOST_RULES:
            return Rules()
    return rules


def bullets(words: Sequence[Word], rules: Rules) -> list[Word]:
    """The marks of list items that are drawn and not written, as words."""
    found = []
    for x0, top, x1, bottom in rules.dots:
        middle = (top + bottom) / 2
        line = [word for word in words if word.top < middle < word.bottom and abs(word.x0 - x1) < 40]
        behind = min((word for word in line if word.x0 >= x1), key=lambda word: word.x0, default=None)
        near = behind is not None and behind.x0 - x1 < 1.5 * behind.size
        if behind is not None and near and not any(word.x0 < x0 for word in line):
            found.append(Word("•", x0, behind.top, x1, behind.bottom))
    return found


def _boxes(container: ctypes.c_void_p, matrix: Matrix, depth: int) -> Iterator[Box]:
    """Boxes (in PDF coordinates) of the straight paths of a page or of a form on it."""
    form = depth > 0
    count = (raw.FPDFFormObj_CountObjects if form else raw.FPDFPage_CountObjects)(container)
    get = raw.FPDFFormObj_GetObject if form else raw.FPDFPage_GetObject
    kind_of = raw.FPDFPageObj_GetType
    for index in range(min(count, _MOST_OBJECTS)):
        item = get(container, index)
        kind = kind_of(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield from _path(item, matrix)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            yield from _boxes(item, _times(_matrix(item), matrix), depth + 1)


def _path(item: ctypes.c_void_p, outer: Matrix) -> Iterator[Box]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
    if not (fill.value or stroke.value):
        return
    count = raw.FPDFPath_CountSegments(item)
    if not 2 <= count <= _MOST_SEGMENTS:
        return
    matrix = _times(_matrix(item), outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    curved = False
    points: list[tuple[float, float]] = []
    runs: list[list[tuple[float, float]]] = []
    for number in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, number)
        kind = raw.FPDFPathSegment_GetType(segment)
        curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = _moved(matrix, x.value, y.value)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            points = [point]
            runs.append(points)
        else:
            points.append(point)
    for run in runs:
        xs, ys = [x for x, _ in run], [y for _, y in run]
        box = (min(xs), min(ys), max(xs), max(ys))
        if curved:
            if len(runs) == 1 and box[2] - box[0] < 6:
                yield box
            continue
        # A rectangle or one straight line; anything else is drawn, not ruled.
        if all(abs(x - box[0]) < 0.1 or abs(x - box[2]) < 0.1 for x in xs) and all(
            abs(y - box[1]) < 0.1 or abs(y - box[3]) < 0.1 for y in ys
        ):
            slanted = len(run) == 2 and box[2] - box[0] > _THIN and box[3] - box[1] > _THIN
            if not slanted:
                yield box


def _matrix(item: ctypes.c_void_p) -> Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, ctypes.byref(found)):
        return _IDENTITY
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    x, y = _moved(outer, e, f)
    return (
        a * outer[0] + b * outer[2], a * outer[1] + b * outer[3],
        c * outer[0] + d * outer[2], c * outer[1] + d * outer[3], x, y,
    )  # fmt: skip


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    return (matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5])
