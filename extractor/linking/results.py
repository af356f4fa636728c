"""Per-arm results of one trial from its prose."""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter

from extractor.language.spans import doc_text, doc_words
from extractor.linking.align import align
from extractor.linking.context import TIME_UNITS, Context, Linked, ResultDraft, When, confidence_of
from extractor.linking.courses import reached_values
from extractor.linking.drafts import Chars, EndpointDraft
from extractor.linking.groups import GroupMention, told_order
from extractor.linking.lexicon import lower_lists
from extractor.linking.not_results import less_baselines, may_be_result
from extractor.linking.outcomes import (
    EndpointMention,
    analysis_at,
    direction_of,
    statistic_of,
)
from extractor.linking.result_endpoints import endpoint_for, paired_endpoints, tells_outcomes
from extractor.linking.result_times import time_for
from extractor.linking.runs import Link, find_runs
from extractor.linking.two_by_two import outcomes_of_four
from extractor.linking.values import ValueUnit, is_people


def link_sentence(
    context: Context, start: int, end: int, block: int, owned: set[int] | None
) -> tuple[list[ResultDraft], list[Linked]]:
    """The results of one sentence; `owned` limits it to the values (by start) that speak of this trial."""
    text = doc_text(context.doc)
    if block != context.last_block:
        context.last_time = context.section_times.get(block)
        context.last_block = block
    if _FOR_SCALE.match(text, start) and not any(
        _is_own(context, g) for g in context.groups if start <= g.start < end
    ):
        return [], []
    values = [v for v in context.values if start <= v.start < end and (owned is None or v.start in owned)]
    named = [m for m in _inside(context.mentions, start, end) if not m.value.reference]
    words = doc_words(context.doc)
    values = [v for v in values if may_be_result(words, v, start, end, named)]
    inside = [(g.start, g.end) for g in context.groups if start <= g.start < end]
    values = [v for v in values if not any(a <= v.core[0] and v.core[1] <= b for a, b in inside)]
    if not values:
        _carry_on(context, named, start, end)
        return [], []
    values = reached_values(text, values, start)
    values = less_baselines(text, values, context.times)
    names = [(m.start, m.end) for m in named]
    runs = find_runs(text, start, end, values, context.groups, names)
    series = sum(1 for chars, time in context.times if start <= chars[0] < end and time.role == "at")
    listed = len(names) if 1 < len(names) < 6 else 0
    said = told_order(context.doc, start, end, context.arms)
    links = align(text, runs, context.arms, context.order, (series, listed), said)
    results: list[ResultDraft] = []
    linked: list[Linked] = []
    spans = [(run.start, run.end) for run in runs]
    chosen: dict[int, tuple[EndpointDraft | None, float, str]] = {}
    links = [link for link in links if not tells_outcomes(context, text, start, end, link)]
    paired = paired_endpoints(context, text, start, end, links)
    placed: list[tuple[Link, EndpointDraft, float, str, bool]] = []
    for link in links:
        run = link.run
        key = id(run)
        if key not in chosen:
            chosen[key] = endpoint_for(context, text, start, end, run, spans)
        endpoint, endpoint_score, endpoint_why = chosen[key]
        if id(link.value) in paired:
            endpoint, endpoint_score, endpoint_why = paired[id(link.value)], 2.5, "lists in parallel"
        if endpoint is not None:
            good = _good(link, endpoint_score, text, start, context.alone)
            placed.append((link, endpoint, endpoint_score, endpoint_why, good))
    sure = {(id(endpoint), link.value.family) for link, endpoint, _, _, good in placed if good}
    for link, endpoint, endpoint_score, endpoint_why, good in placed:
        if not good and not (link.score > 0.4 and (id(endpoint), link.value.family) in sure):
            continue
        run = link.run
        time = time_for(context, text, start, end, link, spans, endpoint, links)
        subgroup = subgroup_for(context, start, end, (run.start, run.end), spans)
        made = _results_of(context, link, endpoint, endpoint_score, endpoint_why, time, subgroup, start)
        results += made
        context.measured.add((id(endpoint), link.value.unit))
        if made:
            linked.append(Linked(link, endpoint, time, subgroup, made[0].confidence, made[0].statistic))
    _agree(results)
    single = [item.link.arms[0] for item in linked if len(item.link.arms) == 1]
    unique = list({id(arm): arm for arm in single}.values())
    if len(unique) > 1 and all(arm in unique for arm in context.arms.experimental):
        context.order = [*unique, *(arm for arm in context.arms.control if arm not in unique)]
    if not linked:
        _carry_on(context, named, start, end)
    return results, linked


