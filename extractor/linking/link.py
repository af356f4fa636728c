"""An annotated document to the trials of its record."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

from spacy.tokens import Doc

from extractor.language.endings import Ending
from extractor.language.mentions import EndpointName, Time
from extractor.language.spans import doc_lower, doc_text, mentions
from extractor.linking.arm_counts import count_arms
from extractor.linking.arm_set import ArmSet
from extractor.linking.arm_sizes import assign_sizes
from extractor.linking.arms import find_arms
from extractor.linking.assemble import Grounding, assemble_trial
from extractor.linking.clause_outcomes import Clauses
from extractor.linking.comparisons import link_effects
from extractor.linking.context import ComparisonDraft, Context, Linked, ResultDraft
from extractor.linking.distinct import LeftOut, believed_results, distinct_comparisons, distinct_results
from extractor.linking.document import document_info
from extractor.linking.doses import doses_of, find_doses
from extractor.linking.drafts import Chars, DoseDraft, DrugDraft, EndpointDraft, TrialDraft
from extractor.linking.drugs import find_drugs
from extractor.linking.effect_names import join_p_values
from extractor.linking.endpoint_list import EndpointList
from extractor.linking.endpoints import canonical_endpoint, find_endpoints
from extractor.linking.group_aliases import alias_arms, alias_chemotherapy
from extractor.linking.groups import GroupMention, find_groups
from extractor.linking.lexicon import lower_lists, phrase_lists
from extractor.linking.outcomes import EndpointMention
from extractor.linking.results import link_sentence
from extractor.linking.sentence_arms import sentence_arms
from extractor.linking.sentence_bounds import sentence_spans
from extractor.linking.subgroups import find_subgroups, true_subgroups
from extractor.linking.table_arm_set import size_arms, with_table_groups
from extractor.linking.table_groups import find_table_groups
from extractor.linking.table_notes import is_marked_note
from extractor.linking.table_periods import find_periods
from extractor.linking.tables import link_tables
from extractor.linking.trial_drugs import add_control, drugs_of, has_arms
from extractor.linking.trial_values import Sides, trial_values
from extractor.linking.trials import find_trials
from extractor.linking.values import ValueUnit, find_values
from extractor.reading.source import Source
from schemas import DocumentInfo, DocumentRecord, Trial

_LONGEST_TITLE = 300
"""Characters; what a longer block says is more than a headline."""
_SKIPPED_BLOCKS = ("title", "boilerplate", "references", "table")


def link(doc: Doc, source: Source) -> tuple[DocumentRecord, list[str]]:
    """The record of an annotated document, and a line of explanation for each of its numbers."""
    drugs = find_drugs(doc, source)
    doses = find_doses(doc, source, drugs)
    drafts = find_trials(doc, source, drugs)
    names = {span for draft in drafts for span in draft.mentions}
    drugs = [drug for drug in drugs if not names.intersection(drug.mentions)]
    doses = [dose for dose in doses if dose.drug in drugs]
    values = find_values(doc)
    told = any(mark.isdigit() for mark in source.text) or bool(values)
    fragment = told and not drafts and _is_fragment(doc, source)
    short = bool(values) and _is_short(doc, source)
    if fragment:
        drafts = [TrialDraft(covers=[(0, len(source.text))])]
    endpoints = find_endpoints(doc, source)
    grounding = Grounding(source)
    lines: list[str] = []
    trials: list[Trial] = []
    sides = trial_values(doc, drafts, values)
    for index, draft in enumerate(drafts, 1):
        trial, why = _link_trial(
            index, draft, drafts, drugs, doses, endpoints, values, sides, doc, source, grounding, short
        )
        if fragment and not (trial.arm_results or trial.comparisons):
            continue
        trials.append(trial)
        lines += why
    info = DocumentInfo(
        id=source.id,
        title=source.title,
        published=source.published,
        genre=document_info(source),  # type: ignore[arg-type]
    )
    return DocumentRecord(document=info, trials=trials), lines


def _is_fragment(doc: Doc, source: Source) -> bool:
    """Whether the document is a few sentences of results without the frame that tells what trial it is."""
    if len(source.blocks) > 2 or len(doc) >= 220:
        return False
    words = lower_lists("trials.toml")
    lowered = doc_lower(doc)
    return not any(words[key].search(lowered) for key in ("animals", "market", "at_large", "not_a_trial"))


def _is_short(doc: Doc, source: Source) -> bool:
    """Whether the document is a sentence or two by themselves."""
    return _is_fragment(doc, source) and len(sentence_spans(doc)) <= 2


def _owns_tables(draft: TrialDraft, drafts: Sequence[TrialDraft], source: Source) -> bool:
    """Whether the document's tables stand where it speaks of this trial, and of no other."""
    if len(drafts) == 1:
        return True

    def holds(other: TrialDraft) -> bool:
        return any(start <= table.start < end for table in source.tables for start, end in other.covers)

    return holds(draft) and not any(holds(other) for other in drafts if other is not draft)


