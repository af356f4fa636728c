"""Typed values of the mentions that the pipeline's components find.

A component adds mentions to a kind (`add_spans`); `mentions(doc, "p_value")` gives them with the exact
character offsets and the parsed value. The last component writes them as spans to the group named after the
kind (`doc.spans["p_value"]`), the value in `span._.value`, the exact offsets in `span._.chars` (tokens may be
wider than a mention when a page glues things together). Components never edit another's mentions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Operator = Literal["=", "<", ">", "<=", ">="]


@dataclass(frozen=True, slots=True)
class Time:
    """A timepoint or duration: unit is minute, hour, day, week, month or year.

    `role` is `at` ("at week 4", "by 12 months", "Week 8", "4-week", "2-year"), `for` ("for 26 weeks",
    "over a 4-week treatment period", "52-week trial"), `value` (a measured time: "median 9.7 months"),
    or `other` (ages, follow-up, "within 30 days", dosing intervals).
    """

    value: float
    unit: str
    role: str = "other"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with what it counts: the raw material of results.

    `value` has the printed sign; `unit` as printed ("%", "month", "kg", "mmol/L", "points", "per year",
    "percentage points") or None. Time units are singular. A count of people ("five patients",
    "16 patients") has unit "patients". `worded` is true for a number word.
    `core` are the offsets of the number itself without its unit.
    """

    value: float
    unit: str | None
    core: tuple[int, int]
    worded: bool = False


@dataclass(frozen=True, slots=True)
class Fraction:
    """Events of n: "16/25", "16 of 25", "143 of 146 patients", with or without a percentage beside it."""

    events: int
    n: int


@dataclass(frozen=True, slots=True)
class GroupSize:
    """ "n = 245", "(N=187)": a number of participants said of what stands before it."""

    n: int


@dataclass(frozen=True, slots=True)
class PValue:
    """ "P<.001", "one-sided p = 0.0036", "p≤0.01", "P for interaction = .2"; "NS" has no value."""

    operator: Operator
    value: float
    kind: Literal["plain", "interaction", "noninferiority", "superiority", "nominal", "threshold"] = "plain"


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval; a limit printed NE, NR or not reached is None.

    `level` is None where only two limits stand in brackets behind an estimate ("0.92 [0.85 to 0.99]").
    """

    low: float | None
    high: float | None
    level: float | None = 95.0


@dataclass(frozen=True, slots=True)
class Spread:
    """ "± 2.1", "(SD 15.2)", "SE 0.12", "(IQR, 3-11)", "range 2-9"."""

    kind: Literal["sd", "se", "iqr", "range"]
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect size named by its measure: "HR 0.62", "odds ratio of 1.07", "difference 0.57 kg",
    "reduced the risk of death by 28%", "placebo-adjusted change of -3.1%".

    `measure` is from the vocabulary of comparisons. `core` are the offsets of its number, so that the
    number is not taken for an arm's value.
    """

    measure: str
    value: float
    unit: str | None
    core: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Dose:
    """One amount of a drug as printed: unit `mg`, `mg/kg`, `µg`, `mg/m2`, `IU`, `AUC`, `%` (topical)...

    `frequency` in words ("once daily", "every 2 weeks", "twice daily") and `route` ("oral",
    "subcutaneous", ...) where the same phrase or its sentence says so.
    """

    amount: float
    unit: str
    frequency: str | None = None
    route: str | None = None


@dataclass(frozen=True, slots=True)
class DrugName:
    """A drug as printed; `kind` says how it was recognised: stem, lexicon, code, brand, context, placebo."""

    surface: str
    kind: str


@dataclass(frozen=True, slots=True)
class Combination:
    """A short form for several drugs; `drugs` are the offsets of their names where it is defined."""

    short: str
    drugs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class EndpointName:
    """A phrase that names an outcome.

    `name`: the core in the document's words, normalised in white space only. `kind`: `time_to_event`,
    `responder` (share of people), `change`, `score` (a mean of a scale or a laboratory value), `rate`
    (per time), `safety`, `other`. `strength`: `lexicon` (a known instrument or outcome), `pattern`
    (a frame such as "the proportion of patients with ..."), `generic` (a noun phrase in a result
    sentence). `reference` is true for "this endpoint", "the primary endpoint", "the same measure":
    a phrase that points to another mention; `role` is then the role it names, if any.
    """

    name: str
    kind: str
    strength: str
    reference: bool = False
    role: str | None = None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class DesignTerm:
    """A word of design: slot `allocation`, `masking`, `control`, `model`, `phase`, `ratio`, `status`..."""

    slot: str
    value: str
