"""Which listed value belongs to which listed group: the alignment of one sentence.

Runs of values (`21.7% and 23.8%`) and runs of group mentions (`the 50 mg and 25 mg arms`) alternate in a
sentence. Each run of values is bound to the run of groups on its left or on its right, whichever gives the
sentence as a whole the best score; within a bound pair, values and arms are matched in order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.groups import GroupMention
from extractor.linking.lexicon import lower_lists
from extractor.linking.runs import Run, only_words
from extractor.linking.values import ValueUnit

_PUNCTUATION = " ,)]"


def _connects(gap: str) -> bool:
    return lower_lists("phrases.toml")["connector"].match(gap.lower().lstrip(_PUNCTUATION)) is not None


def _reports(gap: str) -> bool:
    if any(mark in gap for mark in ":=(–"):
        return True
    return lower_lists("phrases.toml")["reporting"].search(gap.lower()) is not None


@dataclass(slots=True)
class Link:
    """A value tied to its arms. `score` grows with the strength of the ties; `why` says what decided."""

    value: ValueUnit
    arms: tuple[ArmDraft, ...]
    score: float
    why: str
    run: Run
    groups: tuple[GroupMention, ...] = ()


def _flat(groups: Sequence[GroupMention]) -> list[ArmDraft]:
    arms: list[ArmDraft] = []
    for group in groups:
        for arm in group.arms:
            if arm not in arms:
                arms.append(arm)
    return arms


def _gap(text: str, start: int, end: int, run: Run) -> str:
    """The text between a run and a group, without the names of endpoints."""
    for left, right in run.names:
        if start <= left and right <= end:
            return text[start:left] + _gap(text, right, end, run)
    return text[start:end]


def _listed_bonus(text: str, run: Run, arms: int) -> float:
    if arms != len(run.values):
        return -0.5 if arms < len(run.values) else 0.0
    if arms == 1:
        return 1.0
    return 3.0 if "respectively" in text[run.end : run.end + 160] else 1.6


def _left_score(text: str, run: Run) -> float:
    if not run.left:
        return -9.0
    gap = _gap(text, run.left[-1].end, run.start, run)
    score = 1.0 - len(gap) / 70
    if len(gap) <= 3:
        score += 1.2
    if _reports(gap):
        score += 0.8
    if _connects(gap) and not _reports(gap):
        score -= 2.2
    if ";" in gap and gap.count("(") <= gap.count(")"):
        score -= 2.0
    return score + _listed_bonus(text, run, len(_flat(run.left)))


def _right_score(text: str, run: Run) -> float:
    if not run.right:
        return -9.0
    gap = re.sub(r"^\s*\([^()]*\)", "", _gap(text, run.end, run.right[0].start, run))
    score = 1.0 - len(gap) / 60
    if only_words("filler", gap) and not _connects(gap):
        score += 2.0 if re.search(r"\w", gap) else 0.4
        if ")" not in gap and re.search(r"\w", gap) and text[run.start - 2 : run.start].strip() == "(":
            score += 0.6
    closed = text[run.right[0].end : run.right[0].end + 1]
    if gap.strip() == "(" and closed == ")" or not gap.strip() and closed in _BRACKET_ENDS:
        score += 2.4
    if _connects(gap):
        score -= 2.2
    if ";" in gap or re.search(r"\b(?:was|were|had)\b", gap):
        score -= 1.6
    return score + _listed_bonus(text, run, len(_flat(run.right)))


_BRACKET_ENDS = (",", ";", ")", "]")


def align(
    text: str,
    runs: list[Run],
    arms: ArmSet,
    order: Sequence[ArmDraft],
    series: Sequence[int] = (),
    said: Sequence[ArmDraft] = (),
) -> list[Link]:
    """Tie the values of a sentence's runs to arms; values that belong to none are left out.

    `order` is the order in which the arms were listed last: it serves lists that name no arm
    ("(15.7%, 23.9% and 6.0%)"). `series` are the numbers of timepoints and of endpoints that the
    sentence lists: a run of as many values beside one arm is that arm's alone. `said` are the experimental
    arms in the order of dose that the sentence says its lists have ("from the top dose down").
    """
    if not runs:
        return []
    table: list[dict[str, tuple[float, str | None]]] = []
    for index, run in enumerate(runs):
        scores = {"left": _left_score(text, run), "right": _right_score(text, run), "none": 0.0}
        row: dict[str, tuple[float, str | None]] = {}
        for state, own in scores.items():
            if index == 0:
                row[state] = (own, None)
                continue
            best: tuple[float, str | None] = (-99.0, None)
            for previous, (total, _) in table[-1].items():
                clash = previous == "right" and state == "left" and bool(run.left)
                if clash and len(_flat(run.left)) >= len(runs[index - 1].values) + len(run.values) > 1:
                    clash = len(run.left) < 2
                value = total + own - (2.5 if clash else 0.0)
                if value > best[0]:
                    best = (value, previous)
            row[state] = best
        table.append(row)
    states: list[str] = []
    final = table[-1]
    chosen: str | None = max(final, key=lambda key: final[key][0])
    for row in reversed(table):
        if chosen is None:
            break
        states.append(chosen)
        chosen = row[chosen][1]
    states.reverse()
    links: list[Link] = []
    told = _told_order(text, runs)
    latest: list[ArmDraft] = told if len(told) > 1 else list(order)
    unbound: list[Run] = []
    for index, (run, choice) in enumerate(zip(runs, states, strict=True)):
        shared = index > 0 and states[index - 1] == "right" and choice == "left"
        skip = len(runs[index - 1].values) if shared else 0
        new = _in_said_order(run, arms, said) or _bind(text, run, choice, arms, latest, skip, series, told)
        links += new
        if not new:
            unbound.append(run)
        named = [link.arms[0] for link in new if len(link.arms) == 1]
        if len(named) == len(run.values) and len(named) > 1:
            latest = named
        elif named:
            told_so_far = _flat([group for link in links for group in link.groups if len(group.arms) == 1])
            latest = told_so_far if len(told_so_far) > 1 else latest
    for run in unbound:
        links += _as_others(text, run, links, told, arms)
    links += [
        Link(second, link.arms, link.score, "beside", link.run, link.groups)
        for link in links
        for first, second in link.run.beside
        if first is link.value
    ]
    return sorted(links, key=lambda link: link.value.start)


_FRONTED = re.compile(r"(?:\w+ )?(?:compared|relative|comparison|contrast|as opposed)\b[^,]{0,20}$", re.I)


def _told_order(text: str, runs: Sequence[Run]) -> list[ArmDraft]:
    """The arms that a sentence names one by one, in the order in which their values are told in brackets:
    "compared with placebo, the drug ..." tells the drug's first."""
    groups = {group.start: group for run in runs for group in [*run.left, *run.right, *run.inside]}
    ordered = [groups[start] for start in sorted(groups)]
    arms = _flat([group for group in ordered if len(group.arms) == 1])
    fronted = len(arms) == 2 and _FRONTED.search(text, max(0, ordered[0].start - 34), ordered[0].start)
    if fronted and not any("respectively" in text[run.end : run.end + 40] for run in runs):
        arms.reverse()
    return arms


