"""Effect sizes: numbers that a name before them ("HR", "difference") or words behind them make an effect."""

from __future__ import annotations

import re
from bisect import bisect_left

from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.claims import Claims
from extractor.language.effect_words import is_difference, is_relative_reduction
from extractor.language.endings import Ending
from extractor.language.estimate_names import Name, find_names
from extractor.language.mentions import Estimate, Time
from extractor.language.quantities import Quantity, quantities
from extractor.language.sentences import sentence_offsets
from extractor.language.spans import Found, add_spans, doc_text, mentions

_RATIOS = frozenset({"hazard_ratio", "odds_ratio", "risk_ratio", "rate_ratio", "ratio_of_means", "other"})
_WEAK = frozenset({"difference", "efficacy", "same", "mean_difference", "risk_difference"})
_REACH = 130
_SERIES_REACH = 190
_BESIDE = 4
"""How near a name stands to the number that it alone names ("HR = 0.8")."""

_DIRECT = re.compile(
    r"(?:\b(?:of|was|were|is|are|at|by|be|been|reached|estimated|being|averaged|about|approximately"
    r"|roughly|just|only|than|placebo|controls?|respectively|and|in|from|for|vehicle)|[:=,(\[]|[)\]]|^)"
    r"\s?(?:(?:an?|the|only|just|about|approximately|estimated|roughly|around|therefore|thus|already|still|even"
    r"|up\sto)\s)?$",
    re.IGNORECASE,
)
_BREAK = re.compile(r";|\t|\s(?:but|whereas|while|although|however|when)\s")
_VERSUS_BEFORE = re.compile(r"\b(?:versus|vs\.?|compared\s(?:with|to))\s$")
_ARMS_BEHIND = re.compile(
    r"(?:\s?[(\[][^()\[\]\n]{1,40}[)\]])?[^()\[\];\n]{0,45}?\s(?:versus|vs\.?|v|compared\s(?:with|to)"
    r"|and)\s[-−–]?\d"
)
_AND_BEFORE = Ending(re.compile(r"(?:\band|,|\bor|\bto|/|\bvs\.?|\bversus|\bwas|\bby)\s?$"))
_DOSE = re.compile(r"\d[\d.,]{0,6}[\s-]?(?:mg|µg|mcg|kg)\b")
_NO_DIFFERENCE = Ending(
    re.compile(
        r"\b[Nn]o (?:evidence of )?(?:an? )?(?:statistical(?:ly)? |clinical(?:ly)? )?(?:significant )?$"
    )
)
_PLANNED = re.compile(
    r"\b(?:power|detect|assum\w+|margin|minimal(?:ly)?|clinically\s(?:important|meaningful))\b", re.IGNORECASE
)
_LABEL = Ending(
    re.compile(r"(?:\bphase|part|panel|grade|type|stage|cohort|group|dose|table|figure|arm)s?\s?-?$")
)
_NO_EFFECT = Ending(re.compile(r"(?:n\s?=|\bse|\bsd|\bsem|standard\serror|±|[≥≤<>]|at\sleast|than)s?\s?-?$"))
_LEVEL = re.compile(r"\s?(?:%|percent)?\s?(?:CIs?\b|CrI|confidence|cred)")
_AT_TIME = Ending(
    re.compile(
        r"\b(?:at|for|by|over|after|in|within|to|weeks?|months?|days?|years?)\s(?:the\s)?$", re.IGNORECASE
    )
)
_STATISTIC = re.compile(
    r"\s(?:with|and)\s(?:an?\s)?$|(?:\s?±\s?[\d.·]{1,6})?\s?(?:[,;]|[(\[])\s?(?:(?:SE"
    r"|SD)\s?[\d.·]{1,6}\s?[;,]\s?)?(?:two-sided\s|one-sided\s|nominal\s|adjusted\s|both\s|all\s)?$"
)
_BARE = re.compile(r"(?:[(\[;]|\b(?:by|of|was))\s?[-−–+]?$")
_SECOND_REDUCTION = re.compile(
    r"(?:\s?\([^()]{1,90}\))?,?\s(?:and|or)\s(?:(?:the\s|that\sof\s)?(?:risks?|hazards?|odds"
    r"|chances?|death|rate)\s(?:[\w-]+\s){0,6})?by\s(?:an?\s)?"
    r"|\s(?:with|on|at|for)\s(?:the\s)?[^.;,()%]{2,40}?,?\sand\s(?:by\s)?"
)
_AGAINST_NEXT = re.compile(
    r"\s(?:versus|vs\.?|compared\s(?:with|to))\s(?:the\s)?[^.;,()%]{2,40}?"
    r"(?:\s?[(\[](?:[^()]|\([^()]{1,40}\)){1,90}[)\]])?,?\s(?:and\s)?(?:by\s)?"
)
"""Between reductions each against an arm of its own: "38% | versus placebo (HR 0.62), | 21% versus A"."""
_AGAINST_IT = re.compile(r"\s(?:versus|vs\.?|compared\s(?:with|to))\s")
_ITEM = re.compile(r"(?:[-–—•·▪*→]\s|[^\n:]{1,50}:\s)")
_ARM_BETWEEN = re.compile(
    r"\s(?:for|with|in|on|at|using|versus|vs\.?|compared\swith)\s(?!(?:a|an)\s)[^.;:()\[\]\n=<>%]{2,45}?\s?[(\[,]\s?$"
)
"""What may stand between an effect and its interval: "-1.5 points for the high dose (95% CI, ...)"."""
_LABELLED = Ending(
    re.compile(
        r"[\w)]\s(?:versus|vs\.?|compared\s(?:with|to)|relative\sto|minus)\s(?:the\s)?"
        r"[^.;:,()\[\]\n\d=]{0,24}[A-Za-z][A-Za-z0-9-]{0,15}(?:\s(?:group|arm))?\s?[:,]?\s?$"
    )
)
"""The two sides named right before an effect: "D2 versus placebo: -0.05% (95% CI ...)"."""
_PRONOUN = Ending(
    re.compile(
        r"\b(?:[Ii]t|[Tt]hat|[Tt]his|[Tt]he (?:corresponding )?(?:figure|value|ratio)) "
        r"(?:was|is|stood at|came to) $"
    )
)
_FAR_FROM_ONE = 0.2, 5.0
"""Outside these a number of a sentence that names no ratio is none."""
_GEOMETRIC = re.compile(r"\b(?:GM[TCR]s?|geometric|tit(?:er|re)s?|concentrations?)\b")


