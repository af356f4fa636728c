"""The endpoints that a document names as the trial's own, with role and timepoint of their definition."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from spacy.tokens import Doc

from extractor.language.mentions import EndpointName
from extractor.language.spans import doc_text, mentions
from extractor.language.word_index import word_index
from extractor.linking.drafts import Chars, EndpointDraft
from extractor.linking.endpoint_lists import split_list, tidy, timepoint
from extractor.linking.endpoint_names import canonical_endpoint, merge_drafts
from extractor.linking.endpoint_wordings import (
    APPOSED_LEAD,
    LAY_ROLE,
    composite_name,
    improved_name,
    in_lay_words,
    shown_by,
)
from extractor.reading.source import Source

_NOUN = (
    r"(?:end[- ]?points?|outcomes?(?: measures?| variables?)?|measures?|objectives?|aims?|goals?|variables?"
    r"|criteri(?:on|a)|parameters?)"
)
_FILLER = (
    r"(?:(?:efficacy|safety|composite|clinical|study|trial|and|or|confirmatory|ranked|performance|effectiveness"
    r"|regulatory|FDA) ){0,3}"
)
_ROLE_WORD = re.compile(r"\b(?:co-?primary|primary|secondary|exploratory)\b", re.IGNORECASE)
_ROLE_NOUN = re.compile(rf"(?: and (?:secondary|exploratory))? {_FILLER}{_NOUN}\b", re.IGNORECASE)
_KEY = re.compile(r"(?:key|main) $", re.IGNORECASE)
_KEY_EFFICACY = re.compile(r"key efficacy (?:end[- ]?point|outcome|measure)\b", re.IGNORECASE)
_ALL_OF_THEM = re.compile(
    r"(?:end[- ]?points?|outcomes?),? (?:all (?:of (?:them|which) )?|which were )$", re.IGNORECASE
)
_INCLUDED = re.compile(r",? (?:were|included?) ", re.IGNORECASE)
_PREDICATE = re.compile(r"(?:were|was|is|are|,) (?:all |also |a |another )?(?:key )?$", re.IGNORECASE)
_ENDS_HERE = re.compile(r"[.;,]|$", re.MULTILINE)
_HEAD_ONLY = re.compile(r"^(?P<role>Co-?primary|Primary|Secondary|Exploratory): ", re.MULTILINE)
_FORWARD = re.compile(
    r"(?P<between>(?: ?\([^()\n]{1,60}\))?(?:,? (?:tested in order|in (?:each|both|this|that"
    r"|the) \w+(?: \w+)?|of (?:the|this|that|each|both) (?:study|trials?|analysis|studies)|for (?:the"
    r"|this|both) \w+(?: \w+)?"
    r"|(?:at|over|through) (?:week|month|day|year) \d+|(?:at|over|through) \d+ (?:weeks|months|days"
    r"|years)),?){0,2}) ?"
    r"(?:(?:was|were|is|are|will be|included?|comprised?|comprises|covers?|consisted of|consists? of"
    r"|meant|means|defined as|being|has been"
    r"|involved|cover|measured|assessed|evaluated|assesses) (?:the following:? )?(?:defined as "
    r"|to (?:be )?|based on )?|of (?!the (?:study|trial)|this|that|each|both)|: ?|[–—] )",
    re.IGNORECASE,
)
_APPOSED = re.compile(r" ?(?:,|\(|—|–) ?", re.IGNORECASE)
_NOT_LIST = re.compile(
    r"(?:not |also |then |only |thus |therefore |both )?(?:met|reached|missed|achieved|hit|not|tested"
    r"|analy[sz]ed|assessed(?! by)|similar|significant|superior|in favou?r|expected|consistent|positive"
    r"|compared|evaluated|based on"
    r"|secondary|no |one |seen|reported|presented|published|as follows|the last|unlikely|at |p ?[<=]"
    r"|\d[\d.,·]*\s?(?:%|of |vs|mm|months|\())",
    re.IGNORECASE,
)
_GAP_BACK = re.compile(
    r"(?:\s*\([^()\n]{1,60}\))?(?: would (?:appear|occur|develop|arise))?(?: against [a-z -]{3,40})?"
    r"(?: (?:at|by|over|through|within) (?:the first )?(?:\w+ \d+|\d+ \w+))?(?: in (?:all|both"
    r"|the) [a-z -]{1,30})?(?: by (?:the |blinded )?[a-z ]{1,40}?)?"
    r"(?:,| \(|:|\.)?,?(?: as rated on [^,\n]{1,80},)? ?(?:which|that|this|and|it)? ?(?:was|were|is|are"
    r"|as|being|served as|constituted|have been|will be)? ?(?:also |itself )?"
    r"(?:the (?:trial|study|company)['’]s|the|an?|one of (?:the|its)|another|its|their|both|two|this"
    r"|our)? ?(?:first |second |two "
    r"|three |dual |joint |main |most important |prespecified |other |its |FDA )?(?:co-)?$",
    re.IGNORECASE,
)
_JOIN_BACK = re.compile(
    r"(?:\s*\([^()\n]{1,60}\))?,? ?(?:and|or|nor|as well as|,)? ?(?:the )?$", re.IGNORECASE
)
_SENTENCE_END = re.compile(
    r"(?:[.!?](?=\s|$)|\n|;(?= ?(?:key |the )?(?:secondary|exploratory|combined|other|safety)))"
)
_ECHO = re.compile(r"\?\s*(?:[\w.'’ -]{1,40}: )?(?:An?|The|Our|One) (?:key )?$")
_AT = re.compile(r" (?:at|by|over|through|until) [\w -]{2,14}")
_AIM = re.compile(r"objective|aim|goal", re.IGNORECASE)
_LABEL_END = re.compile(r"s?\)[.:]\s")
_TWO = re.compile(
    r"\b(?:two|2) (?:main|primary|co-?primary|dual primary|principal) (?:efficacy )?(?:measures?"
    r"|outcomes?|end[- ]?points?)[^.\n]{0,60}\.\s"
    r"|\bone co-?primary end[- ]?point and [a-z ]{3,20} the other\b[^\n]{0,400}\n",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"(?:^|(?<=[.\n] )|(?<=\n))The (?:first|second)(?: one| of these| measure)? (?:was|is) ", re.IGNORECASE
)


def find_endpoints(doc: Doc, source: Source) -> list[EndpointDraft]:
    """The endpoints named as such, in order of mention; the same endpoint named twice is one draft."""
    names = [
        ((start, end), value)
        for start, end, value in mentions(doc, "endpoint")
        if isinstance(value, EndpointName) and not value.reference
    ]
    shorts: Mapping[str, str] = (doc._.abbreviations if Doc.has_extension("abbreviations") else None) or {}
    drafts = merge_drafts(list(_named(doc_text(doc), source, names)), shorts)
    meant: dict[str, EndpointDraft | None] = {}
    for chars, value in names:
        if value.name not in meant:
            meant[value.name] = canonical_endpoint(value.name, drafts, shorts)
        if (draft := meant[value.name]) is not None:
            draft.mentions.append(chars)
    for draft in drafts:
        draft.mentions = sorted(set(draft.mentions))
        draft.evidence = list(dict.fromkeys(draft.evidence))
    return drafts


Named = tuple[tuple[int, int], EndpointName]


def _named(text: str, source: Source, names: list[Named]) -> Iterator[EndpointDraft]:
    index = word_index(text)
    for match in index.finditer(_ROLE_WORD):
        if not _skipped(source, match.start()):
            yield from _by_role_word(text, match, names)
    for match in index.finditer(_KEY_EFFICACY):
        if not _skipped(source, match.start()):
            yield from _at(text, match.start(), match.end(), "primary", names)
    for match in index.finditer(LAY_ROLE):
        if not _skipped(source, match.start()):
            yield from in_lay_words(text, match, names)
    for match in index.finditer(_TWO):
        yield from _two(text, match.end(), names)
    for match in index.finditer(_HEAD_ONLY):
        yield from _list(text, match.end(), _role(match.group("role"), None), names, None)


def _by_role_word(text: str, match: re.Match[str], names: list[Named]) -> Iterator[EndpointDraft]:
    before = text[max(0, match.start() - 40) : match.start()]
    key = _KEY.search(before)
    start = match.start() - (len(key.group()) if key else 0)
    role = _role(match.group(), key.group() if key else None)
    noun = _ROLE_NOUN.match(text, match.end())
    if noun is not None:
        yield from _at(text, start, noun.end(), role, names)
    elif _ALL_OF_THEM.search(before):
        included = _INCLUDED.match(text, match.end())
        if included is not None:
            yield from _list(text, included.end(), role, names, None)
    elif text.startswith("):", match.end()) and before.endswith("("):
        yield from _labelled(text, match.start(), match.end(), role, names)
    elif _ENDS_HERE.match(text, match.end()):
        predicate = _PREDICATE.search(before)
        if predicate is not None:
            yield from _backward(
                text, match.start() - len(before) + predicate.start(), role, names, match.end()
            )


def _two(text: str, start: int, names: list[Named]) -> Iterator[EndpointDraft]:
    """ "two main measures. The first was X. The second was Y", or the first two items of a list."""
    reach = min(len(text), start + 1500)
    spots = [match.end() for match in _ORDINAL.finditer(text, start, reach)][:2]
    if not spots:
        spots = [match.end() for match in _ITEM.finditer(text, start - 1, reach)][:2]
    if len(spots) != 2:
        return
    for spot in spots:
        at = bisect_left(names, spot, key=lambda named: named[0][0])
        if at < len(names) and names[at][0][0] - spot < 60:
            chars, value = names[at]
            yield EndpointDraft(
                value.name,
                "primary",
                timepoint(text[chars[0] : chars[1] + 40]),
                value.kind,
                [chars],
                [chars],
                0.6,
            )


_ITEM = re.compile(r"^\s*[→•*–-]\s*", re.MULTILINE)


def _role(word: str, key: str | None) -> str:
    word = word.lower().replace("-", "")
    if word == "coprimary":
        return "primary"
    return "key_secondary" if word == "secondary" and key and key.lower().startswith("key") else word


def _skipped(source: Source, offset: int) -> bool:
    block = source.block_at(offset)
    return block is not None and block.kind in {"boilerplate", "references"}


def _at(text: str, start: int, end: int, role: str, names: list[Named]) -> Iterator[EndpointDraft]:
    """Endpoints around one naming of a role: a list behind it, a phrase before it, or an apposition."""
    aim = bool(_AIM.search(text, start, end))
    label = _LABEL_END.match(text, end)
    if label is not None and text[text.rfind("(", max(0, start - 40), start) + 1 : start].strip().lower() in {
        "",
        "key",
    }:
        yield from _label(text, start, label.end(), role, names)
        return
    forward = _FORWARD.match(text, end)
    found: list[EndpointDraft] = []
    composite = None
    if forward is not None:
        composite = composite_name(text, forward.end(), names) or improved_name(text, forward.end(), names)
    if composite is not None:
        yield _of_name(text, *composite, role, end)
        return
    if forward is not None and not _NOT_LIST.match(text, forward.end()):
        when, single = timepoint(forward.group("between") or ""), not text[start:end].endswith(("s", "ia"))
        found = list(_list(text, forward.end(), role, names, when, single))
        if aim:
            found = [
                draft for draft in found if draft.confidence > 0.7 and draft.kind not in {"other", "safety"}
            ]
    if not found and not aim:
        found = list(_backward(text, start, role, names, end))
    if not found:
        apposed = _APPOSED.match(text, end)
        if apposed is not None and not _NOT_LIST.match(text, apposed.end()):
            found = list(_apposition(text, apposed.end(), role, names))
    if not found and not aim:
        shown = shown_by(text, end, names)
        found = [] if shown is None else [_of_name(text, *shown, role, end)]
    yield from found


def _of_name(text: str, chars: Chars, value: EndpointName, role: str, end: int) -> EndpointDraft:
    """A draft for a name that stands behind the word for its role."""
    return EndpointDraft(
        value.name, role, timepoint(text[chars[0] : chars[1] + 30]), value.kind, [chars], [(end, chars[1])]
    )


def _list(
    text: str,
    start: int,
    role: str,
    names: list[Named],
    when: tuple[float, str] | None,
    single: bool = False,
) -> Iterator[EndpointDraft]:
    stop = _sentence_end(text, start)
    if role == "primary" and ";" in text[start:stop]:
        semicolon = re.search(r";(?![^()\n]*\))", text[start:stop])
        stop = start + semicolon.start() if semicolon else stop
    pieces = split_list(text[start:stop], single)
    for place, (name, offset) in enumerate(pieces):
        piece_end = start + pieces[place + 1][1] if place + 1 < len(pieces) else stop
        if len(name.split()) > 14 and not single:
            continue
        yield _draft(text, name, (start + offset, piece_end), role, names, when)


def _apposition(text: str, start: int, role: str, names: list[Named]) -> Iterator[EndpointDraft]:
    """ "the primary endpoint, X, was ...": the names that stand right behind the comma."""
    at = bisect_left(names, start - 12, key=lambda named: named[0][0])
    end, expected = _sentence_end(text, start), start
    while at < len(names) and names[at][0][0] < end:
        chars, value = names[at]
        gap = text[expected : chars[0]]
        if chars[0] > expected + 70 or (expected == start and not APPOSED_LEAD.fullmatch(gap)):
            break
        if expected != start and not re.fullmatch(
            r"(?: ?\([^()]{1,40}\))?(?: by [a-z ]{4,45})?,? (?:and|or) (?:the )?|, ", gap
        ):
            break
        yield EndpointDraft(
            value.name, role, timepoint(text[chars[0] : chars[1] + 30]), value.kind, [chars], [chars]
        )
        expected = chars[1]
        at += 1


def _backward(text: str, start: int, role: str, names: list[Named], end: int) -> Iterator[EndpointDraft]:
    """ "X, the primary endpoint", "X and Y were key secondary endpoints", "X (primary endpoint)"."""
    at = bisect_left(names, start, key=lambda named: named[0][0]) - 1
    if at < 0 or start - names[at][0][1] > 130:
        return
    chars, value = names[at]
    gap = text[chars[1] : start]
    echo = _ECHO.fullmatch(gap)
    if echo is None and ("\n" in gap.strip() or not _GAP_BACK.fullmatch(gap)):
        return
    if echo is None and re.search(r"\.\s", gap) and not text[end : end + 30].lstrip().startswith((":", "at")):
        return
    found = [(chars, value)]
    while at > 0:
        before = names[at - 1]
        joint = text[before[0][1] : names[at][0][0]]
        if not _JOIN_BACK.fullmatch(joint) or not joint.strip(" ,") and "," not in joint:
            break
        found.insert(0, before)
        at -= 1
    behind = _AT.match(text, end)
    when = timepoint(gap) or (timepoint(behind.group()) if behind else None)
    for chars, value in found:
        yield EndpointDraft(value.name, role, when, value.kind, [chars], [(chars[0], end)])


def _label(text: str, start: int, end: int, role: str, names: list[Named]) -> Iterator[EndpointDraft]:
    """ "• Monthly headache days (secondary endpoint). ...": its own names, or the one behind it."""
    reach = max(0, start - 200)
    line = max(text.rfind("\n", reach, start) + 1, text.rfind(". ", reach, start) + 1, reach)
    at = bisect_left(names, line, key=lambda named: named[0][0])
    inside = [named for named in names[at : at + 6] if named[0][1] <= start]
    vague = not inside or all(
        value.kind == "responder" and not any(c.isupper() for c in value.name[1:]) for _, value in inside
    )
    if vague:
        follow = bisect_left(names, end, key=lambda named: named[0][0])
        first = names[follow] if follow < len(names) and names[follow][0][0] - end < 60 else None
        if first is not None and (not inside or first[1].kind == "responder"):
            inside = [first]
    for chars, value in inside:
        yield EndpointDraft(
            value.name,
            role,
            timepoint(text[chars[1] : _sentence_end(text, end)]),
            value.kind,
            [chars],
            [(chars[0], end)],
        )


def _labelled(text: str, start: int, end: int, role: str, names: list[Named]) -> Iterator[EndpointDraft]:
    """ "Inflammation (exploratory): hsCRP dropped by": the first name behind the label."""
    stop = _sentence_end(text, end)
    at = bisect_left(names, end, key=lambda named: named[0][0])
    for chars, value in names[at : at + 1]:
        if chars[0] < stop:
            yield EndpointDraft(
                value.name, role, timepoint(text[end:stop]), value.kind, [chars], [(start, chars[1])]
            )
            return


def _sentence_end(text: str, start: int) -> int:
    at = start
    while True:
        match = _SENTENCE_END.search(text, at, start + 601)
        if match is None:
            return min(len(text), start + 600)
        inside = text[start : match.start()]
        if inside.count("(") > inside.count(")") and match.group() != "\n" and match.start() - start < 400:
            at = match.end()
            continue
        if re.search(r"\b(?:vs|St|v\d|cf|e\.g|i\.e)$", inside) and match.group() == ".":
            at = match.end()
            continue
        return min(match.start(), start + 600)


def _draft(
    text: str,
    name: str,
    piece: tuple[int, int],
    role: str,
    names: list[Named],
    when: tuple[float, str] | None,
) -> EndpointDraft:
    """A draft for one piece of a list; a lexicon name that makes up most of the piece names it."""
    kind, confidence = "other", 0.7
    evidence = (piece[0], piece[0] + len(text[piece[0] : piece[1]].rstrip(" ,;.")))
    first = bisect_left(names, piece[0], key=lambda named: named[0][0])
    for chars, value in names[first : first + 40]:
        if chars[0] >= piece[1]:
            break
        if value.strength == "generic":
            continue
        kind, confidence = (value.kind, 0.85) if kind == "other" else (kind, confidence)
        whole = max(len(value.name), chars[1] - chars[0]) >= 0.6 * len(name)
        if whole and (not _CHANGE.match(name) or _CHANGE.match(value.name)):
            name = value.name
            break
    return EndpointDraft(
        name, role, timepoint(text[piece[0] : piece[1]]) or when, kind, [evidence], [evidence], confidence
    )


_CHANGE = re.compile(r"(?:percent(?:age)? |mean |median )*(?:change|reduction|improvement)", re.IGNORECASE)

__all__ = ["canonical_endpoint", "find_endpoints", "tidy"]
