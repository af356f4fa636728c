"""Effect sizes and p-values as printed, before they are tied to arms."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from extractor.language.endings import Ending
from extractor.language.mentions import Estimate, Interval, PValue
from extractor.language.spans import doc_text, mentions
from extractor.linking.context import Context
from extractor.linking.drafts import Chars

_FOR_ALL = re.compile(r"\b(?:both|each|all|either|every)\b", re.I)
_NAME_NEXT = re.compile(
    r"(?:[)\]]?,? (?:with|for) an? |[\s,;]{0,3})"
    r"(?:(?:[a-z-]+ ){0,3}(?:ratio|risk|difference|hazard)s? ?[(\[]?)?",
    re.I,
)
_CORRELATED = Ending(re.compile(r"(?:\b(?:r|rs|rho|R2|r2)|[ρ²]) ?= ?[-−–]?[\d.·]{1,6}[,;]? ?$"))
"""A coefficient of correlation right before its p-value."""
_SETTING = re.compile(r"\b(?:boundary|significance|threshold|alpha|α|considered)\b[^.;]{0,40}$", re.I)


@dataclass(slots=True)
class Effect:
    """An estimate and/or p-value as printed, before it is tied to anything."""

    start: int
    end: int
    estimate: Estimate | None
    interval: Interval | None
    p: PValue | None
    p_chars: Chars | None = None
    told_at: Chars | None = None
    """The p-value whose outcome the effect shares, where the effect stands apart from it."""

    @property
    def place(self) -> Chars:
        """Where the words about the outcome stand that the effect is of."""
        return self.told_at or (self.start, self.end)


def find_effects(context: Context, start: int, end: int) -> list[Effect]:
    """Estimates with their intervals and p-values, and p-values that stand alone, in one sentence."""
    doc = context.doc
    text = doc_text(doc)

    def inside(kind: str) -> list[tuple[Chars, object]]:
        found = mentions(doc, kind)
        first = bisect_left(found, start, key=lambda mention: mention[0])
        inside_of = takewhile(lambda mention: mention[0] < end, found[first:])
        return [((a, b), value) for a, b, value in inside_of]

    effects = [
        Effect(chars[0], chars[1], value, None, None)
        for chars, value in inside("estimate")
        if isinstance(value, Estimate)
    ]
    value_starts = [value.start for value in context.values if start <= value.start < end]
    for chars, interval in inside("interval"):
        before = [e for e in effects if e.end <= chars[0] + 1 and e.interval is None]
        if before and isinstance(interval, Interval):
            owner = before[-1]
            later = any(owner.end < other < chars[0] for other in value_starts)
            if (
                chars[0] - owner.end < 60
                and not later
                and not any(owner.end < e.start < chars[0] for e in effects)
            ):
                owner.interval = interval
                owner.end = max(owner.end, chars[1])
    p_values = [
        (c, v)
        for c, v in inside("p_value")
        if isinstance(v, PValue) and v.kind not in ("interaction", "threshold")
    ]
    p_values = [(c, v) for c, v in p_values if not _SETTING.search(text[max(start, c[0] - 70) : c[0]])]
    p_values = [(c, v) for c, v in p_values if not _CORRELATED.search(text, max(start, c[0] - 30), c[0])]
    alone: list[Effect] = []
    for chars, p in p_values:
        holder = next((e for e in reversed(effects) if e.end <= chars[0] + 1), None)
        if holder is not None:
            gap = text[holder.end : chars[0]]
            free = holder.p is None and holder.estimate is not None
            between = any(holder.end < other < chars[0] for other in value_starts)
            others = any(holder.end <= c[0] < chars[0] for c, _ in p_values)
            close = len(gap) < 45 or _JUDGED.fullmatch(gap) is not None
            if free and close and not between and not others and not re.search(r"\. ", gap):
                holder.p, holder.p_chars = p, chars
                continue
        following = next((e for e in effects if e.start >= chars[1]), None)
        if (
            following is not None
            and following.p is None
            and _NAME_NEXT.fullmatch(text, chars[1], following.start)
        ):
            following.p, following.p_chars = p, chars
            continue
        alone.append(Effect(chars[0], chars[1], None, None, p, chars))
    for effect in effects:
        if effect.estimate and effect.estimate.measure == "relative_reduction" and effect.p is not None:
            ratio = next(
                (
                    e
                    for e in effects
                    if e.estimate
                    and e.estimate.measure.endswith("_ratio")
                    and e.p is None
                    and 0 < effect.start - e.end < 60
                ),
                None,
            )
            if ratio is not None:
                ratio.p, ratio.p_chars, effect.p, effect.p_chars = effect.p, effect.p_chars, None, None
    _share_p(text, effects, alone)
    _join_in_turn(text, effects, alone)
    _join_margin(text, effects, alone)
    return sorted([*effects, *alone], key=lambda effect: effect.place)


_JUDGED = re.compile(
    r" (?:(?:from|over|versus|vs\.?) (?:the )?[\w-]+ )?(?:that|which) (?:was|were|did) [^.;()\[\]\d]{0,40}"
    r"significan(?:t|ce) ?[(\[](?:nominal )?"
)
"""Between an estimate and its p-value: "5.1% | from placebo that was not statistically significant (|"."""
_MARGIN = re.compile(r"\bmargin\b|\bnon-?\s?inferior", re.I)


def _join_margin(text: str, effects: Sequence[Effect], alone: list[Effect]) -> None:
    """P-values of noninferiority judge the estimates before them: "-0.2 (CI) and -0.9 (CI), and the margin
    was met by both (P=.01 and P=.02)"; as many p-values as estimates, or the first of one estimate."""
    for place, first in enumerate(alone):
        bare = [e for e in effects if e.p is None and e.estimate is not None and e.end <= first.start]
        if not bare or any(e.p is not None and e.end <= first.start for e in effects):
            continue
        gap = text[bare[-1].end : first.start]
        judged = first.p is not None and first.p.kind == "noninferiority" or _MARGIN.search(gap)
        if not judged or len(gap) > _FAR or "; " in gap:
            continue
        row = [first]
        for other in alone[place + 1 :]:
            if _IN_TURN.fullmatch(text, row[-1].end, other.start):
                row.append(other)
        measures = {e.estimate.measure for e in bare if e.estimate is not None}
        if len(measures) == 1 and (len(row) == len(bare) or len(bare) == 1):
            for effect, told in zip(bare, row, strict=False):
                effect.p, effect.p_chars = told.p, told.p_chars
                alone.remove(told)
        return