def _link_trial(
    index: int,
    draft: TrialDraft,
    drafts: Sequence[TrialDraft],
    drugs: list[DrugDraft],
    doses: list[DoseDraft],
    endpoints: list[EndpointDraft],
    values: list[ValueUnit],
    sides: Sides,
    doc: Doc,
    source: Source,
    grounding: Grounding,
    short: bool,
) -> tuple[Trial, list[str]]:
    reported = (draft.slots["status"].value if "status" in draft.slots else "reported") == "reported"
    mine = drugs_of(draft, drafts, drugs, source)
    doses = doses_of(draft, drafts, doses)
    known = reported or has_arms(draft, mine, doses)
    arms = find_arms(doc, draft, mine, doses) if known else ArmSet([], [])
    alias_arms(doc_text(doc), arms)
    alias_chemotherapy(doc_text(doc), arms)
    add_control(draft, arms)
    tabled = find_table_groups(doc, source) if reported and _owns_tables(draft, drafts, source) else []
    if reported and not arms.all and not tabled and len(drafts) == 1:
        tabled = find_periods(source)
    arms = with_table_groups(doc, arms, tabled)
    local = None
    if short and (not draft.slots or len(arms.all) < 2):
        local = sentence_arms(doc, mine, values)
    if local is not None:
        arms, groups = local
    else:
        groups = find_groups(doc, arms)
    if _enrollment(draft) is not None:
        count_arms(doc, arms, groups, draft.covers, _enrollment(draft))
    assign_sizes(doc, arms, groups, draft.covers, _enrollment(draft))
    size_arms(arms, tabled)
    count_arms(doc, arms, groups, draft.covers, _enrollment(draft))
    covered = [e for e in endpoints if len(drafts) == 1 or _inside(e, draft.covers)]
    listed = EndpointList(
        [_copy(endpoint) for endpoint in covered],
        partial(canonical_endpoint, abbreviations=doc._.abbreviations),
    )
    results: list[ResultDraft] = []
    comparisons: list[ComparisonDraft] = []
    left_out: list[LeftOut] = []
    if reported:
        alone = local is not None
        results, comparisons, left_out = _numbers(
            index - 1, drafts, arms, groups, listed, values, sides, doc, source, alone
        )
    used = {id(r.endpoint) for r in results} | {id(c.endpoint) for c in comparisons}
    kept = [e for e in listed.listed if reported or len(drafts) == 1 or e.role]
    kept += [e for e in listed.added if id(e) in used]
    arms.pooled = [arm for arm in arms.pooled if arm.used]
    kept_drugs = list({id(d): d for d in [*mine, *(d for arm in arms.all for d in arm.drugs)]}.values())
    lines = list(_explained(doc_text(doc), results, comparisons, left_out))
    return assemble_trial(index, draft, kept_drugs, arms, kept, results, comparisons, grounding), lines


def _explained(
    text: str,
    results: Sequence[ResultDraft],
    comparisons: Sequence[ComparisonDraft],
    left_out: Sequence[LeftOut],
) -> Iterator[str]:
    """What each number was tied to, and why; then the numbers that the record leaves out."""
    for r in results:
        yield f"{_quoted(text, r.evidence[0])} -> {r.arm.label} | {r.endpoint.name} | {r.why}"
    for c in comparisons:
        against = c.reference.label if c.reference else "baseline"
        place = _quoted(text, c.evidence[0])
        yield f"{place} -> {c.arm.label} vs {against} | {c.endpoint.name} | {c.why}"
    for item in left_out:
        r = item.result
        place = _quoted(text, r.evidence[0])
        yield f"{place} left out: {item.reason} -> {r.arm.label} | {r.endpoint.name} | {r.why}"