def _inside(mentions: list[EndpointMention], start: int, end: int) -> list[EndpointMention]:
    """The mentions, which are in order, that begin between two offsets."""
    first = bisect_left(mentions, start, key=_place)
    return mentions[first : bisect_left(mentions, end, first, key=_place)]


_place = attrgetter("start")


def _carry_on(context: Context, named: list[EndpointMention], start: int, end: int) -> None:
    """Keep what a sentence without results says for the numbers of the sentences behind it."""
    _remember_listed(context, start, end)
    _remember_named(context, named, start, end)
    opening = [t for chars, t in context.times if start <= chars[0] < start + 14 and t.role == "at"]
    told = {(time.value, time.unit) for time in opening}
    if len(told) == 1:
        context.last_time = told.pop()


def _remember_listed(context: Context, start: int, end: int) -> None:
    """The one endpoint that a sentence says the trial has speaks for the numbers that follow."""
    told = [e for e in context.endpoints.listed if any(start <= place[0] < end for place in e.evidence)]
    if len(told) == 1:
        context.remember(told[0])


_FOR_SCALE = re.compile(
    r"\W{0,3}(?:for|by way of|to give) (?:some )?(?:historical )?"
    r"(?:scale|context|comparison|reference|orientation|perspective)\b",
    re.I,
)
"""Opens a sentence about others: "For scale, allopurinol gets 40% there"."""


def _is_own(context: Context, group: GroupMention) -> bool:
    """Whether a group has an arm with the drug under study, or with no drug at all."""
    return any(arm in context.arms.experimental or not arm.drugs for arm in group.arms)


_TOPIC = re.compile(r"(?:[•*–-] ?)?(?:(?:and|but|then|the|as for|there (?:is|are)) ){0,3}", re.I)


_SCORED = re.compile(r"\bwas (?:scored|rated|measured|gauged)\b")
_OF_METHOD = re.compile(
    r"\b(?:associated|assessed|measured|evaluated|compared|caused?|common|affects?)\b", re.I
)


def _remember_named(context: Context, named: list[EndpointMention], start: int, end: int) -> None:
    """A sentence that names an endpoint without numbers of its own speaks for the numbers that follow.

    A short one, such as a heading, and one that opens with the name may name an endpoint that the trial does
    not have yet, but the name of an adverse event there is the disease more often.
    """
    text = doc_text(context.doc)
    scored = _SCORED.search(text, start, end)
    scales = [m for m in named if scored and m.end <= scored.start() and m.value.kind == "score"]
    if scales and scales[-1].value.strength == "lexicon":
        listed = (context.endpoints.known(m) for m in scales)
        scale = next((endpoint for endpoint in listed if endpoint is not None), None)
        if scale is None:
            scale = context.endpoints.resolve(scales[-1], None)
        elif text[scales[-1].start - 1] == "(":
            scale.name = scales[-1].value.name
        if scale is not None:
            context.remember(scale)
        return
    for mention in named:
        if mention.value.strength != "generic":
            known = context.endpoints.known(mention)
            titled = mention.value.kind != "safety" or "event" in mention.value.name.lower()
            opens = (
                start <= context.last_block + 2 and _TOPIC.fullmatch(text, start, mention.start) is not None
            )
            opens = opens and _OF_METHOD.search(text, start, end) is None
            if (
                known is None
                and (end - start < 90 or opens)
                and titled
                and mention.value.strength == "lexicon"
            ):
                known = context.endpoints.resolve(mention, None)
            if known is not None:
                context.remember(known, end - start < 90)