def _in_said_order(run: Run, arms: ArmSet, said: Sequence[ArmDraft]) -> list[Link]:
    """ "From the highest dose down, and then placebo, 53%, 30%, 7% and 2%": the arms by dose, as it is said.

    Arms that the sentence names one by one keep their own order.
    """
    count = len(run.values)
    groups = [*run.left, *run.right]
    if not said or count < 2 or any(len(group.arms) == 1 and group.arms[0] in said for group in groups):
        return []
    named = next((g.arms for g in groups if len(g.arms) == count and set(g.arms) <= set(said)), ())
    listed = [arm for arm in said if arm in named]
    if not listed:
        listed = next((row for row in ([*said], [*said, *arms.control]) if len(row) == count), [])
    return [
        Link(value, (arm,), 2.5, "order said", run)
        for value, arm in zip(run.values, listed, strict=bool(listed))
    ]


_OTHER_ARM = re.compile(r"\b(?:vs\.?|versus|than|against|compared (?:with|to))(?!\w)[^.;]*$", re.I)
_OTHER_AFTER = re.compile(r"(?: ?[a-z%/]{1,9})? (?:with|in|on|for|among|of)\b", re.I)


_RIGHT_AGAINST = re.compile(
    r"\b(?:vs\.?|versus|than|against|as opposed to|compared (?:with|to))(?: (?:just|only|about|by|a))? $",
    re.I,
)


