"""Which endpoint a table's title, sections and row labels name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from extractor.language.mentions import EndpointName
from extractor.linking.context import Context, When
from extractor.linking.drafts import Chars, EndpointDraft
from extractor.linking.outcomes import EndpointMention
from extractor.linking.table_headings import Heading, rate_unit, tidy
from extractor.linking.table_words import SPREADS, VALUES, forms, is_effect, is_only, words
from extractor.reading.source import Source, Table

_GRADE = re.compile(r"\bgrades? ?(?:≥ ?\d|\d(?: ?(?:–|-|/|or|to) ?(?:\d|higher|worse|above))?)", re.I)
_ROLE = re.compile(r"\b(?P<key>key )?(?P<role>primary|secondary|exploratory)\b", re.I)
_NOTE_OF_FORM = re.compile(
    r"\b(?:data|values|results|numbers|figures)\b.{0,20}\b(?:are|is|shown|presented|expressed|given|reported)\b",
    re.I,
)
_NUMBERED = re.compile(
    r"^(?:Supplementary |Extended Data )?(?:Table|Tab\.)\s?[A-Z]?\d{0,2}[a-z]?[.:]?\s*", re.I
)
_RATE_TAIL = re.compile(r"\b(OS|PFS|DFS|EFS|RFS|survival) rates?$", re.I)
_CHANGE_TAIL = re.compile(
    r"(?:,|:|;| –| -|\s?\()\s?"
    r"(?:adjusted |mean |median )*(percent(?:age)? |% )?change(?: from baseline)?\)?$",
    re.I,
)


@dataclass(slots=True)
class Named:
    """An endpoint by the words of a table's heading; `sure` where the language pipeline knows the phrase."""

    text: str
    value: EndpointName
    span: Chars
    sure: bool
    subgroup: str | None = None
    role: str | None = None

    @property
    def endpoint_kind(self) -> str:
        return self.value.kind

    def endpoint(self, context: Context, level: bool = False) -> EndpointDraft | None:
        """The trial's endpoint of that name, made on first use; `level`: it is no change from baseline."""
        draft = context.endpoints.labelled(EndpointMention(*self.span, self.value), level)
        if draft is not None:
            if draft.role is None and self.role is not None:
                draft.role = self.role
            if draft.role is None and self.value.kind == "safety":
                draft.role = "safety"
        return draft

    def part(self, text: str) -> Named:
        """The same endpoint for a part that a further label names: of the people, or of the measure."""
        if not text:
            return self
        if is_only("population", text) or words("population").match(text) and len(text) > 45:
            return replace(self, subgroup=f"{self.subgroup}, {text}" if self.subgroup else text)
        return replace(self, value=replace(self.value, name=f"{self.value.name} ({text})"))

    def graded(self, grade: str) -> Named:
        """The same endpoint limited to a grade: "grade ≥3 neutropenia"."""
        if _GRADE.search(self.text):
            return self
        text = f"{grade} {self.text}"
        return replace(self, text=text, value=replace(self.value, name=text))


@dataclass(slots=True)
class TableTitle:
    """What stands over a table: its caption, or the short line before it."""

    text: str
    span: Chars | None
    time: When = None
    forms: tuple[str, ...] = ()
    unit: str | None = None
    level: float = 95.0
    safety: bool = False
    grade: str | None = None
    named: Named | None = None

    @property
    def percent(self) -> bool:
        return self.forms == ("percent",)


def read_title(context: Context, source: Source, table: Table) -> TableTitle:
    """The title of a table and what it says of all its cells; its footnotes may say what the numbers are."""
    span = _title_span(source, table)
    text = source.text[span[0] : span[1]] if span else (table.caption or "")
    title = TableTitle(text, span)
    plain = _NUMBERED.sub("", text)
    _, _, tail = plain.partition(_first_stop(plain))
    notes = [note for note in table.footnotes if len(note) < 400 and _NOTE_OF_FORM.search(note)]
    title.forms = _title_forms([tail, plain, *notes])
    title.unit = rate_unit(plain)
    title.safety = words("safety").search(text) is not None
    grade = _GRADE.search(text)
    title.grade = grade.group().lower() if grade and title.safety else None
    if span is None:
        return title
    times = {
        (time.value, time.unit)
        for chars, time in context.times
        if span[0] <= chars[0] < span[1] and time.role in ("at", "for")
    }
    title.time = times.pop() if len(times) == 1 else None
    title.named = _title_endpoint(context, title, span) or _title_phrase(text, span)
    return title


