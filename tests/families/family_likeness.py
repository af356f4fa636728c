"""Which arm and which endpoint of a record stands for which of a case."""

from __future__ import annotations

import re

from family_cases import GoldTrial
from rapidfuzz import fuzz

from extractor.evaluating.normalise import alike, words
from schemas import Arm, ArmResult, Comparison, Trial

ArmMap = dict[str, str]
"""The case's label for the id of an arm of the record."""
EndpointMap = dict[tuple[str, str | None], set[tuple[str, str | None]]]
"""The case's endpoints with their subgroups for an endpoint's id and a subgroup of the record."""

_DOSE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|mg|µg|μg|mcg|g|ug|iu|mL)(?:/kg|/m2)?(?![a-z])", re.IGNORECASE)
_AMOUNT = re.compile(r"\d+(?:\.\d+)?")
_PLAIN_WORDS = frozenset(
    """
    the a an of in on at with for by to and or from plus alone group groups arm arms treated patients
    participants dose doses mg kg g iu once twice daily weekly every week weeks month months percent rate
    rates score change changes baseline mean median total least squares reduction increase number proportion
    """.split()  # noqa: SIM905
)


def arm_map(gold: GoldTrial, found: Trial, also: dict[str, list[str]]) -> ArmMap:
    """The gold label that each found arm stands for."""
    mapped = {}
    for arm in found.arms:
        rated = [
            (max(_arm_likeness(form, arm, found, gold.arms) for form in [label, *also.get(label, [])]), label)
            for label in gold.arms
        ]
        best = max(rated, default=(0.0, ""))
        if best[0] >= 60:
            mapped[arm.id] = best[1]
    return mapped


def _arm_likeness(label: str, arm: Arm, trial: Trial, labels: list[str]) -> float:
    """0 to 100: words (drugs, schedule, kind of control) 60, doses 40; 0 when the doses contradict."""
    drugs = {drug.id: drug for drug in trial.interventions}
    names = " ".join(
        " ".join((drugs[key].name, *drugs[key].aliases)) for key in arm.interventions if key in drugs
    )
    schedule = " ".join(dose.frequency or "" for dose in arm.doses)
    wanted, given = _label_words(label), _label_words(f"{arm.label} {names}")
    amounts = {float(dose.amount) for dose in arm.doses} | _amounts(arm.label)
    doses = _amounts(label)
    if doses and amounts and not doses <= amounts:
        return 0.0
    if doses and not amounts and sum(bool(_label_words(other) & wanted) for other in labels) > 1:
        return 0.0
    if not doses and any(_amounts(other) & amounts and _label_words(other) & given for other in labels):
        return 0.0
    if not wanted or not given:
        return alike(label, arm.label)
    # Words of the arm's drugs that its label leaves out (a brand name, a backbone) weigh nothing against it.
    own = _label_words(arm.label)
    shared = sum(any(word == other or fuzz.ratio(word, other) >= 90 for other in given) for word in wanted)
    extra = sum(all(fuzz.ratio(word, other) < 90 for other in wanted) for word in own)
    worded = shared / len(wanted) * (1 - 0.5 * extra / max(len(own), 1))
    times = set(_AMOUNT.findall(_DOSE.sub(" ", label)))
    timely = not times or times <= set(_AMOUNT.findall(_DOSE.sub(" ", f"{arm.label} {schedule}")))
    schedules = all(
        word in f"{arm.label} {schedule}".lower() for word in ("twice", "once") if word in label.lower()
    )
    dosed = len(doses & amounts) / len(doses | amounts) if doses and amounts else 0.8
    return (60 * worded + 40 * dosed) * (1.0 if timely and schedules else 0.5)


def _label_words(text: str) -> set[str]:
    plain = words(_DOSE.sub(" ", text)).split()
    return {word for word in plain if word.isalpha() and len(word) > 1 and word not in _PLAIN_WORDS}


def _amounts(text: str) -> set[float]:
    return {float(number) for number in _DOSE.findall(text)}


def endpoint_map(gold: GoldTrial, found: Trial) -> EndpointMap:
    """The gold endpoints (with subgroup) that each found one may stand for."""
    names = {endpoint.id: endpoint.name for endpoint in found.endpoints}
    items: list[ArmResult | Comparison] = [*found.arm_results, *found.comparisons]
    mapped: EndpointMap = {}
    for key in {(item.endpoint, item.subgroup) for item in items}:
        name, subgroup = names[key[0]], key[1]
        rated = [
            (max(endpoint_likeness(form, other[1], name, subgroup) for form in other[0].split(" = ")), other)
            for other in gold.endpoints
        ]
        best = max((rating for rating, _ in rated), default=0.0)
        mapped[key] = {other for rating, other in rated if rating >= 60 and rating >= best - 3}
    return mapped


def endpoint_likeness(endpoint: str, subgroup: str | None, name: str, found_subgroup: str | None) -> float:
    """0 to 100; 0 for other numbers or a negation in the name, too few shared words, or another subgroup."""
    if subgroup is None and found_subgroup is not None:
        return 0.0
    if subgroup is not None:
        said = f"{name} {found_subgroup or ''}"
        if fuzz.token_set_ratio(_core(subgroup), _core(said)) < 70:
            return 0.0
        if not found_subgroup:
            name = name.split("(")[0]
    wanted, given = _core(endpoint), _core(name)
    if _numbers(endpoint) != _numbers(name) or _negated(endpoint) != _negated(name):
        return 0.0
    shared = max(float(fuzz.token_set_ratio(wanted, given)), _abbreviated(endpoint, name))
    likeness = max(alike(endpoint, name), alike(wanted, given))
    if shared < 75 or likeness < 75:
        return 0.0
    return 0.6 * shared + 0.4 * likeness


def _numbers(text: str) -> set[str]:
    """Thresholds and grades, which make another endpoint; what stands in brackets is left out."""
    return set(_AMOUNT.findall(words(re.sub(r"\([^()]*\)", " ", text))))


def _negated(text: str) -> bool:
    """Whether the name counts those without the event; survival "free" of something does not."""
    said = set(words(text).split())
    return "no" in said or ("free" in said and "survival" not in said)


def _abbreviated(first: str, second: str) -> float:
    """100 when one is the initials of the other ("OS", "overall survival")."""
    for short, long in ((first, second), (second, first)):
        initials = "".join(word[0] for word in re.findall(r"[a-z0-9]+", long.lower()))
        plain = re.sub(r"[^a-z0-9]", "", short.lower())
        if 2 <= len(plain) <= 6 and plain == initials:
            return 100.0
    return 0.0


def _core(text: str) -> str:
    """The endpoint's words without those that most endpoints share."""
    plain = words(text).split()
    core = [word for word in plain if word not in _PLAIN_WORDS]
    return " ".join(core or plain)