def _enrollment(draft: TrialDraft) -> int | None:
    value = draft.slots["enrollment"].value if "enrollment" in draft.slots else None
    return value if isinstance(value, int) else None


def _quoted(text: str, span: Chars) -> str:
    """A short quotation of a span with its offsets."""
    return f"[{span[0]}:{span[1]}] {text[span[0] : min(span[1], span[0] + 60)]!r}"


def _copy(endpoint: EndpointDraft) -> EndpointDraft:
    return EndpointDraft(
        endpoint.name,
        endpoint.role,
        endpoint.timepoint,
        endpoint.kind,
        list(endpoint.mentions),
        list(endpoint.evidence),
        endpoint.confidence,
    )


def _inside(endpoint: EndpointDraft, covers: Sequence[Chars]) -> bool:
    return any(a <= m[0] < b for m in [*endpoint.evidence, *endpoint.mentions] for a, b in covers)


_LIST_MARK = re.compile(r"\s*\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})\)\s")


def _list_mark(text: str, start: int) -> int:
    """The length of a list item's mark that a sentence opens with, which no block holds: "(2) "."""
    mark = _LIST_MARK.match(text, start)
    return 0 if mark is None else mark.end() - start


def _numbers(
    index: int,
    drafts: Sequence[TrialDraft],
    arms: ArmSet,
    groups: list[GroupMention],
    listed: EndpointList,
    values: list[ValueUnit],
    sides: Sides,
    doc: Doc,
    source: Source,
    alone: bool,
) -> tuple[list[ResultDraft], list[ComparisonDraft], list[LeftOut]]:
    text = doc_text(doc)
    draft = drafts[index]
    subgroups = true_subgroups(find_subgroups(doc), draft, groups)
    blocked = sorted(
        [(group.start, group.end) for group in groups]
        + [(subgroup.start, subgroup.end) for subgroup in subgroups]
        + [span for arm in arms.all for drug in arm.drugs for span in drug.mentions]
    )
    outcomes = [
        EndpointMention(start, end, value)
        for start, end, value in mentions(doc, "endpoint")
        if isinstance(value, EndpointName) and not _is_other(text, start, end, value, blocked)
    ]
    times = [((start, end), time) for start, end, time in mentions(doc, "time") if isinstance(time, Time)]
    own = [group for group in groups if not sides.of_others(group.start, index)]
    context = Context(doc, arms, own, values, listed, outcomes, times, subgroups, alone=alone)
    context.clauses = Clauses(
        text,
        [(group.start, group.end) for group in groups],
        [(value.start, value.end) for value in values],
        [place for place, _ in times],
    )
    said = {
        (time.value, time.unit)
        for (place, _), time in times
        if time.role == "at"
        and time.unit in ("week", "month", "year", "day")
        and any(a <= place < b for a, b in draft.covers)
    }
    for part in source.blocks:
        heading = _HEADING_TIME.search(part.section or "")
        if heading:
            context.section_times[part.start] = (float(heading.group(2)), heading.group(1).lower())
    context.only_time = said.pop() if len(said) == 1 else None
    results: list[ResultDraft] = []
    comparisons: list[ComparisonDraft] = []
    compared_last: list[ComparisonDraft] = []
    previous: list[Linked] = []
    quiet = _quiet_blocks(source)
    for start, end in sentence_spans(doc):
        if not any(a < end and start < b for a, b in draft.covers):
            continue
        letter = next((i for i in range(start + _list_mark(text, start), end) if text[i].isalnum()), start)
        block = source.block_at(letter)
        long = block is not None and block.kind == "title" and block.end - block.start > _LONGEST_TITLE
        if block is None or (block.kind in _SKIPPED_BLOCKS and len(source.blocks) > 1 and not long):
            continue
        if block.kind == "caption" and is_marked_note(text[block.start : block.start + 8]):
            continue
        owned = None
        if sides.owner and any(start <= v.start < end and v.start in sides.owner for v in values):
            here = {v.start for v in values if start <= v.start < end}
            owned = {place for place in here if sides.owner.get(place, index) == index}
        found, linked = link_sentence(context, start, end, block.start, owned)
        if block.start in quiet:
            continue
        results += found
        strangers = {place for place, side in sides.owner.items() if start <= place < end and side != index}
        compared_now = link_effects(context, start, end, linked, previous, strangers)
        join_p_values(compared_last, compared_now)
        comparisons += compared_last
        compared_last = compared_now
        previous = linked or previous
    comparisons += compared_last
    others = [other for other in drafts if other is not draft]
    left_out: list[LeftOut] = []
    results = believed_results(results, left_out)
    tabled, compared = link_tables(context, source, draft.covers, draft, others)
    results = distinct_results(results + tabled, left_out)
    return results, distinct_comparisons(comparisons + compared), left_out


