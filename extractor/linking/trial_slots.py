"""The plain facts of a trial from the passages that speak of it."""

from __future__ import annotations

import re
from collections import defaultdict

from extractor.linking.drafts import Chars, Slot
from extractor.linking.identity import Identity, root_of
from extractor.linking.lexicon import pattern
from extractor.linking.passages import Passage
from extractor.linking.scope import CARRIED, NAMED

Owned = list[tuple[Passage, int]]

_NOT_FIRST = re.compile(r"re-?random")
_JOINED = re.compile(r"(?: ?\([^()]{1,40}\))?,? (?:and |or )?")


def design_slots(identity: Identity, owned: Owned) -> dict[str, Slot]:
    """Phase, allocation, masking, control, model and allocation ratio."""
    slots: dict[str, Slot] = {}
    for name, slot in (
        ("phase", _phase(identity, owned)),
        ("design.allocation", _allocation(identity, owned)),
        ("design.masking", _masking(identity, owned)),
        ("design.control", _control(identity, owned)),
        ("design.model", _model(identity, owned)),
        ("design.allocation_ratio", _ratio(identity, owned)),
    ):
        if slot is not None:
            slots[name] = slot
    return slots


def _terms(owned: Owned, slot: str) -> list[tuple[int, Passage, int, int, str]]:
    return [(w, p, s, e, t.value) for p, w in owned for s, e, t in p.terms if t.slot == slot]


def name_distance(identity: Identity, passage: Passage, start: int, end: int) -> int | None:
    """How far a term stands from the trial's name in its sentence; None when another trial is nearer."""
    mine = [(s, e) for s, e, n in passage.names if n == identity.name]
    if not mine:
        return 0
    nearest = min(max(start - e, s - end, 0) for s, e in mine)
    others = [
        max(start - e, s - end, 0)
        for s, e, n in passage.names
        if n != identity.name and not _side_by_side(identity, passage, mine, s, e, n)
    ]
    if others and min(others) < nearest:
        return None
    return nearest


def _side_by_side(
    identity: Identity, passage: Passage, mine: list[Chars], start: int, end: int, name: str
) -> bool:
    """Whether another name is a twin's, or is coordinated with the trial's own: "ALPHA and BETA"."""
    if identity.name is not None and identity.main and root_of(name) == root_of(identity.name):
        return identity.main_with(name)
    for s, e in mine:
        left, right = (e, start) if e <= start else (end, s)
        if _JOINED.fullmatch(
            passage.text, left - passage.start, max(right - passage.start, left - passage.start)
        ):
            return True
    return False


def _phase(identity: Identity, owned: Owned) -> Slot | None:
    votes: dict[str, float] = defaultdict(float)
    places: dict[str, list[Chars]] = defaultdict(list)
    terms = _terms(owned, "phase")
    top = max((w for w, *_ in terms), default=0)
    in_title = identity.main and (top < NAMED or identity.name is None)
    for weight, passage, start, end, value in terms:
        named = any(n == identity.name for _, _, n in passage.names)
        if weight < top and not (passage.kind == "title" and in_title):
            continue
        if passage.kind == "title" and not named and not in_title:
            continue
        distance = name_distance(identity, passage, start, end)
        if distance is None:
            continue
        if identity.acronym is None and any(s <= start < e for s, e in identity.mentions):
            distance = 0
        mine = [e for s, e, n in passage.names if n == identity.name]
        votes[value] += (
            (3.0 if passage.kind == "title" else 1.0)
            * (2.0 if distance < 60 else 60.0 / distance)
            * (1.0 if mine or weight < NAMED else 0.8)
        )
        if passage.has("status") and identity.status is None and not mine:
            votes[value] -= 0.7
        places[value].append((start, end))
    if not votes:
        return None
    best = max(votes, key=lambda value: votes[value])
    finer = [value for value in votes if value != best and value[:-1] == best and value[-1] in "abc"]
    if finer:
        best = finer[0]
    if votes[best] <= 0:
        return None
    return Slot(best, places[best][:2], 0.95 if len(votes) == 1 else 0.75)


def _best(
    terms: list[tuple[int, Passage, int, int, str]], order: tuple[str, ...], identity: Identity
) -> Slot | None:
    """The first value of the order among the surest terms."""
    kept = [t for t in terms if name_distance(identity, t[1], t[2], t[3]) is not None]
    if not kept:
        return None
    for value in order:
        fitting = [t for t in kept if t[4] == value]
        if fitting:
            top = max(fitting, key=lambda t: t[0])
            return Slot(value, [(top[2], top[3])], 0.9 if top[0] >= CARRIED or identity.main else 0.7)
    return None