def _partner(arm: ArmDraft, arms: ArmSet) -> ArmDraft | None:
    """The other arm of a trial of two."""
    others = [other for other in (*arms.experimental, *arms.control) if other is not arm]
    return others[0] if len(others) == 1 else None


def _as_others(
    text: str, run: Run, links: Sequence[Link], told: Sequence[ArmDraft], arms: ArmSet
) -> list[Link]:
    """Arms for values beside no group: those of a list of the same length, or the sentence's only arm."""
    count = len(run.values)
    if count == 1:
        opposite = run.against.arms[0] if run.against is not None and len(run.against.arms) == 1 else None
        if (
            opposite is None
            and len(told) == 1
            and _RIGHT_AGAINST.search(text, max(0, run.start - 24), run.start)
        ):
            opposite = told[0]
        partner = _partner(opposite, arms) if opposite is not None else None
        if partner is not None:
            return [Link(run.values[0], (partner,), 1.3, "the other arm", run)]
        if run.against is not None:
            return []
        other = _OTHER_ARM.search(text, max(0, run.start - 40), run.start) or _OTHER_AFTER.match(
            text, run.end
        )
        return (
            [Link(run.values[0], (told[0],), 0.7, "only arm named", run)]
            if len(told) == 1 and not other
            else []
        )
    lists: dict[int, list[Link]] = {}
    for link in links:
        if len(link.arms) == 1 and "list" in link.why:
            lists.setdefault(id(link.run), []).append(link)
    fits = [row for row in lists.values() if len(row) == count]
    if not fits:
        return []
    near = min(fits, key=lambda row: abs(row[0].value.start - run.start))
    return [
        Link(value, other.arms, 0.9, "as the list beside it", run, other.groups)
        for value, other in zip(run.values, near, strict=True)
    ]


