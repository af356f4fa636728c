"""Short words for the values of a record, the same in the terminal and on the page."""

from __future__ import annotations

from schemas import (
    ArmResult,
    Comparison,
    ConfidenceInterval,
    Dose,
    Endpoint,
    Grounded,
    Intervention,
    PValue,
    Quantity,
    Spread,
    Trial,
)

UNSURE_BELOW = 0.5
"""Facts with a confidence under this are shown as unsure."""

MEASURES = {
    "hazard_ratio": "HR",
    "odds_ratio": "OR",
    "risk_ratio": "RR",
    "rate_ratio": "rate ratio",
    "relative_reduction": "reduction",
    "risk_difference": "difference",
    "mean_difference": "difference",
    "ratio_of_means": "ratio of means",
    "standardized_mean_difference": "SMD",
    "other": "effect",
}
STATISTICS = {
    "mean": "mean",
    "median": "median",
    "change_from_baseline": "change",
    "percent_change_from_baseline": "change",
}
"""What the number itself does not say; a proportion, a rate or a count speaks for itself."""
SIGNS = {"<=": "≤", ">=": "≥"}
DIRECTIONS = {"increase": "↑", "decrease": "↓"}


def unsure(fact: Grounded) -> bool:
    """Whether the fact's confidence is given and low."""
    return fact.confidence is not None and fact.confidence < UNSURE_BELOW


def with_unit(value: float | None, unit: str | None) -> str:
    """A number and its unit: "64%", "5.7 month"; "NE" for a limit that is not estimable."""
    if value is None:
        return "NE"
    if not unit:
        return f"{value}"
    return f"{value}%" if unit == "%" else f"{value} {unit}"


def time_words(time: Quantity) -> str:
    """A length of time: "4 weeks"."""
    return f"{time.value} {time.unit}{'' if time.value == 1 else 's'}"


def timepoint_words(time: Quantity) -> str:
    """A point in time: "week 4", "month 6"."""
    return f"{time.unit} {time.value}"


def interval_words(interval: ConfidenceInterval) -> str:
    """The limits of a confidence interval, with its level when that is not 95%: "(0.6 to 0.9)"."""
    low, high = ("NE" if limit is None else str(limit) for limit in (interval.low, interval.high))
    level = "" if interval.level in (None, 95) else f"{interval.level}% CI "
    return f"({level}{low} to {high})"


def spread_words(spread: Spread) -> str:
    """A spread: "SD 2.1", "IQR 3 to 8"."""
    limits = spread.value
    if limits is None:
        return f"{spread.kind.upper()} {spread.low} to {spread.high}"
    return f"{'range' if spread.kind == 'range' else spread.kind.upper()} {limits}"


def p_words(p: PValue) -> str:
    """A p-value: "p<0.001"."""
    return f"p{SIGNS.get(p.operator, p.operator)}{p.value}"


def result_words(result: ArmResult) -> str:
    """One number of one arm: "64% (16/25)", "median 9.2 month (7 to 11)", "change -13.8 ↓"."""
    parts = [STATISTICS.get(result.statistic, ""), with_unit(result.value, result.unit)]
    if result.direction:
        parts.append(DIRECTIONS[result.direction])
    if result.events is not None and result.n is not None:
        parts.append(f"({result.events}/{result.n})")
    elif result.n is not None:
        parts.append(f"of {result.n}" if result.statistic == "count" else f"(n={result.n})")
    if result.ci is not None:
        parts.append(interval_words(result.ci))
    if result.spread is not None:
        parts.append(f"({spread_words(result.spread)})")
    return " ".join(part for part in parts if part)


def effect_words(comparison: Comparison) -> str:
    """An effect and its p-value without the arms: "HR 0.72 (0.61 to 0.85), p<0.001"."""
    parts = []
    if comparison.value is not None:
        name = MEASURES.get(comparison.measure or "other", "effect")
        effect = f"{name} {with_unit(comparison.value, comparison.unit)}"
        parts.append(f"{effect} {interval_words(comparison.ci)}" if comparison.ci else effect)
    if comparison.p is not None:
        parts.append(p_words(comparison.p))
    return ", ".join(parts)


def dose_words(dose: Dose) -> str:
    """A dose without its drug: "80 mg once daily, oral"."""
    amount = " ".join(part for part in (f"{dose.amount}", dose.unit, dose.frequency) if part)
    return f"{amount}, {dose.route}" if dose.route else amount


def design_words(trial: Trial) -> list[str]:
    """The design in reading order: ["randomized 2:1", "double-blind", "placebo-controlled", "parallel"]."""
    design = trial.design
    allocation = " ".join(part for part in (design.allocation, design.allocation_ratio) if part)
    control = {
        "placebo": "placebo-controlled",
        "active": "active comparator",
        "standard-of-care": "against standard of care",
        "dose-comparison": "doses compared",
        "no-treatment": "against no treatment",
        None: "",
    }[design.control]
    words = (allocation, design.masking or "", control, design.model or "")
    return [word for word in words if word]


def trial_name(trial: Trial) -> str:
    """What to call a trial: its acronym, else a registry id, else its id here."""
    return trial.acronym or next(iter(trial.registry_ids), None) or trial.id


def drug_notes(drug: Intervention) -> list[str]:
    """What else is said about a drug: ["also ICP-332", "targets TYK2", "InnoCare", "comparator"]."""
    notes = [f"also {', '.join(drug.aliases)}"] if drug.aliases else []
    notes += [f"targets {', '.join(drug.targets)}"] if drug.targets else []
    notes += [drug.developer] if drug.developer else []
    notes += [drug.role] if drug.role != "experimental" else []
    return notes


def endpoint_notes(endpoint: Endpoint) -> list[str]:
    """An endpoint's role and timepoint: ["key secondary", "week 4"]."""
    notes = [endpoint.role.replace("_", " ")] if endpoint.role else []
    notes += [timepoint_words(endpoint.timepoint)] if endpoint.timepoint else []
    return notes


def comparison_arms(trial: Trial, comparison: Comparison) -> str:
    """The arms of a comparison: "80 mg vs placebo"; a comparison within an arm is with baseline."""
    labels = {arm.id: arm.label for arm in trial.arms}
    reference = "baseline" if comparison.reference is None else labels[comparison.reference]
    return f"{labels[comparison.arm]} vs {reference}"
