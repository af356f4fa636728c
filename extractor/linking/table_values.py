"""From a cell's numbers and the kinds that its headings name to values: an arm's, or an effect's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from extractor.language.mentions import Interval, PValue, Spread
from extractor.linking.table_cells import CellText, Token, as_p
from extractor.linking.table_words import EFFECTS

_LIMITED: dict[str, Literal["iqr", "range"]] = {"iqr": "iqr", "range": "range"}
_SINGLE: dict[str, Literal["sd", "se"]] = {"sd": "sd", "se": "se"}


@dataclass(slots=True)
class ArmValue:
    """An arm's number as printed.

    `kind` is percent, count, mean, median, rate, or `plain` where nothing says.
    """

    value: float
    kind: str
    percent: bool = False
    events: int | None = None
    n: int | None = None
    interval: Interval | None = None
    spread: Spread | None = None


@dataclass(slots=True)
class EffectValue:
    """An effect size and/or p-value as printed; `measure` is None for a p-value alone."""

    measure: str | None
    value: float | None
    percent: bool
    interval: Interval | None
    p: PValue | None
    within: bool = False


def read_effect(cell: CellText, forms: tuple[str, ...], level: float) -> EffectValue | None:
    """The effect in a cell under the headings' kinds, or None where the two do not fit."""
    own = [kind for kind in cell.forms if kind in EFFECTS]
    named = own or [kind for kind in forms if kind in EFFECTS]
    if "interaction" in forms or len(set(named)) > 1 or "other_effect" in named:
        return None
    tokens = list(cell.tokens)
    p: PValue | None = None
    for token in tokens:
        if token.kind == "p":
            p = as_p(token)
            if p is None:
                return None
            tokens.remove(token)
            break
    if not named:
        if p is None and len(tokens) == 1 and ("p" in forms or "within" in forms):
            p, tokens = as_p(tokens[0]) if tokens[0].decimal or tokens[0].first == 1 else None, []
        return (
            EffectValue(None, None, False, None, p, "within" in forms)
            if p is not None and not tokens
            else None
        )
    if not tokens or tokens[0].kind != "number" or tokens[0].first is None:
        return None
    main, tokens = tokens[0], tokens[1:]
    interval = None
    if tokens and tokens[0].kind == "range":
        if not any(kind in ("iqr", "range") for kind in (*forms, *cell.forms)):
            interval = _interval(tokens[0], level, forms, cell)
        tokens = tokens[1:]
    if p is None and tokens and "p" in forms and (tokens[0].inside or tokens[0].start > main.end):
        p = as_p(tokens[0])
        tokens = tokens[1:] if p is not None else tokens
    if (
        tokens
        and tokens[0].kind in ("number", "spread")
        and ("sd" in forms or "se" in forms or tokens[0].kind == "spread")
    ):
        tokens = tokens[1:]
    if tokens:
        return None
    return EffectValue(EFFECTS[named[0]], main.first, main.percent, interval, p)


def _interval(token: Token, level: float, forms: tuple[str, ...], cell: CellText) -> Interval | None:
    if token.first is not None and token.second is not None and token.first > token.second:
        return None
    return Interval(token.first, token.second, level)


def share_forms(cell: CellText, forms: tuple[str, ...], size: int | None) -> tuple[str, ...]:
    """The kinds of a cell's numbers; "19 (40.4)" of 47 people is a count and its share under any heading."""
    outer, inner = cell.outer, cell.inner
    if not size or len(outer) != 1 or len(inner) != 1 or {outer[0].kind, inner[0].kind} != {"number"}:
        return forms
    count, share = outer[0], inner[0]
    if count.first is None or share.first is None or count.decimal or not share.decimal:
        return forms
    exact = 0 < count.first <= size and abs(100 * count.first / size - share.first) < _ROUNDED
    return ("count", "percent") if exact else forms


_ROUNDED = 0.0501


