"""The closed vocabularies of the record: one Literal a field, as the contract prints them."""

from __future__ import annotations

from typing import Literal

Genre = Literal[
    "press_release", "trade_news", "conference_abstract", "journal_article", "newsletter", "other"
]
Phase = Literal["1", "1a", "1b", "1/2", "2", "2a", "2b", "2/3", "3", "3a", "3b", "4"]
Status = Literal["reported", "ongoing", "planned", "stopped"]

Allocation = Literal["randomized", "non-randomized", "single-arm"]
Masking = Literal["open-label", "single-blind", "double-blind", "triple-blind", "quadruple-blind"]
Control = Literal["placebo", "active", "standard-of-care", "dose-comparison", "no-treatment"]
DesignModel = Literal["parallel", "crossover", "withdrawal", "factorial", "extension"]

InterventionRole = Literal["experimental", "comparator", "background"]
EndpointRole = Literal["primary", "key_secondary", "secondary", "exploratory", "safety"]

TimeUnit = Literal["minute", "hour", "day", "week", "month", "year"]
Statistic = Literal[
    "proportion",
    "mean",
    "median",
    "change_from_baseline",
    "percent_change_from_baseline",
    "rate",
    "count",
    "other",
]
EffectMeasure = Literal[
    "hazard_ratio",
    "odds_ratio",
    "risk_ratio",
    "rate_ratio",
    "relative_reduction",
    "risk_difference",
    "mean_difference",
    "ratio_of_means",
    "standardized_mean_difference",
    "other",
]
Direction = Literal["increase", "decrease"]
Operator = Literal["=", "<", ">", "<=", ">="]
SpreadKind = Literal["sd", "se", "iqr", "range"]
Severity = Literal["error", "warning", "note"]