_FAR = 120
_IN_TURN = re.compile(r"[\s,;)\]]*(?:and\s)?")
_RESPECTIVELY = re.compile(r"[\s,)\]]{0,3}respectively\b")


def _join_in_turn(text: str, effects: Sequence[Effect], alone: list[Effect]) -> None:
    """ "improved A (P=.01) and B (P=.02), with effect sizes of 0.4 and 0.3, respectively": one fact each."""
    if len(effects) < 2 or len(alone) != len(effects):
        return
    bare = all(effect.p is None and effect.estimate is not None for effect in effects)
    one = len({effect.estimate.measure for effect in effects if effect.estimate is not None}) == 1
    pairs = zip(effects, effects[1:], strict=False)
    listed = all(_IN_TURN.fullmatch(text, first.end, second.start) for first, second in pairs)
    if not (bare and one and listed and alone[-1].end < effects[0].start):
        return
    if not _RESPECTIVELY.match(text, effects[-1].end):
        return
    for effect, told in zip(effects, alone, strict=True):
        effect.p, effect.p_chars, effect.told_at = told.p, told.p_chars, (told.start, told.end)
    alone.clear()


def _share_p(text: str, effects: Sequence[Effect], alone: list[Effect]) -> None:
    """A p-value "for both doses" behind a list of estimates belongs to each of them."""
    for index, effect in enumerate(effects):
        holder = effect if effect.p is not None else None
        if holder is None:
            holder = next((e for e in alone if 0 <= e.start - effect.end < 30), None)
        if holder is None or holder.p_chars is None or index == 0:
            continue
        around = text[max(holder.p_chars[0] - 12, 0) : holder.p_chars[1] + 25]
        if not _FOR_ALL.search(around):
            continue
        if holder is not effect:
            alone.remove(holder)
            effect.p, effect.p_chars = holder.p, holder.p_chars
        chain = effect
        for other in reversed(effects[:index]):
            same = other.estimate and effect.estimate and other.estimate.measure == effect.estimate.measure
            if not same or other.p is not None or chain.start - other.end > 40:
                break
            other.p, other.p_chars = effect.p, effect.p_chars
            chain = other