def _allocation(identity: Identity, owned: Owned) -> Slot | None:
    terms = [
        term
        for term in _terms(owned, "allocation")
        if not _NOT_FIRST.search(term[1].text, max(0, term[2] - term[1].start - 4), term[3] - term[1].start)
    ]
    named = [t for t in terms if t[0] >= CARRIED]
    if named:
        return _best(named, ("single-arm", "non-randomized", "randomized"), identity)
    said = _best(terms, ("randomized", "single-arm", "non-randomized"), identity)
    ratio = _ratio(identity, owned)
    if said is None and ratio is not None:
        return Slot("randomized", ratio.evidence, 0.6)
    return said


def _masking(identity: Identity, owned: Owned) -> Slot | None:
    terms = _terms(owned, "masking")
    kept = []
    for term in terms:
        passage, end = term[1], term[3]
        part = term[4] == "open-label" and pattern("open_label_part").match(passage.text, end - passage.start)
        extension = "extension" in passage.text[end - passage.start : end - passage.start + 11]
        if part and (not extension or (identity.main and term[0] < NAMED)):
            continue
        if (
            term[4] == "single-blind"
            and "placebo" in passage.text[end - passage.start : end - passage.start + 10]
        ):
            continue
        kept.append(term)
    order = ("quadruple-blind", "triple-blind", "double-blind")
    strong = _best(kept, order, identity)
    if strong is not None:
        return strong
    rest = [t for t in kept if t[4] not in order]
    if not rest:
        return None
    top = max(t[0] for t in rest)
    first = next(t for t in rest if t[0] == top)
    return _best([first], (first[4],), identity)


_FOR_MASKING = re.compile(
    r"\b(?:blind(?:ed)?|mask(?:ed|ing)?)\b(?: (?:was|were))?(?: \w+)? (?:with|by|using|through) $"
)
"""A sham that only keeps people from knowing which of two medicines they get."""


def _control(identity: Identity, owned: Owned) -> Slot | None:
    terms = [
        term
        for term in _terms(owned, "control")
        if not _FOR_MASKING.search(term[1].text[: term[2] - term[1].start][-40:])
    ]
    found = _best(terms, ("placebo",), identity)
    if found is not None:
        return found
    found = _best(terms, ("standard-of-care", "no-treatment", "dose-comparison", "active"), identity)
    strict = [t for t in terms if t[4] == "active"]
    if found is not None and not (found.value == "standard-of-care" and strict):
        return found
    if strict:
        return _best(strict, ("active",), identity)
    doses = _dose_contrast(owned)
    if doses is not None:
        return doses
    if any(p.has("allocation", "single-arm") for p, w in owned if w >= CARRIED):
        return None
    return _compared(identity, owned)


def _dose_contrast(owned: Owned) -> Slot | None:
    """Amounts of one treatment set against each other: "to receive 400 IU or 1000 IU of ..."."""
    for passage, _ in owned:
        if (passage.has("allocation") or passage.has("ratio")) and not passage.has("control"):
            found = pattern("dose_contrast").search(passage.text)
            if found:
                return Slot(
                    "dose-comparison", [(passage.start + found.start(), passage.start + found.end())], 0.6
                )
    return None


def _compared(identity: Identity, owned: Owned) -> Slot | None:
    """An active control: another drug, or the same one alone, stands behind a word of comparison."""
    randomized = any(p.has("allocation", "randomized") for p, _ in owned)
    for passage, weight in owned:
        if passage.kind in ("table", "caption", "heading"):
            continue
        designed = (
            passage.has("allocation") or passage.has("phase") or (weight >= CARRIED and not identity.main)
        )
        designed = (
            designed
            or (identity.main and not passage.results and passage.says(pattern("comparing")))
            or passage.kind == "title"
            or (weight == NAMED and passage.has("masking"))
        )
        if not designed or not (randomized or weight >= CARRIED):
            continue
        if weight < NAMED and not identity.main:
            continue
        alone = pattern("alone").search(passage.text)
        if alone:
            return Slot("active", [(passage.start + alone.start(), passage.start + alone.end())], 0.6)
        drugs = [item for item in passage.drugs if "placebo" not in item[2].name]
        for number, (start, end, drug) in enumerate(drugs):
            if number == 0:
                continue
            before = passage.text[max(0, start - passage.start - 50) : start - passage.start]
            match = pattern("compared_with").search(before)
            if match and any(other is not drug for _, _, other in drugs[:number]):
                if match.group().startswith("and") and not re.search(r"compar|between", passage.text):
                    continue
                if match.group().strip().startswith("or") and not (passage.has("allocation") or randomized):
                    continue
                return Slot("active", [(start, end)], 0.6)
    return _contrasted(identity, owned) if randomized and identity.main else None


