"""Which endpoint a value of a sentence belongs to."""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.language.mentions import EndpointName
from extractor.language.spans import doc_text
from extractor.linking.bracket_rows import bracket_rows
from extractor.linking.carried_endpoints import bare_measure, can_carry, measure_of, moved
from extractor.linking.context import Context
from extractor.linking.drafts import Chars, EndpointDraft
from extractor.linking.listings import listing_bracket
from extractor.linking.outcome_lists import outcome_lists
from extractor.linking.outcomes import Choice, EndpointMention, choose_endpoint
from extractor.linking.runs import Link, Run
from extractor.linking.two_by_two import outcomes_of_four

_GRADE_BESIDE = re.compile(
    r"[(;,] ?(grades? ?(?:≥ ?\d|\d ?(?:or (?:higher|more)|[-–/] ?\d|\+)?))[,:]? ?$", re.I
)
"""Right before a number in brackets: "rash (13.8%; grade ≥3, 0.3%)"."""
_GRADE = re.compile(
    r"\bgrades? ?(?:≥ ?\d|\d ?(?:or (?:higher|more|greater|above)|and \d|or \d|[-–/] ?\d|\+)?)", re.I
)
_TOLD_INSIDE = re.compile(r" \((?=[^()]*[a-z]{4})[^()\d]{6,60}\)")
"""What a plain phrase means: "fat inside the muscles | (muscle fat infiltration, or MFI)"."""


def _with_grade(context: Context, mention: EndpointMention, start: int) -> EndpointMention:
    """ "Grade 3 or higher events were anemia (...) and diarrhea (...)": the grade goes with each event."""
    value = mention.value
    if value.kind != "safety" or value.reference or _GRADE.search(value.name):
        return mention
    leading = [
        other.value.name
        for other in context.mentions
        if start <= other.start < mention.start
        and other.value.kind == "safety"
        and "event" in other.value.name
    ]
    grade = _GRADE.search(leading[-1]) if leading else None
    if grade is None:
        return mention
    return EndpointMention(mention.start, mention.end, replace(value, name=f"{grade.group(0)} {value.name}"))


def endpoint_for(
    context: Context, text: str, start: int, end: int, run: Run, spans: list[Chars]
) -> tuple[EndpointDraft | None, float, str]:
    """The endpoint of a run of values, a score, and what decided."""
    number = (run.start, run.end)
    others = [span for span in spans if span != number]
    listing = listing_bracket(text, start, end, number, others, context.mentions)
    if listing is not None:
        number = listing
        others = [span for span in others if not (number[0] <= span[0] and span[1] <= number[1])]
    stop = end if listing is None else listing[0]
    choice: Choice = choose_endpoint(text, context.mentions, start, stop, number, others)
    endpoint: EndpointDraft | None = None
    if choice.mention is not None:
        mention = _with_grade(context, choice.mention, start)
        own = _GRADE_BESIDE.search(text, max(start, run.start - 24), run.start)
        if own and mention.value.kind == "safety" and not _GRADE.search(mention.value.name):
            value = replace(mention.value, name=f"{own.group(1)} {mention.value.name}")
            mention = EndpointMention(mention.start, mention.end, value)
        endpoint = context.endpoints.resolve(mention, context.last_endpoint)
    told = told_by_clause(context, start, end, (run.start, run.end), choice)
    if told is not None:
        inside = _TOLD_INSIDE.match(text, told[1])
        name = " ".join(text[told[0] : inside.end() if inside else told[1]].split())
        mention = EndpointMention(*told, EndpointName(name, "other", "generic"))
        endpoint = context.endpoints.resolve(mention, None)
        choice.score, choice.why = 1.2 if context.alone else 0.7, "by the clause"
    vague = told is None and (choice.mention is None or choice.mention.value.reference)
    if endpoint is not None and measure_of(endpoint) is not None and moved(text, start, run):
        measure = bare_measure(context, text, start, run, endpoint)
        endpoint = measure if measure is not None or vague else endpoint
    last = context.last_endpoint
    if endpoint is None and last is not None and measure_of(last) is not None and moved(text, start, run):
        endpoint = bare_measure(context, text, start, run, last)
        choice.score, choice.why = 0.8, "the measure itself"
    alike = last is not None and not _is_unlike(run, last)
    alike = alike and not (last is not None and _is_share_of_time(text, start, run, last))
    if endpoint is None and last is not None and alike and can_carry(context, text, start, end, run, last):
        endpoint, choice.score, choice.why = last, 0.5, "carried from the sentence before"
    if endpoint is not None:
        context.remember(endpoint)
    return endpoint, choice.score, choice.why


def _is_unlike(run: Run, endpoint: EndpointDraft) -> bool:
    """Whether values are no such thing as an endpoint of the sentence before: shares of counted people where
    it is a score or a time, a mean with its spread where it is a share."""
    if all(value.unit == "%" and value.events is not None for value in run.values):
        return endpoint.kind in ("score", "change") or _MEASURED.search(endpoint.name) is not None
    spread = all(value.unit is None and value.spread is not None for value in run.values)
    return spread and endpoint.kind == "responder"


def _is_share_of_time(text: str, start: int, run: Run, endpoint: EndpointDraft) -> bool:
    """Whether plain shares would be a time's: "delivered within 12 hours (57% vs 32%)" of an interval."""
    lasting = _LASTS.search(endpoint.name) is not None and all(value.unit == "%" for value in run.values)
    return lasting and not moved(text, start, run)