def _bind(
    text: str,
    run: Run,
    choice: str,
    arms: ArmSet,
    latest: Sequence[ArmDraft],
    skip: int,
    series: Sequence[int],
    told: Sequence[ArmDraft],
) -> list[Link]:
    values = run.values
    count = len(values)
    groups = run.left if choice == "left" else run.right if choice == "right" else []
    score = _left_score(text, run) if choice == "left" else _right_score(text, run)
    if run.inside:
        return [Link(values[0], run.inside[0].arms, 3.0, "inside", run, (run.inside[0],))]
    if choice == "none" or not groups:
        return _implied(text, run, arms, latest, series)
    if 0 < skip < len(groups):
        groups = groups[skip:]
    listed = _flat(groups)
    opposed = count == 2 and _AGAINST.search(text, values[0].end, values[1].start) is not None
    pooled = groups[-1] if choice == "left" else groups[0]
    if opposed and len(groups) == 1 and pooled.spread in ("pooled", "all") and len(pooled.arms) > 1:
        return _opposed_to_rest(values, pooled, arms, score, run, choice)
    if count == 1:
        near = groups[-1] if choice == "left" else groups[0]
        two = groups[-2:] if choice == "left" else groups[:2]
        if len(two) == 2 and _both_named(text, two):
            both = (*two[0].arms, *two[1].arms)
            return [Link(values[0], both, score, f"{choice} both", run, tuple(two))]
        return [Link(values[0], _spread(near, arms), score, choice, run, (near,))]
    if len(listed) == count:
        return [
            Link(value, (arm,), score, f"{choice} list", run, tuple(groups))
            for value, arm in zip(values, listed, strict=True)
        ]
    if len(listed) > count:
        near_arms = listed[-count:] if choice == "left" else listed[:count]
        return [
            Link(value, (arm,), score - 0.8, f"{choice} part of list", run, tuple(groups))
            for value, arm in zip(values, near_arms, strict=True)
        ]
    if len(listed) == 2 and count == 4:
        return [
            Link(value, (listed[i % 2],), score - 0.3, f"{choice} series", run, tuple(groups))
            for i, value in enumerate(values)
        ]
    near = groups[-1] if choice == "left" else groups[0]
    if len(listed) == 1 and count == 2 and len(told) == 2 and listed[0] in told and _told_as_list(text, run):
        return [
            Link(value, (one,), max(score - 0.2, 0.9), f"{choice} pair", run, tuple(groups))
            for value, one in zip(values, told, strict=True)
        ]
    beside = text[near.end : run.start].rstrip(" ([") if choice == "left" else ""
    if opposed and len(listed) == 1 and beside.count(")") > beside.count("(") and len(beside) > 20:
        implied = _implied(text, run, arms, latest, series)
        if implied:
            return implied
    if not opposed and any(many % count == 0 for many in series if many >= count) and len(near.arms) == 1:
        return [Link(value, near.arms, score, f"{choice} series over time", run, (near,)) for value in values]
    if len(listed) == 1 and listed[0] in arms.control and choice == "right":
        active = [arm for arm in latest if arm in arms.experimental]
        if len(active) != len(arms.experimental):
            active = arms.experimental
        if len(active) == count - 1 and count > 2:
            return [
                Link(value, (arm,), score - 0.7, "right rest of list", run, tuple(groups))
                for value, arm in zip(values, [*active, listed[0]], strict=True)
            ]
    if len(listed) == 1 and count == 2:
        arm = listed[0]
        if choice == "left":
            partner = arms.reference_of(arm) or next((a for a in latest if a is not arm), None)
            pair = [arm, partner]
        else:
            if arm in arms.experimental:
                implied = _implied(text, run, arms, latest, series)
                if implied:
                    return implied
            mates = [a for a in arms.experimental if a is not arm]
            partner = mates[0] if len(mates) == 1 else None
            pair = [partner, arm]
        if partner is not None:
            return [
                Link(value, (one,), score - 0.7, f"{choice} pair", run, tuple(groups))
                for value, one in zip(values, pair, strict=True)
                if one is not None
            ]
        last = values[-1] if choice == "right" else values[0]
        return [Link(last, (arm,), score - 1.0, f"{choice} of pair", run, tuple(groups))]
    if len(groups) == 1 and groups[0].spread != "one":
        return []
    near = groups[-1] if choice == "left" else groups[0]
    value = values[0] if choice == "left" else values[-1]
    return [Link(value, _spread(near, arms), score - 1.2, f"{choice} nearest", run, (near,))]


_BOTH = re.compile(r"\bboth (?:the )?$", re.I)
_AND_THE = re.compile(r"(?: groups?| arms?| doses?)?,? and (?:the )?")


def _both_named(text: str, pair: Sequence[GroupMention]) -> bool:
    """ "72% of patients in both the 80 mg and the 120 mg groups": one value of each."""
    first, second = pair
    single = first.spread == second.spread == "one" and first.arms != second.arms
    if not single or _AND_THE.fullmatch(text, first.end, second.start) is None:
        return False
    return _BOTH.search(text, max(first.start - 12, 0), first.start) is not None


