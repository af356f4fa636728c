"""Which listed value belongs to which listed group: the alignment of one sentence.

Runs of values (`21.7% and 23.8%`) and runs of group mentions (`the 50 mg and 25 mg arms`) alternate in a
sentence. Each run of values is bound to the run of groups on its left or on its right, whichever gives the
sentence as a whole the best score; within a bound pair, values and arms are matched in order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.groups import GroupMention
from extractor.linking.lexicon import lower_lists
from extractor.linking.runs import Link, Run, only_words
from extractor.linking.two_by_two import AGAINST, arms_of_four
from extractor.linking.unnamed_arms import as_others, implied_arms, in_its_clause, partner_of, told_as_list
from extractor.linking.values import ValueUnit

_PUNCTUATION = " ,)]"


def _connects(gap: str) -> bool:
    return lower_lists("phrases.toml")["connector"].match(gap.lower().lstrip(_PUNCTUATION)) is not None


def _reports(gap: str) -> bool:
    if any(mark in gap for mark in ":=(–"):
        return True
    return lower_lists("phrases.toml")["reporting"].search(gap.lower()) is not None


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
    groups = [group for run in runs for group in [*run.left, *run.right]]
    groups = list({group.start: group for group in groups}.values()) if unbound else []
    for run in unbound:
        links += in_its_clause(text, run, groups) or as_others(text, run, links, told, arms)
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
    around = tuple([*run.left, *run.right])
    four = arms_of_four(text, values, told)
    if four:
        return [
            Link(value, (arm,), max(score, 1.2), "two by two", run, around)
            for value, arm in zip(values, four, strict=True)
        ]
    if _stands_between(text, run):
        sides = (run.left[-1].arms, run.right[0].arms)
        return [
            Link(value, side, 2.0, "between two groups", run, around)
            for value, side in zip(values, sides, strict=True)
        ]
    if choice == "none" or not groups:
        return implied_arms(text, run, arms, latest, series)
    if 0 < skip < len(groups):
        groups = groups[skip:]
    listed = _flat(groups)
    opposed = count == 2 and AGAINST.search(text, values[0].end, values[1].start) is not None
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
    if len(listed) == 1 and count == 2 and len(told) == 2 and listed[0] in told and told_as_list(text, run):
        return [
            Link(value, (one,), max(score - 0.2, 0.9), f"{choice} pair", run, tuple(groups))
            for value, one in zip(values, told, strict=True)
        ]
    beside = text[near.end : run.start].rstrip(" ([") if choice == "left" else ""
    if opposed and len(listed) == 1 and beside.count(")") > beside.count("(") and len(beside) > 20:
        implied = implied_arms(text, run, arms, latest, series)
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
            partner = partner or partner_of(arm, arms)
            pair = [arm, partner]
            if opposed and partner_of(arm, arms) is partner and not _BREAKS.search(text, near.end, run.start):
                score = max(score, 1.6)
        else:
            if arm in arms.experimental:
                implied = implied_arms(text, run, arms, latest, series)
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
    if count > 2 or len(groups) == 1 and groups[0].spread != "one":
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


_BREAKS = re.compile(r";|\b(?:while|whereas|but)\b")


def _stands_between(text: str, run: Run) -> bool:
    """ "The rate in the low group was 60%, compared to 18% with the high dose": a group on each side."""
    if len(run.values) != 2 or not run.left or not run.right:
        return False
    before, after = run.left[-1], run.right[0]
    if len(before.arms) != 1 or len(after.arms) != 1 or before.arms == after.arms:
        return False
    lead, tail = text[before.end : run.start], text[run.end : after.start]
    if len(lead) > 24 or not _reports(lead) or "(" in lead or not only_words("filler", tail):
        return False
    return bool(tail.strip()) and AGAINST.search(text, run.values[0].end, run.values[1].start) is not None


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