def _title_forms(pieces: Sequence[str]) -> tuple[str, ...]:
    """The kinds of the cells' numbers: of a sentence that says what values are, else the first named."""
    sentences = [sentence for piece in pieces for sentence in re.split(r"(?<=[a-z)])[.;]\s", piece[:1500])]
    told = [_kinds(sentence) for sentence in sentences if _NOTE_OF_FORM.search(sentence)]
    both = [k for k in map(_kinds, sentences) if set(k) & set(VALUES) and set(k) & set(SPREADS)]
    found = [kinds for kinds in [*told, *both, *map(_kinds, pieces)] if kinds]
    return found[0] if found else ()


def _first_stop(text: str) -> str:
    match = re.search(r"[,:(;–—]\s?", text)
    return match.group() if match else "\n"


def _kinds(text: str) -> tuple[str, ...]:
    """The kinds of arms' numbers that a stretch names, each once."""
    found = [match.lastgroup or "" for match in forms().finditer(text[:300])]
    return tuple(dict.fromkeys(kind for kind in found if not is_effect([kind])))


def _title_endpoint(context: Context, title: TableTitle, span: Chars) -> Named | None:
    """The one endpoint that a title names; that of a safety table is adverse events."""
    here = [mention for mention in context.mentions if span[0] <= mention.start < span[1]]
    known = [
        mention for mention in here if not mention.value.reference and mention.value.strength != "generic"
    ]
    if len({mention.value.name.lower() for mention in known}) == 1:
        value, place = known[0].value, (known[0].start, known[0].end)
        if title.safety:
            value = replace(value, kind="safety")
        if title.grade and not _GRADE.search(value.name):
            value = replace(value, name=f"{title.grade} {value.name}")
        return Named(value.name, value, place, True)
    if not title.safety:
        return None
    name = f"{title.grade} adverse events" if title.grade else "adverse events"
    return Named(name, EndpointName(name, "safety", "pattern"), span, True)


_TITLE_LEAD = re.compile(
    r"(?:(?:the )?(?:comparisons?|changes?|means?|medians?|values?|effects?|results?|mean values?"
    r"|distribution|assessments?|scores?|levels?|before and after(?: \w+)?|pre- and post-?\w*)"
    r"(?: values?| scores?| levels?)?,? (?:of|in|for|on|from|with)? ?(?:the )?)+",
    re.I,
)
_TITLE_STOP = re.compile(
    r"[,;:.(\[]"
    r"|\b(?:in|between|at|after|before|by|for|among|of the|during|from|over|with|within|according|and)\b",
    re.I,
)


def _title_phrase(text: str, span: Chars) -> Named | None:
    """The first words of a title as an endpoint of which nothing else is known, where they can be one."""
    plain = _NUMBERED.sub("", text)
    start = len(text) - len(plain)
    lead = _TITLE_LEAD.match(plain)
    start += lead.end() if lead else 0
    stop = _TITLE_STOP.search(text, start + 3)
    name = text[start : stop.start() if stop else len(text)].strip(" -–")
    if not 2 < len(name) < 60 or len(name.split()) > 7 or words("no_title_endpoint").search(name):
        return None
    place = (span[0] + start, span[0] + start + len(name))
    return Named(name, EndpointName(name, "other", "pattern"), place, False)


def _title_span(source: Source, table: Table) -> Chars | None:
    if table.caption:
        first = table.caption.split("\n")[0]
        before = source.text.rfind(first, max(table.start - len(first) - 400, 0), table.end)
        at = before if before >= 0 else source.text.find(first, table.end, table.end + len(first) + 400)
        return (at, at + len(first)) if at >= 0 else None
    lead = source.text[max(table.start - 300, 0) : table.start].rstrip()
    line = lead.rsplit("\n", 1)[-1].strip()
    if not line or len(line) > 140 or line.endswith((".", "!", "?")):
        return None
    start = source.text.rfind(line, 0, table.start)
    return start, start + len(line)