def _quiet_blocks(source: Source) -> set[int]:
    """Starts of the blocks that come before the results of a document with parts, and report none."""
    words = lower_lists("context.toml")
    sections = {block.section.lower() for block in source.blocks if block.section}
    if not any(re.match(r"(?:main |key )?(?:results?|findings?)\b", section) for section in sections):
        return set()
    silent = {
        section
        for section in sections
        if words["before_results"].match(section) and not words["with_results"].search(section)
    }
    return {block.start for block in source.blocks if (block.section or "").lower() in silent}


_NOT_MEASURED = Ending(
    re.compile(
        r"\b(?:(?:corrected|adjust\w+|controll\w+|accounting|stratified|matched) for (?:the |baseline |re-?)*"
        r"|(?:primarily|mainly|mostly|largely|partly|chiefly) due to )$",
        re.I,
    )
)
_OF_PEOPLE_BEHIND = re.compile(r"[ -](?:cohort|subset|sub-?study|population|analysis set)\b", re.I)
_PART_OF = Ending(
    re.compile(r"\b(?:(?:part|components?|elements?) of|outside|unlike|besides|apart from) $", re.I)
)
_AFTER_SOME = Ending(re.compile(r"\b(?:after|with) \d+ $", re.I))
"""Before what only says when an analysis was made: "after 92 deaths"."""
_HEADING_TIME = re.compile(r"\b(week|month|year|day) (\d{1,3})\b", re.I)
_WORD = re.compile(r"[^\W\d_]{2,}")
_COMMON = frozenset(
    {"with", "who", "whose", "and", "or", "of", "the", "had", "have", "has", "were", "are", "in", "for", "to"}
    | {"an", "aged", "moderate", "severe"}
)


@lru_cache(maxsize=4096)
def _is_no_outcome(name: str) -> bool:
    return phrase_lists("phrases.toml")["no_outcomes"].fullmatch(name) is not None


def _is_other(text: str, start: int, end: int, value: EndpointName, blocked: list[Chars]) -> bool:
    """Whether a phrase that could be an endpoint is a group, a drug or a part of the population."""
    if not value.reference and _is_no_outcome(value.name):
        return True
    if _NOT_MEASURED.search(text, max(start - 40, 0), start):
        return True
    if (
        _OF_PEOPLE_BEHIND.match(text, end)
        or value.reference
        and _PART_OF.search(text, max(start - 20, 0), start)
    ):
        return True
    if value.kind in ("safety", "time_to_event") and _AFTER_SOME.search(text, max(start - 12, 0), start):
        return True
    if value.strength == "lexicon" or value.reference:
        return any(a <= start and end <= b and b - a > end - start for a, b in _around(blocked, start, end))
    return any(
        a < end and start < b and not (start < a and b < end and text[a:b] not in value.name)
        for a, b in _around(blocked, start, end)
    )


def _around(spans: list[Chars], start: int, end: int) -> list[Chars]:
    """The sorted spans that can touch a stretch; none is longer than a sentence."""
    return spans[bisect_left(spans, (start - 400, 0)) : bisect_left(spans, (end, 0))]