def _opposed_to_rest(
    values: Sequence[ValueUnit],
    group: GroupMention,
    arms: ArmSet,
    score: float,
    run: Run,
    choice: str,
) -> list[Link]:
    """ "the drug lost 20.2% versus 13.7%": its doses together have the first value, the control the other."""
    own = _spread(group, arms)
    rest = [arm for arm in arms.control if arm not in group.arms]
    first, second = (own, tuple(rest)) if choice == "left" else (tuple(rest), own)
    pairs = [(values[0], first), (values[1], second)]
    return [
        Link(value, side, score - 0.5, f"{choice} doses together", run, (group,))
        for value, side in pairs
        if len(side) == 1
    ]


def _spread(group: GroupMention, arms: ArmSet) -> tuple[ArmDraft, ...]:
    if group.spread in ("pooled", "all") and len(group.arms) > 1:
        return (arms.together(list(group.arms)),)
    return group.arms


def _implied(
    text: str, run: Run, arms: ArmSet, latest: Sequence[ArmDraft], series: Sequence[int]
) -> list[Link]:
    """Lists whose arms are not named: by the order named last, or by the trial's own order."""
    count = len(run.values)
    main = [*arms.experimental, *arms.control]
    if count == 1:
        whole = main[0] if len(main) == 1 else arms.together(main) if arms.cohorts else None
        return [] if whole is None else [Link(run.values[0], (whole,), 0.3, "only arm", run)]
    if len(main) == 1 and any(many % count == 0 for many in series if many >= count):
        return [Link(value, (main[0],), 0.3, "only arm over time", run) for value in run.values]
    chosen = list(latest) if len(latest) == count else main if len(main) == count else []
    if not chosen or not (latest or _told_as_list(text, run)):
        return []
    pair = count == 2 and len(arms.experimental) == len(arms.control) == 1
    opposed = pair and _AGAINST.search(text, run.values[0].end, run.values[1].start) is not None
    told = "respectively" in text[run.end : run.end + 40] or _corresponding(text, run)
    score = 1.3 if opposed or told else 0.4
    return [
        Link(value, (arm,), score, "listed order", run) for value, arm in zip(run.values, chosen, strict=True)
    ]


_AGAINST = re.compile(r"\b(?:vs\.?|versus|v|against|as opposed to|compared (?:with|to)|than)(?!\w)", re.I)
_THERE = re.compile(r"\b(?:there were|numbered|totall?ed) $", re.I)
_ENDS_CLAUSE = re.compile(r"(?: of (?:patients|participants|subjects|women|men|children|eyes))?(?:[.;]| ?\()")
_SAYS = re.compile(r"\b(?:by|in|was|were|at) $", re.I)


_CORRESPONDING = re.compile(
    r"\b(?:corresponding|respective) (?:[\w-]+ ){1,4}(?:(?:was|were|stood at|came to|of|at)|[:=])"
    r"\s?[-–−+]?$",
    re.I,
)


def _corresponding(text: str, run: Run) -> bool:
    """ "The corresponding rates were 0.97, 1.06 and 1.23": in the order of the arms named before."""
    return _CORRESPONDING.search(text, max(run.start - 60, 0), run.start) is not None


def _told_as_list(text: str, run: Run) -> bool:
    """Whether values without named arms are a list over the arms: set against each other, in brackets of
    their own, or followed by "respectively"."""
    between = text[run.values[0].end : run.values[-1].start]
    if _AGAINST.search(between):
        return True
    if "respectively" in text[run.end : run.end + 40]:
        return True
    if len(run.values) > 2 and _corresponding(text, run):
        return True
    if len(run.values) > 1 and between.strip(" ,").endswith("and") and _ENDS_CLAUSE.match(text, run.end):
        return _SAYS.search(text, max(run.start - 12, 0), run.start) is not None
    if _THERE.search(text, max(run.start - 14, 0), run.start):
        return True
    before = text[max(run.start - 2, 0) : run.start].rstrip()[-1:] or " "
    after = text[run.end : run.end + 1] or " "
    return before in "([" and after in ")];,"
