"""Arms for values beside no group: by the order named before, by a list beside them, by their clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.groups import GroupMention
from extractor.linking.runs import Link, Run
from extractor.linking.two_by_two import AGAINST

_OTHER_ARM = re.compile(r"\b(?:vs\.?|versus|than|against|compared (?:with|to))(?!\w)[^.;]*$", re.I)
_OTHER_AFTER = re.compile(r"(?: ?[a-z%/]{1,9})? (?:with|in|on|for|among|of)\b", re.I)


_RIGHT_AGAINST = re.compile(
    r"\b(?:vs\.?|versus|than|against|as opposed to|compared (?:with|to))(?: (?:just|only|about|by|a))? $",
    re.I,
)


def partner_of(arm: ArmDraft, arms: ArmSet) -> ArmDraft | None:
    """The other arm of a trial of two."""
    others = [other for other in (*arms.experimental, *arms.control) if other is not arm]
    return others[0] if len(others) == 1 else None


_OPENS_CLAUSE = re.compile(
    r"\W{0,3}(?:(?:and|but|while|whereas) )?(?:in|with|on|for|among|of) (?:the )?", re.I
)


def in_its_clause(text: str, run: Run, groups: Sequence[GroupMention]) -> list[Link]:
    """ "In the low group 3 relapsed, and the response rate was 19%; in the high group ...": the group that
    opens a clause, up to its semicolon, has all of its numbers."""
    if len(run.values) != 1 or not groups:
        return []
    since = max(text.rfind(mark, max(0, run.start - 400), run.start) for mark in (";", ". ", "\n")) + 1
    until = text.find(";", run.end, run.end + 300)
    mine = [group for group in groups if since <= group.start and (until < 0 or group.start < until)]
    if len(mine) != 1 or mine[0].end > run.start or len(mine[0].arms) != 1:
        return []
    if _OPENS_CLAUSE.fullmatch(text, since, mine[0].start) is None or "(" in text[mine[0].end : run.start]:
        return []
    return [Link(run.values[0], mine[0].arms, 0.9, "group of its clause", run, (mine[0],))]


def as_others(
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
        partner = partner_of(opposite, arms) if opposite is not None else None
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


_IN_ANOTHER = re.compile(r" (?:in|with|for|on) the (?:[\w-]+ ){1,4}(?:arm|group)\b")
"""Behind a value of a group that is no arm known: "31% | in the usual care arm"."""


def implied_arms(
    text: str, run: Run, arms: ArmSet, latest: Sequence[ArmDraft], series: Sequence[int]
) -> list[Link]:
    """Lists whose arms are not named: by the order named last, or by the trial's own order."""
    count = len(run.values)
    main = [*arms.going, *arms.control]
    if count == 1:
        whole = main[0] if len(main) == 1 else arms.together(main) if arms.cohorts else None
        elsewhere = _IN_ANOTHER.match(text, run.end) is not None
        return [] if whole is None or elsewhere else [Link(run.values[0], (whole,), 0.3, "only arm", run)]
    if len(main) == 1 and any(many % count == 0 for many in series if many >= count):
        return [Link(value, (main[0],), 0.3, "only arm over time", run) for value in run.values]
    chosen = list(latest) if len(latest) == count else main if len(main) == count else []
    if not chosen or not (latest or told_as_list(text, run)):
        return []
    pair = count == 2 and len(arms.going) == len(arms.control) == 1
    opposed = pair and AGAINST.search(text, run.values[0].end, run.values[1].start) is not None
    told = "respectively" in text[run.end : run.end + 40] or _corresponding(text, run)
    score = 1.3 if opposed or told else 0.4
    return [
        Link(value, (arm,), score, "listed order", run) for value, arm in zip(run.values, chosen, strict=True)
    ]


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


def told_as_list(text: str, run: Run) -> bool:
    """Whether values without named arms are a list over the arms: set against each other, in brackets of
    their own, or followed by "respectively"."""
    between = text[run.values[0].end : run.values[-1].start]
    if AGAINST.search(between):
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