def _contrasted(identity: Identity, owned: Owned) -> Slot | None:
    """An active control: the title, or the sentence on the allocation, sets one treatment against another."""
    for passage, _ in owned:
        if passage.kind == "title":
            found = pattern("title_contrast").search(passage.text)
        elif passage.has("allocation") and not passage.results:
            found = pattern("allocated_contrast").search(passage.text)
        else:
            found = None
        if found and not pattern("inactive").search(passage.text, found.start()):
            return Slot("active", [(passage.start + found.start(), passage.start + found.end())], 0.5)
    return None


def same_design(owned: Owned) -> bool:
    """Whether the text says that the trial has the design of the one before."""
    return any(weight >= CARRIED and passage.says(pattern("same_design")) for passage, weight in owned)


def phase_before(identity: Identity, owned: Owned, passages: list[Passage]) -> Slot | None:
    """A phase said right before the trial is named: "Two phase 3 trials are running. ALPHA ..."."""
    if identity.main or identity.acronym is None or not owned:
        return None
    first = next((p for p, w in owned if w == NAMED), None)
    if first is None:
        return None
    earlier = [p for p in passages if p.block == first.block and p.start < first.start][-2:]
    heading = [p for p in passages if p.kind == "heading" and p.section == first.section and p.section]
    earlier = [*heading[:1], *earlier]
    for passage in reversed(earlier):
        if passage.names:
            return None
        terms = [(s, e, t.value) for s, e, t in passage.terms if t.slot == "phase"]
        if len(terms) == 1 and (
            len(passage.text) < 25
            or passage.kind == "heading"
            or passage.has("status")
            or re.search(r"trials|studies", passage.text)
        ):
            return Slot(terms[0][2], [terms[0][:2]], 0.7)
    return None


def _model(identity: Identity, owned: Owned) -> Slot | None:
    terms = []
    for term in _terms(owned, "model"):
        weight, passage, start, end, value = term
        if value == "extension":
            introduced = (
                passage.kind == "title"
                or (passage.has("status") and not identity.main)
                or re.search(r"\b(?:is|was|being) an?\b[^.;]{0,60}$", passage.text[: start - passage.start])
            )
            if not introduced:
                continue
        terms.append(term)
    return _best(terms, ("crossover", "factorial", "withdrawal", "extension", "parallel"), identity)


def _ratio(identity: Identity, owned: Owned) -> Slot | None:
    terms = [t for t in _terms(owned, "ratio") if not _NOT_FIRST.search(t[1].text)]
    kept = [t for t in terms if name_distance(identity, t[1], t[2], t[3]) is not None]
    if not kept:
        return None
    top = max(kept, key=lambda t: (t[0] if not identity.main else 0, -t[2]))
    return Slot(top[4], [(top[2], top[3])], 0.9)


def enrollment_slot(identity: Identity, owned: Owned) -> Slot | None:
    """The number of participants of the whole trial."""
    own = _own_total(identity, owned)
    if own is not None:
        return own
    best: tuple[float, int, Chars] | None = None
    for passage, weight in owned:
        if passage.kind in ("table", "caption"):
            continue
        names = {n for _, _, n in passage.names}
        if (
            identity.name
            and len(names) > 1
            and not identity.pooled
            and identity.name in names
            and identity.main
        ):
            weight = CARRIED
        for total in passage.totals:
            distance = name_distance(
                identity, passage, passage.start + total.start, passage.start + total.end
            )
            if distance is None:
                continue
            if _of_another(identity, passage):
                continue
            score = total.rank + 1.5 * weight + (0.5 if passage.has("allocation") else 0.0)
            if total.rank < 5 and weight < CARRIED and not identity.main:
                continue
            if passage.results and total.rank < 8:
                score -= 2.0 if total.rank < 4 else 1.0
            if best is None or score > best[0]:
                best = (score, total.n, (passage.start + total.start, passage.start + total.end))
    if best is None or best[0] < 4.5:
        return None
    return Slot(best[1], [best[2]], min(0.95, 0.45 + 0.04 * best[0]))


_SIZE_BEHIND = re.compile(
    r"(?: trial| study| extension| program(?:me)?)?(?: \(nct\d{8}\))?"
    r"(?:(?:,| \(|:)? ?\(?(?:(?:planned|target|total|approximately|about) )?n ?[=≈~] ?(\d[\d,]*)"
    r"| (?:has |had )?(?:had|randomi[sz]ed|enrol(?:l)?ed|included|recruited|with) (\d[\d,]*)"
    r"|(?: \(|; |, )(?:about |approximately |around |roughly |some )?(\d[\d,]*) "
    r"(?:[a-z-]+ ){0,2}(?:patients|participants|people|adults|volunteers|children|women|men|subjects)\b"
    r"|(?:[;,]| \() ?(?:target|planned) enrol(?:l)?ment,? (?:of )?(\d[\d,]*))"
    r"(?! ?(?:%|sites|centers|centres|countries|(?:of|or) ))"
)
_SIZE_BEFORE = re.compile(
    r"(?<![\d,.])(\d[\d,]*) (?:[a-z][a-z-]{1,20} ){0,8}?"
    r"(?:in|from|for|to) (?:(?:the|its|a) )?(?:phase [\w/]{1,4} )?$"
)