def name_endpoint(
    context: Context,
    title: TableTitle,
    section: list[Heading],
    own: list[Heading],
    above: Named | None,
    repeated: Collection[str] = (),
) -> Named | None:
    """The endpoint of a row from its labels, the sections over it, and the row that it is set in under.

    `repeated` are labels that stand in several rows, which need their sections' words to be told apart.
    """
    labels = [heading for heading in own if heading.rest]
    text = " ".join(heading.rest for heading in labels)
    role = _role_of(section)
    span = (labels[0].start, labels[-1].end) if labels else None
    groups = [heading for heading in section if heading.rest and not is_only("generic", heading.rest)]
    safety = title.safety or any(words("safety").search(heading.text) for heading in section)
    if span is None:
        if above is not None:
            return above
        if groups:
            return _from_words(
                context, title, groups[-1].rest, (groups[-1].start, groups[-1].end), safety, role
            )
        if section:
            return None if not safety else title.named
        return title.named if title.named is not None and any(h.time or h.own for h in own) else None
    if safety and is_only("any_event", text):
        if groups:
            return _from_words(
                context, title, groups[-1].rest, (groups[-1].start, groups[-1].end), safety, role
            )
        return title.named
    found = _from_words(context, title, text, span, safety, role)
    if above is not None and not found.sure and not safety:
        return above.part(text)
    if above is not None and found.value.name.lower() == above.value.name.lower():
        return replace(above, subgroup=text)
    people = [heading for heading in groups if is_only("population", heading.rest)]
    if people and not safety:
        return found.part(people[-1].rest)
    if groups and not found.sure and not safety:
        upper = _from_words(context, title, groups[-1].rest, (groups[-1].start, groups[-1].end), safety, role)
        for outer in reversed(groups[:-1]):
            upper = upper.part(outer.rest)
        if upper.sure or is_only("population", text) or text in repeated:
            return upper.part(text)
    return found


def _role_of(section: list[Heading]) -> str | None:
    for heading in reversed(section):
        match = _ROLE.search(heading.text)
        if match and re.search(r"end[- ]?point|outcome|measure|variable", heading.text, re.I):
            role = match.group("role").lower()
            return "key_secondary" if role == "secondary" and match.group("key") else role
    return None


def _from_words(
    context: Context, title: TableTitle, text: str, span: Chars, safety: bool, role: str | None
) -> Named:
    """An endpoint of a label's words, with the kind of the phrase known in it."""
    mention = _mention(context, span)
    kind = "safety" if safety else "other"
    name = _RATE_TAIL.sub(r"\1", tidy(text))
    changed = _CHANGE_TAIL.search(name)
    if changed:
        name = name[: changed.start()]
    sure = False
    if mention is not None:
        sure = mention.value.strength != "generic"
        if not safety or mention.value.kind == "safety":
            kind = mention.value.kind
        size = mention.end - mention.start
        if size >= 0.85 * len(name) and not safety:
            name = mention.value.name if len(mention.value.name) >= len(name) or sure else name
    if changed and not safety:
        name = f"{changed.group(1) or ''}change from baseline in {name}"
        kind = "change"
    if safety:
        sure = True
        if title.grade and not _GRADE.search(name):
            name = (
                f"{title.grade} {name[0].lower()}{name[1:]}"
                if name[1:2].islower()
                else f"{title.grade} {name}"
            )
        elif name[1:2].islower():
            name = name[0].lower() + name[1:]
    return Named(text, EndpointName(name, kind, "pattern"), span, sure, None, role)


def _mention(context: Context, span: Chars) -> EndpointMention | None:
    """The longest known phrase of a label."""
    best: EndpointMention | None = None
    first = bisect_left(context.mentions, span[0], key=lambda mention: mention.start)
    for mention in islice(context.mentions, first, None):
        if mention.start >= span[1]:
            break
        if mention.value.reference or mention.end > span[1] + 1:
            continue
        if best is None or (mention.value.strength != "generic", mention.end - mention.start) > (
            best.value.strength != "generic",
            best.end - best.start,
        ):
            best = mention
    return best
