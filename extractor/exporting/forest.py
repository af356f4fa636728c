"""Forest plots: the reported effects of an endpoint as rows with places on an axis, ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import exp, floor, log, log10

from extractor.exporting.contrasts import Contrast
from extractor.exporting.effects import RATIOS
from extractor.exporting.studies import study_label
from extractor.rendering.wording import effect_words, timepoint_words, unsure
from schemas import DocumentRecord

LEFT, RIGHT, WIDTH = 350, 640, 900
"""Where the axis begins and ends, and how wide the plot is, in units of the drawing."""
ROW, HEAD, FOOT = 36, 14, 40
_NAMES = {
    "hazard_ratio": "hazard ratio",
    "odds_ratio": "odds ratio",
    "risk_ratio": "risk ratio",
    "rate_ratio": "rate ratio",
    "ratio_of_means": "ratio of means",
    "risk_difference": "risk difference",
    "mean_difference": "mean difference",
    "standardized_mean_difference": "standardized mean difference",
    "relative_reduction": "relative reduction",
}
_LOG_TICKS = [base * 10.0**power for power in range(-6, 7) for base in (1, 2, 5)]
_WIDEST = log(16)
"""How far an interval may reach beyond the estimates on a ratio's axis; what is beyond gets an arrow."""
_MOST_STUDY, _MOST_ABOUT = 46, 60


@dataclass(frozen=True, slots=True)
class Row:
    """One effect: words to its left and right, its place, and its interval's places."""

    study: str
    about: str
    effect: str
    full: str
    y: int
    x: float
    low: float | None
    high: float | None
    low_beyond: bool
    high_beyond: bool
    unsure: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """The effects of one endpoint and kind; `none` is the place of no effect."""

    endpoint: str
    measure: str
    axis: str
    rows: list[Row]
    ticks: list[tuple[float, str]]
    none: float
    height: int


@dataclass
class _Group:
    endpoint: str
    measure: str
    unit: str
    items: list[tuple[DocumentRecord, Contrast]] = field(default_factory=list)


def plots(effects: Iterable[tuple[DocumentRecord, Contrast]]) -> list[Plot]:
    """A plot an endpoint, measure and unit, those with the most effects first."""
    groups: dict[tuple[str, str, str], _Group] = {}
    for record, contrast in effects:
        measure = contrast.statistic
        if measure not in _NAMES or contrast.effect is None or contrast.effect.value is None:
            continue
        if measure in RATIOS and contrast.effect.value <= 0:
            continue
        unit = "" if measure in RATIOS else contrast.unit or ""
        name = " ".join(contrast.endpoint.name.split())
        group = groups.setdefault((name.casefold(), measure, unit), _Group(name, measure, unit))
        group.items.append((record, contrast))
    ordered = sorted(groups.values(), key=lambda group: (-len(group.items), group.endpoint.casefold()))
    return [_plot(group) for group in ordered]


def _plot(group: _Group) -> Plot:
    ratio = group.measure in RATIOS
    scale = _Scale(ratio, [contrast for _, contrast in group.items])
    rows = [_row(record, contrast, scale, place) for place, (record, contrast) in enumerate(group.items)]
    name = _NAMES[group.measure]
    axis = f"{name}, logarithmic" if ratio else f"{name} ({group.unit})" if group.unit else name
    return Plot(
        endpoint=group.endpoint,
        measure=name,
        axis=axis,
        rows=rows,
        ticks=[(scale.place(value), f"{value:g}") for value in scale.ticks()],
        none=scale.place(1 if ratio else 0),
        height=HEAD + ROW * len(rows) + FOOT,
    )


def _row(record: DocumentRecord, contrast: Contrast, scale: _Scale, place: int) -> Row:
    item = contrast.effect
    assert item is not None and item.value is not None
    time = timepoint_words(contrast.timepoint) if contrast.timepoint else None
    arms = f"{contrast.arm.label} vs {contrast.reference.label}"
    about = " · ".join(part for part in (time, contrast.subgroup, contrast.analysis, arms) if part)
    study = study_label(record, contrast.trial)
    low, low_beyond = scale.limit(item.ci.low if item.ci else None)
    high, high_beyond = scale.limit(item.ci.high if item.ci else None)
    return Row(
        study=_short(study, _MOST_STUDY),
        about=_short(about, _MOST_ABOUT),
        effect=effect_words(item),
        full=f"{study}: {about}: {effect_words(item)} ({record.document.id})",
        y=HEAD + ROW * place + ROW // 2,
        x=scale.place(item.value),
        low=low,
        high=high,
        low_beyond=low_beyond,
        high_beyond=high_beyond,
        unsure=unsure(item),
    )


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


class _Scale:
    """From printed values to places on the axis; it holds all estimates and the place of no effect."""

    def __init__(self, ratio: bool, contrasts: list[Contrast]) -> None:
        self._ratio = ratio
        items = [contrast.effect for contrast in contrasts if contrast.effect is not None]
        values = [self._inner(item.value) for item in items if item.value is not None] + [0.0]
        limits = [
            self._inner(limit)
            for item in items
            if item.ci
            for limit in (item.ci.low, item.ci.high)
            if limit is not None and (limit > 0 or not ratio)
        ]
        spread = max(values) - min(values)
        reach = _WIDEST if ratio else 2 * spread or 1.0
        low = max(min([*values, *limits]), min(values) - reach)
        high = min(max([*values, *limits]), max(values) + reach)
        margin = (high - low) * 0.05 or 0.5
        self._low, self._high = low - margin, high + margin

    def _inner(self, value: float) -> float:
        return log(value) if self._ratio else float(value)

    def place(self, value: float) -> float:
        """Where a value stands, in units of the drawing."""
        share = (self._inner(value) - self._low) / (self._high - self._low)
        return round(LEFT + share * (RIGHT - LEFT), 1)

    def limit(self, value: float | None) -> tuple[float | None, bool]:
        """Where an interval's limit stands, and whether it is beyond the axis."""
        if value is None:
            return None, False
        if self._ratio and value <= 0:
            return float(LEFT), True
        x = self.place(value)
        inside = min(max(x, LEFT), RIGHT)
        return float(inside), inside != x

    def ticks(self) -> list[float]:
        """Round values on the axis, at most about seven."""
        if self._ratio:
            fitting = [tick for tick in _LOG_TICKS if exp(self._low) <= tick <= exp(self._high)]
            if len(fitting) >= 3:
                return fitting[:: -(-len(fitting) // 7)]
            low, high = exp(self._low), exp(self._high)
            return _round_steps(low, high)
        return _round_steps(self._low, self._high)


def _round_steps(low: float, high: float) -> list[float]:
    rough = (high - low) / 5
    power = 10.0 ** floor(log10(rough))
    step = next(base * power for base in (1, 2, 5, 10) if base * power >= rough)
    first, last = -floor(-low / step), floor(high / step)
    return [round(number * step, 10) for number in range(first, last + 1)]