def _own_total(identity: Identity, owned: Owned) -> Slot | None:
    """A number that the text ties to the trial's name, where trials stand side by side."""
    if identity.acronym is None or identity.pooled:
        return None
    for passage, weight in owned:
        if weight < NAMED or passage.kind == "heading":
            continue
        several = len({n for _, _, n in passage.names}) > 1
        for start, end, name in passage.names:
            if name != identity.name:
                continue
            text = passage.text
            size = _in_parallel(passage, identity.name)
            if size is not None:
                return size
            match = _SIZE_BEHIND.match(text, end - passage.start)
            if match is None and several:
                match = _SIZE_BEFORE.search(text, max(0, start - passage.start - 120), start - passage.start)
            if match is None:
                continue
            group = match.lastindex or 1
            value = match.group(group).replace(",", "")
            if value.isdigit() and 5 <= int(value) < 10**9:
                place = (passage.start + match.start(group), passage.start + match.end(group))
                return Slot(int(value), [place], 0.95)
    return None


_SIZES = re.compile(
    r"\b(?:enrol(?:l)?(?:ed|ing)|randomi[sz](?:ed|ing)|includ(?:ed|ing)|recruit(?:ed|ing)|with|in|of) "
    r"((?:\d[\d,]*(?:,| and|, and) )+\d[\d,]*) (?:[a-z-]+ ){0,3}?(?:patients|participants|adults|people|women"
    r"|men|children|subjects|infants|adolescents|pts)\b"
)


def _in_parallel(passage: Passage, name: str) -> Slot | None:
    """The number at the name's place: "ALPHA and BETA ... enrolled 608 and 619 adults, respectively"."""
    names = list(dict.fromkeys(n for _, _, n in passage.names if not n.startswith("#")))
    if len(names) < 2 or " and " not in passage.text:
        return None
    match = _SIZES.search(passage.text)
    sizes = list(re.finditer(r"\d[\d,]*\d", match.group(1))) if match else []
    if match is None or len(sizes) != len(names):
        return None
    size = sizes[names.index(name)]
    start = passage.start + match.start(1) + size.start()
    return Slot(int(size.group().replace(",", "")), [(start, start + len(size.group()))], 0.9)


def _of_another(identity: Identity, passage: Passage) -> bool:
    """Whether the number stands behind the name of another trial, or is a total of twins."""
    names = {n for _, _, n in passage.names}
    return bool(
        identity.name and identity.main and not identity.pooled and len(names) > 1 and identity.name in names
    )


def duration_slot(identity: Identity, owned: Owned) -> Slot | None:
    """The length of the treatment period."""
    best: tuple[float, tuple[float, str], Chars] | None = None
    if not identity.main:
        for passage in [p for p, w in owned if w == NAMED] or identity.anchors:
            said = pattern("extension_length").search(passage.text)
            if said and (
                name_distance(identity, passage, passage.start + said.start(), passage.start + said.end())
                is not None
            ):
                place = (passage.start + said.start(), passage.start + said.end(2))
                return Slot((float(said.group(1)), said.group(2)), [place], 0.8)
    for passage, weight in owned:
        if passage.kind in ("table", "caption") or _NOT_FIRST.search(passage.text) and identity.main:
            continue
        if (
            passage.says(pattern("finding"))
            and passage.kind != "title"
            and not passage.has("allocation")
            and weight < NAMED
        ):
            continue
        for duration in passage.durations:
            start, end = passage.start + duration.start, passage.start + duration.end
            if name_distance(identity, passage, start, end) is None:
                continue
            plural = passage.text[duration.end :][:40].split(" and ")[0]
            if (
                identity.main
                and not identity.pooled
                and not identity.twins
                and re.search(r"\btrials\b", plural)
            ):
                continue
            if duration.rank < 7 and (passage.results or passage.kind == "title") and duration.rank < 6:
                continue
            score = duration.rank + weight * (1.0 if not identity.main else 0.4)
            score += 1.5 if passage.has("allocation") else 0.0
            score += 1.5 if passage.says(pattern("primary_endpoint")) else 0.0
            score -= 3.0 if passage.has("status") and identity.status is None and identity.main else 0.0
            if best is None or score > best[0]:
                best = (score, (duration.value, duration.unit), (start, end))
    if best is None or best[0] < 6.5:
        return None
    return Slot(best[1], [best[2]], min(0.9, 0.3 + 0.06 * best[0]))