class _Finder:
    """One pass over a text, a sentence at a time."""

    def __init__(
        self,
        text: str,
        claims: Claims,
        statistics: tuple[list[int], list[int]],
        found: list[Quantity],
        sentences: list[int],
    ) -> None:
        self.text = text
        self.claims = claims
        self.intervals, self.p_values = statistics
        self.quantities = [quantity for quantity in found if not quantity.worded]
        self.starts = [quantity.start for quantity in self.quantities]
        self.sentences = sentences
        self.names = find_names(text)
        self.found: list[Found] = []
        self.last_measure: tuple[int, str] | None = None
        self.announced: str | None = None

    def run(self) -> list[Found]:
        """All estimates, sorted."""
        bounds = [*self.sentences, len(self.text)]
        for start, end in zip(bounds, bounds[1:], strict=False):
            inside = self.quantities[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
            if not inside:
                self._announce(start, end)
                continue
            inside = [quantity for quantity in inside if self._usable(quantity)]
            names = self._names(start, end) if inside else []
            if "\n" in self.text[max(0, start - 1) : start]:
                self.last_measure = None
            for index, name in enumerate(names):
                following = names[index + 1].start if index + 1 < len(names) else end
                self._behind_name(name, following, inside)
            self._in_front(start, inside)
            self._labelled(start, inside)
            self._pronoun(start, inside)
            self._in_brackets(start, inside)
            if self.announced is not None:
                self._in_item(start, end, inside)
            self._announce(start, end)
        return sorted(self.found, key=lambda mention: mention[:2])

    def _names(self, start: int, end: int) -> list[Name]:
        return self.names[bisect_left(self.names, (start,)) : bisect_left(self.names, (end,))]

    def _announce(self, start: int, end: int) -> None:
        """ "The differences from placebo were:" names the measure of the items below."""
        line = self.text[start:end].strip()
        if line.endswith(":"):
            names = self._names(start, end)
            self.announced = self._resolve(names[-1]) if names else None
        elif line and not _ITEM.match(line):
            self.announced = None

    def _in_item(self, start: int, end: int, inside: list[Quantity]) -> None:
        """ "- 40 mg: -8.1 (95% CI ...)", an item below a line that names the measure."""
        if self.announced is None or not _ITEM.match(self.text[start:end].lstrip()):
            return
        for quantity in inside:
            free = not self.claims.hold(quantity.start, quantity.end) and _fits(self.announced, quantity)
            if free and (self._has_interval(quantity) or self._has_p(quantity)):
                self._add(self.announced, quantity, quantity.signed)
                return

    def _usable(self, quantity: Quantity) -> bool:
        """Whether a number is free and no dose, label, level or end of a range."""
        text = self.text
        if self.claims.hold(quantity.start, quantity.end):
            return False
        if quantity.unit is not None and quantity.unit.kind in ("dose", "people", "events"):
            return False
        right = text[quantity.end : quantity.end + 14]
        left = text[max(0, quantity.signed - 12) : quantity.signed]
        if _LEVEL.match(right) or _NO_EFFECT.search(left.lower()):
            return False
        if quantity.unit is None and quantity.value.is_integer() and _LABEL.search(left.lower()):
            return False
        if quantity.unit is None and right[:1].isalpha():
            return False
        if left[-1:] and left[-1:] in "-–−/:":
            return False
        return not (
            right[:1] in "-–−/:" and right[1:2].isalnum() and quantity.unit is None and right[:1] != ""
        )

    def _next_to(self, places: list[int], quantity: Quantity) -> bool:
        """Whether an interval or p-value follows a number at once, or with its standard error between."""
        stop = quantity.unit.end if quantity.unit is not None else quantity.end
        index = bisect_left(places, quantity.end)
        if index == len(places) or places[index] > stop + 34:
            return False
        between = self.text[stop if places[index] >= stop else quantity.end : places[index]]
        return len(between.strip()) == 0 and "\n" not in between or _STATISTIC.match(between) is not None

    def _has_interval(self, quantity: Quantity) -> bool:
        return self._next_to(self.intervals, quantity)

    def _has_interval_beyond(self, quantity: Quantity) -> bool:
        """Whether an interval stands in the bracket behind the arm that follows a number."""
        index = bisect_left(self.intervals, quantity.stop)
        if index == len(self.intervals) or self.intervals[index] > quantity.stop + 60:
            return False
        return _ARM_BETWEEN.fullmatch(self.text, quantity.stop, self.intervals[index]) is not None

    def _has_any_interval(self, quantity: Quantity) -> bool:
        return self._has_interval(quantity) or self._has_interval_beyond(quantity)

    def _has_p(self, quantity: Quantity) -> bool:
        return self._next_to(self.p_values, quantity)

    def _behind_name(self, name: Name, following: int, inside: list[Quantity]) -> None:
        measure = self._resolve(name)
        if measure is None:
            return
        self.last_measure = (name.end, measure)
        weak = name.measure in _WEAK
        reach = min(max(following, name.end), name.end + _REACH)
        for place, quantity in enumerate(inside):
            if quantity.start < name.end or self.claims.hold(quantity.start, quantity.end):
                continue
            gap = self.text[name.end : quantity.signed]
            if quantity.start >= reach or _BREAK.search(gap):
                return
            kind = quantity.unit.kind if quantity.unit is not None else None
            if kind == "time" and (_AT_TIME.search(gap) or measure in _RATIOS):
                continue
            if not _fits(measure, quantity):
                if measure in _RATIOS and kind == "percent":
                    return
                continue
            strong = self._has_any_interval(quantity) or (
                weak and gap[-1:] == "(" and self._has_p(quantity) and quantity.unit is not None
            )
            if self.text[quantity.end : quantity.end + 1] == "-" and not strong:
                continue
            if not (
                strong or gap.strip() == "" or _DIRECT.search(gap) and len(gap) <= (110 if not weak else 80)
            ):
                continue
            if weak and len(gap) > _BESIDE and self._denied(name) and not gap.endswith("("):
                return
            if weak and not strong:
                if (
                    _VERSUS_BEFORE.search(gap)
                    or re.search(r"\d", gap)
                    or _ARMS_BEHIND.match(self.text, quantity.stop)
                ):
                    return
                if _PLANNED.search(self.text, max(0, name.start - 70), quantity.stop + 40):
                    return
            if measure == "efficacy" and (kind is None or not (len(gap) < 30 or strong)):
                continue
            self._add(measure, quantity, min(name.start, quantity.signed))
            self._series(measure, place, inside)
            return

    def _denied(self, name: Name) -> bool:
        """ "No significant difference was seen with 77% for A and 75% for B": those are the arms' own."""
        return _NO_DIFFERENCE.search(self.text, max(0, name.start - 40), name.start) is not None

    def _resolve(self, name: Name) -> str | None:
        if name.measure == "geometric":
            return (
                "ratio_of_means"
                if _GEOMETRIC.search(self.text, max(0, name.start - 160), name.end + 60)
                else None
            )
        if name.measure != "same":
            return name.measure
        return self.last_measure[1] if self.last_measure is not None else None

    def _series(self, measure: str, place: int, inside: list[Quantity]) -> None:
        """Further values of the same measure in the sentence: "0.77 (...) for A and 0.91 (...) for B"."""
        first = previous = inside[place]
        beyond = self._has_interval_beyond(first)
        interval, p_value = self._has_interval(first), self._has_p(first)
        for quantity in inside[place + 1 :]:
            if self.claims.hold(quantity.start, quantity.end):
                continue
            gap = self.text[previous.stop : quantity.signed]
            if len(gap) > _SERIES_REACH or "\t" in gap:
                return
            if not _fits(measure, quantity):
                continue
            same = _kind(quantity) == _kind(first)
            unitless = beyond and (quantity.unit is None or quantity.unit.name == "points")
            if beyond and (same or unitless) and self._has_any_interval(quantity):
                pass
            elif interval:
                if not (same and self._has_interval(quantity)):
                    continue
            elif p_value and same and self._has_p(quantity):
                pass
            elif (
                not same
                or not _AND_BEFORE.search(gap)
                or len(gap) > 70
                or re.search(r"\d|\bfrom\s|\bplacebo\swas", _no_brackets(_DOSE.sub("", gap)))
            ) or (
                quantity.unit is None
                and quantity.value == int(quantity.value)
                and "." not in self.text[quantity.start : quantity.end]
            ):
                return
            named = self._names(previous.stop, quantity.signed)
            if named and (
                quantity.unit is None and not interval or quantity.signed - named[-1].end <= _BESIDE
            ):
                return
            self._add(measure, quantity, quantity.signed)
            previous = quantity

    def _in_front(self, start: int, inside: list[Quantity]) -> None:
        """Numbers whose effect is named behind them or by the verb of their clause."""
        for place, quantity in enumerate(inside):
            if quantity.unit is None or self.claims.hold(quantity.start, quantity.end):
                continue
            if _kind(quantity) == "percent" and not quantity.borrowed:
                end = is_relative_reduction(self.text, start, quantity)
                if end is not None:
                    self._add("relative_reduction", quantity, quantity.signed, end)
                    self._second_reduction(quantity, inside[place + 1 :])
                    continue
            end = is_difference(self.text, quantity)
            if end is not None and not (_kind(quantity) == "percent" and quantity.borrowed):
                self._before(place, inside)
                self._add("difference", quantity, quantity.signed, end)

    def _second_reduction(self, first: Quantity, rest: list[Quantity]) -> None:
        """ "lowered the risk of A by 38% and the risk of B by 29%", "by 22% with A and 41% with B"."""
        for quantity in rest[:2]:
            gap = self.text[first.stop : quantity.signed]
            if _kind(quantity) == "percent" and _SECOND_REDUCTION.fullmatch(gap):
                self._add("relative_reduction", quantity, quantity.signed)
                return
        for quantity in rest[:12]:
            gap = self.text[first.stop : quantity.signed]
            chained = _kind(quantity) == "percent" and _AGAINST_NEXT.fullmatch(gap)
            if chained and _AGAINST_IT.match(self.text, quantity.stop):
                self._add("relative_reduction", quantity, quantity.signed)
                first = quantity

    def _before(self, place: int, inside: list[Quantity]) -> None:
        """The first value of "3.3 mm Hg (...) and 3.9 mm Hg (...) more than placebo"."""
        if place == 0:
            return
        quantity, following = inside[place - 1], inside[place]
        gap = _no_brackets(self.text[quantity.stop : following.signed])
        if (
            _kind(quantity) == _kind(following)
            and gap.strip() in (",", "and", ", and")
            and not self.claims.hold(quantity.start, quantity.end)
        ):
            self._add("difference", quantity, quantity.signed)

    def _labelled(self, start: int, inside: list[Quantity]) -> None:
        """ "D2 versus placebo: -0.05% (95% CI ...)": the two sides stand right before the value."""
        for quantity in inside:
            if (
                not self.claims.hold(quantity.start, quantity.end)
                and self._has_interval(quantity)
                and not _ARMS_BEHIND.match(self.text, quantity.stop)
                and _LABELLED.search(self.text, max(start, quantity.signed - 60), quantity.signed)
            ):
                ratio = self._last_ratio(start, quantity.start)
                if ratio is not None and _fits(ratio, quantity):
                    self._add(ratio, quantity, quantity.signed)
                elif quantity.unit is not None or quantity.signed < quantity.start:
                    self._add("difference", quantity, quantity.signed)

    def _pronoun(self, start: int, inside: list[Quantity]) -> None:
        """ "The rate ratio was 0.79 for Q8W. For Q4W it was 0.86 (95% CI ...)": the ratio named before."""
        ratio = self.last_measure[1] if self.last_measure is not None else None
        if ratio not in _RATIOS or ratio is None:
            return
        for quantity in inside:
            if (
                not self.claims.hold(quantity.start, quantity.end)
                and _fits(ratio, quantity)
                and self._has_interval(quantity)
                and _PRONOUN.search(self.text, max(start, quantity.signed - 40), quantity.signed)
            ):
                self._add(ratio, quantity, quantity.signed)

    def _in_brackets(self, start: int, inside: list[Quantity]) -> None:
        """ "(−1.2; SE 0.36; −1.9 to −0.5; P=0.002)": value, interval and p-value in one bracket."""
        for quantity in inside:
            if self.claims.hold(quantity.start, quantity.end) or not self._has_interval(quantity):
                continue
            before = self.text[max(start, quantity.signed - 3) : quantity.signed]
            if before[-1:] not in ("(", "[") and before[-2:] != "; ":
                continue
            index = bisect_left(self.intervals, quantity.end)
            bracket = self.text.find(")", self.intervals[index])
            tail = self.text[
                self.intervals[index] : min(bracket if bracket >= 0 else start, self.intervals[index] + 90)
            ]
            if self.text[quantity.stop : quantity.stop + 1] not in (",", ";") or not re.search(
                r"[;,]\s?(?:[\w-]+\s)?[pP]\s?[=<>≤]", tail
            ):
                continue
            ratio = self.last_measure is not None and self.last_measure[1] in _RATIOS
            if ratio and self.last_measure is not None and self.last_measure[0] < start:
                ratio = _FAR_FROM_ONE[0] < quantity.value < _FAR_FROM_ONE[1]
                if not ratio:
                    self._add("difference", quantity, quantity.signed)
                    continue
            if ratio and _kind(quantity) is None and quantity.value > 0 and self.last_measure is not None:
                self._add(
                    self._last_ratio(start, quantity.start) or self.last_measure[1], quantity, quantity.signed
                )
            elif quantity.unit is not None or quantity.signed < quantity.start:
                self._add("difference", quantity, quantity.signed)

    def _last_ratio(self, start: int, end: int) -> str | None:
        ratios = [
            name.measure
            for name in self._names(start, end)
            if name.measure in _RATIOS and name.measure != "other"
        ]
        return ratios[-1] if ratios else None

    def _add(self, measure: str, quantity: Quantity, start: int, end: int | None = None) -> None:
        unit = quantity.unit
        name = None if unit is None else "%" if unit.kind in ("percent", "percentage_points") else unit.name
        if measure == "difference":
            measure = "risk_difference" if name == "%" else "mean_difference"
        elif measure == "efficacy":
            measure = "relative_reduction"
        elif measure == "risk_difference" and name not in ("%", None):
            measure = "mean_difference"
        if measure == "relative_reduction":
            name = "%"
        elif measure in _RATIOS or measure == "standardized_mean_difference":
            name = None
        stop = end or (quantity.stop if name is not None else quantity.end)
        self.found.append(
            (start, stop, Estimate(measure, quantity.value, name, (quantity.signed, quantity.end)))
        )
        self.claims.take(quantity.signed, quantity.end)


def _kind(quantity: Quantity) -> str | None:
    """The unit's name for comparing two numbers, percentages and their points alike."""
    if quantity.unit is None:
        return None
    return "percent" if quantity.unit.kind in ("percent", "percentage_points") else quantity.unit.name


def _no_brackets(text: str) -> str:
    return re.sub(r"[(\[][^()\[\]]{0,120}[)\]]", "", text)


def _fits(measure: str, quantity: Quantity) -> bool:
    """Whether a number can be an effect of the measure."""
    kind = quantity.unit.kind if quantity.unit is not None and not quantity.borrowed else None
    if measure in _RATIOS:
        return kind is None and 0 < quantity.value < 1000 and quantity.signed == quantity.start
    if measure == "standardized_mean_difference":
        return kind is None and abs(quantity.value) < 10
    if measure in ("relative_reduction", "efficacy"):
        return kind in ("percent", None) and quantity.value <= 100
    return True


def find_estimates(
    text: str,
    claims: Claims,
    statistics: tuple[list[int], list[int]],
    found_quantities: list[Quantity],
    sentences: list[int],
) -> list[Found]:
    """All effect sizes outside the claimed stretches, which grow by the numbers found.

    `statistics` are the offsets where intervals and p-values start, sorted; `sentences` where sentences do.
    """
    return _Finder(text, claims, statistics, found_quantities, sentences).run()


@Language.component("trialfacts_estimates")
def estimates(doc: Doc) -> Doc:
    """Adds the spans of kind `estimate`."""
    claims = Claims.of(doc, ("p_value", "interval"))
    for start, end, time in mentions(doc, "time"):
        if isinstance(time, Time) and time.role != "value":
            claims.take(start, end)
    statistics = tuple([start for start, _, _ in mentions(doc, kind)] for kind in ("interval", "p_value"))
    found = find_estimates(
        doc_text(doc), claims, (statistics[0], statistics[1]), quantities(doc), sentence_offsets(doc)
    )
    add_spans(doc, "estimate", found)
    return doc
