"""The calibration as a picture (SVG): the reliability of confidences, and the review curve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extractor.evaluating.calibration import Calibration

_SIDE, _GAP, _LEFT, _TOP = 320, 90, 60, 50
_COLOURS = ("#0b6e99", "#b35900", "#5b5b5b", "#6b3fa0")


def picture(calibrations: Mapping[str, Calibration]) -> str:
    """Two panels with a line for each kind of fact; the dashed line is perfect calibration on the left and
    a review in random order on the right."""
    right = _LEFT + _SIDE + _GAP
    width, height = right + _SIDE + 30, _TOP + _SIDE + 70
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12" role="img">',
        "<title>Calibration of confidences and review curve</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
        *_panel(_LEFT, "Reliability", "confidence", "share that is right"),
        *_panel(right, "Review, the least certain first", "share of facts reviewed", "share of errors found"),
    ]
    for place, (name, calibration) in enumerate(calibrations.items()):
        colour = _COLOURS[place % len(_COLOURS)]
        points = [(row.confidence, row.precision, row.facts) for row in calibration.bins if row.facts]
        most = max((facts for *_, facts in points), default=1)
        lines.append(_line(_LEFT, [point[:2] for point in points], colour))
        lines += [_dot(_LEFT, x, y, 3 + 6 * (facts / most) ** 0.5, colour) for x, y, facts in points]
        lines.append(_line(right, list(calibration.curve), colour))
        lines += [_dot(right, share, errors, 4, colour) for share, errors in calibration.review]
        text = f"{name} (calibration error {calibration.error:.3f})"
        lines.append(_text(_LEFT + 12, _TOP + 18 + 17 * place, text, fill=colour))
    return "\n".join([*lines, "</svg>", ""])


def _panel(left: int, title: str, across: str, up: str) -> Iterator[str]:
    bottom, middle = _TOP + _SIDE, left + _SIDE / 2
    yield _text(middle, _TOP - 18, title, anchor="middle", weight="bold")
    yield f'<rect x="{left}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#999"/>'
    yield (
        f'<line x1="{left}" y1="{bottom}" x2="{left + _SIDE}" y2="{_TOP}" stroke="#999" '
        'stroke-dasharray="4 4"/>'
    )
    for tick in (0, 0.2, 0.4, 0.6, 0.8, 1):
        yield _text(left + _SIDE * tick, bottom + 18, f"{tick:g}", anchor="middle")
        yield _text(left - 8, bottom - _SIDE * tick + 4, f"{tick:g}", anchor="end")
    yield _text(middle, bottom + 40, across, anchor="middle")
    yield (
        f'<text x="{left - 38}" y="{_TOP + _SIDE / 2:g}" text-anchor="middle" '
        f'transform="rotate(-90 {left - 38} {_TOP + _SIDE / 2:g})">{up}</text>'
    )


def _line(left: int, points: list[tuple[float, float]], colour: str) -> str:
    places = " ".join(f"{left + _SIDE * x:.1f},{_TOP + _SIDE * (1 - y):.1f}" for x, y in points)
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="1.5"/>'


def _dot(left: int, x: float, y: float, radius: float, colour: str) -> str:
    return (
        f'<circle cx="{left + _SIDE * x:.1f}" cy="{_TOP + _SIDE * (1 - y):.1f}" r="{radius:.1f}" '
        f'fill="{colour}" fill-opacity="0.6"/>'
    )


def _text(
    x: float, y: float, text: str, anchor: str = "start", weight: str = "normal", fill: str = "black"
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-weight="{weight}" fill="{fill}">{text}</text>'
    )