def _good(link: Link, endpoint_score: float, text: str, start: int, alone: bool) -> bool:
    """Whether a tie is sure enough; in a sentence that stands `alone` nearly every number is a result."""
    value = link.value
    strong = link.score >= 1.2
    if value.family == "%" or (value.interval is not None or value.spread is not None):
        return link.score > 0.1
    if value.unit in TIME_UNITS:
        lead = text[max(start, value.start - 120) : value.start].lower()
        told = re.search(
            r"\bmedians?\b|\bmean\b|average|duration|time to|lasted|lived|longer|shorter"
            r"|increas|decreas|chang|improv|reduc",
            lead,
        )
        told = told or (strong and _LASTING.search(lead)) or None
        return link.score > 0.1 and (alone or told is not None or (strong and endpoint_score >= 1.2))
    if is_people(value.unit) or value.unit is None:
        around = text[start : value.end + 60].lower()
        counted = is_people(value.unit) and value.n is None and not alone
        if counted and lower_lists("context.toml")["enrolling"].search(around):
            return False
        if alone:
            return link.score > 0.1 and endpoint_score > 0.2
        listed = link.why == "listed order" and endpoint_score >= 1.5
        return listed or (strong and endpoint_score >= 0.8)
    return link.score > 0.1 and endpoint_score > 0.2


def subgroup_for(context: Context, start: int, end: int, number: Chars, others: list[Chars]) -> str | None:
    """The part of the population that a number is limited to, by the phrase before it or right behind it."""
    text = doc_text(context.doc)
    here = [s for s in context.subgroups if start <= s.start < end]
    if not here or _EVERYONE.match(text, number[1], min(end, number[1] + 60)):
        return None
    beside = [s for s in here if s.end <= number[0] and _BESIDE.fullmatch(text[s.end : number[0]])]
    if beside:
        return beside[-1].label
    after = [s for s in here if s.start >= number[1]]
    if after and after[0].start - number[1] < 160:
        gap = _INNER.sub("", _INNER.sub("", text[number[1] : after[0].start]))
        between = "," in gap and any(number[1] <= other[0] < after[0].start for other in others)
        if not between and ";" not in gap and ". " not in gap and not _OTHER_CLAUSE.search(gap):
            return after[0].label
    before = [s for s in here if s.start <= number[0]]
    if not after and _IN_ALL.search(text, max(number[1], end - 30), end):
        return None
    if before and ";" not in text[before[-1].end : number[0]]:
        return before[-1].label
    return None


_BESIDE = re.compile(r"\s?[(\[][^()\[\];,]{0,24}")
_EVERYONE = re.compile(
    r"(?:[^()\[\]]{0,40}[)\]])? (?:overall(?! (?:surviv|respon))\b"
    r"|in (?:the )?(?:overall|whole|entire|total|full)\b"
    r"|in all (?:patients|participants|people|randomi[sz]ed)\b|in everyone\b)"
)
"""Right behind a number that is of all people, where the sentence tells of a part of them too."""
_IN_ALL = re.compile(r"[\d%)\]\w] overall[.;]?\s*$")
_INNER = re.compile(r"[(\[][^()\[\]]{0,160}[)\]]")
_OTHER_CLAUSE = re.compile(r", (?:but|while|whereas|although|though) ")
_MEDIAN = re.compile(r"\bmedian\b", re.I)
_LASTING = re.compile(
    r"\b(?:intervals?|latency|stay)\b|\btime\b.{0,60}\b(?:lower|higher|faster|earlier|later)\b"
)
_TWO_STATISTICS = re.compile(r"\b(mean|median) and (mean|median)\b", re.I)
_BARE = re.compile(r"[A-Z][\w-]*[A-Z][\w-]*(?: (?:total )?scores?)?")
"""A measure by its short form alone: "UPCR", "MADRS total score"."""
_CHANGE_WORD = re.compile(r"\b(?:change|reduction|improvement|increase|decrease|loss|gain|decline)", re.I)