def read_value(cell: CellText, forms: tuple[str, ...], level: float, size: int | None) -> ArmValue | None:
    """The arm's number in a cell; `size` is the arm's n, against which a bare "16 (64.0)" is held."""
    kinds = [
        kind
        for kind in (*forms, *cell.forms)
        if kind not in EFFECTS and kind not in ("p", "within", "interaction")
    ]
    outer, inner = cell.outer, cell.inner
    if any(token.kind == "p" for token in cell.tokens):
        return None
    if not outer and len(inner) == 1 and inner[0].kind == "number":
        outer, inner = inner, []
    if not outer:
        return None
    main = outer[0]
    if main.kind == "fraction" and len(outer) == 1:
        return _from_fraction(main, inner)
    if main.kind != "number" or main.first is None:
        return None
    percent = main.percent or (bool(kinds) and kinds[0] == "percent")
    kind = next((kind for kind in kinds if kind in ("mean", "median", "percent", "count", "rate")), "plain")
    if kind == "count" and "mean" in kinds and any(token.kind == "spread" for token in outer[1:]):
        kind = "mean"
    if kind == "count" and main.decimal and not main.percent:
        kind = "rate"
    value = ArmValue(main.first, "percent" if main.percent else kind, percent and kind not in ("count",))
    beside = outer[1:] + inner
    if not beside:
        if kinds[:2] == ["count", "percent"] and not main.percent:
            return None if main.first != 0 else ArmValue(0.0, "count")
        if kinds and kinds[0] in ("sd", "se", "iqr", "range", "ci"):
            return None
        if main.percent or kind == "percent":
            value.kind, value.percent = ("percent" if kind in ("count", "plain", "fraction") else kind), True
        return value
    if len(outer) > 1 and outer[1].kind != "spread" or len(beside) > 2:
        return None
    for token in beside:
        if not _attach(value, main, token, kinds, level, size):
            return None
    return value


def _from_fraction(main: Token, inner: list[Token]) -> ArmValue | None:
    if main.first is None or main.second is None or main.first > main.second:
        return None
    events, n = int(main.first), int(main.second)
    if not inner:
        return ArmValue(float(events), "count", False, None, n)
    if len(inner) == 1 and inner[0].kind == "number" and inner[0].first is not None:
        return ArmValue(inner[0].first, "percent", True, events, n)
    return None


def _attach(
    value: ArmValue, main: Token, token: Token, kinds: list[str], level: float, size: int | None
) -> bool:
    """Put one more number of the cell where the headings say that it belongs; false where it fits nowhere."""
    if token.kind == "range":
        limited = next((kind for kind in kinds if kind in ("ci", "iqr", "range")), None)
        if token.first is not None and token.second is not None and token.first > token.second:
            return False
        if limited in _LIMITED:
            value.spread = Spread(_LIMITED[limited], None, token.first, token.second)
        elif limited == "ci" or value.kind == "percent" or value.percent:
            value.interval = Interval(token.first, token.second, level)
        return True
    if token.kind == "spread":
        single = next((kind for kind in kinds if kind in _SINGLE), "sd")
        value.spread = Spread(_SINGLE[single], token.first)
        if value.kind == "plain":
            value.kind = "mean"
        return True
    if token.kind == "fraction":
        if token.first is None or token.second is None or token.first > token.second:
            return False
        value.events, value.n, value.kind, value.percent = (
            int(token.first),
            int(token.second),
            "percent",
            True,
        )
        return True
    if token.kind != "number" or token.first is None:
        return False
    single = next((kind for kind in kinds if kind in _SINGLE), "")
    if value.spread is not None or value.interval is not None:
        counted = "count" in kinds and kinds.index("count") > 0 and token.first.is_integer()
        value.n = int(token.first) if counted and value.n is None else value.n
        return counted
    if single and (main.percent or not token.percent):
        value.spread = Spread(_SINGLE[single], token.first)
        if value.kind == "plain":
            value.kind = "mean"
        return True
    if main.percent and token.percent:
        value.kind = "mean" if value.kind != "median" else "median"
        return True
    if value.kind in ("mean", "median") and not main.percent and not token.percent:
        return True
    return _count_and_share(value, main, token, kinds, size)


def _count_and_share(value: ArmValue, main: Token, token: Token, kinds: list[str], size: int | None) -> bool:
    """ "16 (64.0)" or "64.0 (16)": which number is the count, and which the percentage."""
    first, second = cast(float, main.first), cast(float, token.first)
    if first < 0 or second < 0:
        return False
    count_first = kinds[:1] in (["count"], ["fraction"]) and "percent" in kinds or token.percent
    share_first = kinds[:2] == ["percent", "count"] or main.percent and not token.percent
    if not count_first and not share_first:
        fits = size is not None and size > 0 and first.is_integer() and abs(100 * first / size - second) < 1.5
        count_first = (fits and first <= (size or 0)) or (kinds[:1] == ["percent"] and fits)
    if count_first and first.is_integer() and 0 <= second <= 100:
        value.value, value.events, value.kind, value.percent = second, int(first), "percent", True
        return True
    if share_first and second.is_integer() and 0 <= first <= 100:
        value.events, value.kind, value.percent = int(second), "percent", True
        return True
    return False