_LASTS = re.compile(r"\b(?:duration|interval|length|latency|time (?:to|until|for))\b", re.I)
_MEASURED = re.compile(r"\b(?:duration|time|length|interval|concentrations?|levels?|scores?)\b", re.I)


def told_by_clause(context: Context, start: int, end: int, number: Chars, choice: Choice) -> Chars | None:
    """The phrase of the clause, where no known outcome stands nearer."""
    mention = choice.mention
    if not context.alone:
        known = mention is not None and (mention.value.strength != "generic" or mention.value.reference)
        if known and not (choice.score < _FAINT and _other_clause(context, mention, number)):
            return None
        beside = None if known else context.clauses.beside(start, end, number)
        apart = beside is not None and _sets_arms_apart(context, beside, number)
        if apart and beside is not None and context.clauses.is_sure(*beside):
            return beside
        told = context.clauses.outcome(start, end, number)
        if told is None:
            return None
        sure = context.clauses.is_sure(*told) or not known and context.clauses.is_need(*told)
        return told if sure else None
    known = mention is not None and (mention.value.strength != "generic" or mention.value.reference)
    beside = context.clauses.beside(start, end, number)
    if beside is not None and not (mention and mention.start < beside[1] and beside[0] < mention.end):
        return beside
    return None if known else context.clauses.outcome(start, end, number)


_FAINT = 0.3
"""A known outcome with a lower score yields to the subject of the number's own clause."""


def _other_clause(context: Context, mention: EndpointMention | None, number: Chars) -> bool:
    """Whether a semicolon stands between an outcome and the number behind it."""
    return mention is not None and ";" in doc_text(context.doc)[mention.end : number[0]]


def _sets_arms_apart(context: Context, phrase: Chars, number: Chars) -> bool:
    """Whether a phrase of a list has a bracket of several arms' values: "leaks, fistula (3% and 4%)"."""
    text = doc_text(context.doc)
    if _IN_LIST.search(text, max(0, phrase[0] - 12), phrase[0]) is None:
        return False
    if _TWO_VALUES.search(text, *number):
        return True
    return any(phrase[1] <= group.start and group.end <= number[0] for group in context.groups)


_IN_LIST = re.compile(r"(?:[,;:)]|\b(?:and|or|for|in|of|including|as)(?: the)?)\s*$")
_TWO_VALUES = re.compile(r"\d\s?%?(?:\s\w{1,8})?,? (?:and|vs\.?|versus) [-–−+]?\d")


def tells_outcomes(context: Context, text: str, start: int, end: int, link: Link) -> bool:
    """Whether a list without named arms is one of outcomes: "leaks and abscesses were seen in 4 and 7%"."""
    values = link.run.values
    if link.why != "listed order" or len(values) < 2:
        return False
    if not text[values[-2].end : values[-1].start].strip(" ,").endswith("and"):
        return False
    if "respectively" in text[link.run.end : link.run.end + 40]:
        return False
    rows = [row for row in outcome_lists(text, context.mentions, start, end) if row[-1].end <= link.run.start]
    if not rows or len(rows[-1]) != len(values):
        return False
    return _SAID_OF_LIST.fullmatch(text, rows[-1][-1].end, link.run.start) is not None


_LISTED = re.compile(r"\s*(?:,|/|and|or|,\s*and|,\s*or)\s*", re.I)
_SAID_OF_LIST = re.compile(
    r" (?:(?:rates?|scores?|levels?) )?(?:(?:was|were|had|occurred|developed|been|seen|found|observed|noted"
    r"|reported) ?){1,3}(?:in |at |by )?"
)


def paired_endpoints(
    context: Context, text: str, start: int, end: int, links: list[Link]
) -> dict[int, EndpointDraft]:
    """Endpoints for the values of one arm that stand in parallel to a list of endpoints: "ACR20, ACR50 and
    ACR70 responses were seen in 41%, 21% and 6%"."""
    names = [m for m in context.mentions if start <= m.start < end and not m.value.reference]
    lists: list[list[EndpointMention]] = []
    for mention in names:
        if lists and _LISTED.fullmatch(text[lists[-1][-1].end : mention.start]):
            lists[-1].append(mention)
        else:
            lists.append([mention])
    paired: dict[int, EndpointDraft] = {}
    values = sorted({link.value.start: link.value for link in links}.items())
    for part, mention in bracket_rows(text, start, names, [value for _, value in values]):
        endpoint = context.endpoints.resolve(mention, None)
        if endpoint is not None:
            paired |= {id(value): endpoint for _, value in values if part[0] <= value.start < part[1]}
    for run in {id(link.run): link.run for link in links}.values():
        arms = {id(arm) for link in links if link.run is run for arm in link.arms}
        rows = [row for row in lists if len(row) == 2 and row[-1].end <= run.start]
        four = outcomes_of_four(text, run.values, rows[-1]) if len(arms) == 2 and rows else []
        for value, mention in zip(run.values, four, strict=bool(four)):
            endpoint = context.endpoints.resolve(mention, None)
            if endpoint is not None:
                paired[id(value)] = endpoint
        before = [row for row in lists if len(row) == len(run.values) > 1 and row[-1].end <= run.start]
        if len(arms) != 1 or not before:
            continue
        for value, mention in zip(run.values, before[-1], strict=True):
            endpoint = context.endpoints.resolve(mention, None)
            if endpoint is not None:
                paired[id(value)] = endpoint
    return paired