def _name_change(context: Context, endpoint: EndpointDraft, statistic: str) -> None:
    """An endpoint that only its results name, or listed by its measure alone, is named after the change that
    they report."""
    if statistic not in ("change_from_baseline", "percent_change_from_baseline"):
        context.plain.add(id(endpoint))
        return
    if id(endpoint) in context.plain:
        return
    bare = endpoint in context.endpoints.added or _BARE.fullmatch(endpoint.name) is not None
    if bare and not _CHANGE_WORD.search(endpoint.name):
        percent = "percent " if statistic.startswith("percent") else ""
        endpoint.name = f"{percent}change from baseline in {endpoint.name}"


def _is_bare_count(value: ValueUnit, endpoint: EndpointDraft, lead: str) -> bool:
    """ "There were 9, 11 and 10 strokes": whole numbers of events without a unit."""
    whole = value.unit is None and value.value.is_integer() and value.value >= 0
    return (
        whole
        and endpoint.kind in ("safety", "time_to_event")
        and value.spread is None
        and value.interval is None
        and "median" not in lead
    )


def _agree(results: list[ResultDraft]) -> None:
    """Values of one sentence, endpoint and unit are one statistic: "fell 27% on 75 mg, 42% on 150 mg"."""
    changes = ("change_from_baseline", "percent_change_from_baseline")
    first: dict[tuple[int, str | None], ResultDraft] = {}
    for result in results:
        known = first.setdefault((id(result.endpoint), result.unit), result)
        if known.statistic in changes and result.statistic in ("proportion", "mean"):
            result.statistic = known.statistic
            if result.value >= 0:
                result.direction = result.direction or known.direction


def _results_of(
    context: Context,
    link: Link,
    endpoint: EndpointDraft,
    endpoint_score: float,
    endpoint_why: str,
    time: When,
    subgroup: str | None,
    start: int,
) -> list[ResultDraft]:
    text = doc_text(context.doc)
    value = link.value
    lead = text[max(start, value.start - 140) : value.start]
    count = value.unit != "%" and (
        is_people(value.unit) or (value.unit is None and (value.events is not None or value.worded))
    )
    count = count or _is_bare_count(value, endpoint, lead)
    signed = text[value.core[0]] in "-−–+" and not value.reached
    kind = "other" if value.reached else endpoint.kind
    name = "" if value.reached else endpoint.name
    told = _MEDIAN.findall(lead) if value.reached else [lead]
    tail = text[value.end : value.end + 60]
    statistic = statistic_of(value.unit, kind, name, signed, " ".join(told), count, tail)
    if statistic == "proportion" and value.spread is not None and value.spread.kind == "sd":
        statistic = "mean"
    statistics = _TWO_STATISTICS.search(lead) if link.why == "two by two" else None
    if statistics is not None:
        told_two = outcomes_of_four(text, link.run.values, statistics.group(1, 2))
        statistic = told_two[link.run.values.index(value)].lower()
    _name_change(context, endpoint, statistic)
    direction = None
    if statistic in ("change_from_baseline", "percent_change_from_baseline") and value.value >= 0:
        direction = direction_of(lead)
    evidence = [(value.start, value.end)]
    evidence += [(group.start, group.end) for group in link.groups if abs(group.start - value.start) < 400][
        :2
    ]
    unit = None if count else value.unit
    why = f"arm: {link.why} ({link.score:.2f}); endpoint: {endpoint_why} ({endpoint_score:.2f})"
    made = []
    for arm in link.arms:
        arm.used = True
        made.append(
            ResultDraft(
                arm=arm,
                endpoint=endpoint,
                timepoint=time,
                statistic=statistic,
                value=value.value,
                unit=unit,
                direction=direction,
                interval=value.interval,
                spread=value.spread,
                events=value.events if not count or value.n is None else None,
                n=value.n,
                subgroup=subgroup,
                analysis=analysis_at(context.doc, start, value.start),
                evidence=evidence,
                confidence=confidence_of(link.score, endpoint_score),
                why=why,
            )
        )
    return made
