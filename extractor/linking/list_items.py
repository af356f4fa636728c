"""Where the items of a list of arms begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.language.needles import Needled
from extractor.language.word_index import WordIndex
from extractor.linking.drafts import Chars
from extractor.linking.lexicon import lower_forms

_OR = re.compile(r"\b(?:or|versus|vs\.?)\b")
_OR_TO = re.compile(r"\bor to\b|\b(?:versus|vs)\b")
_CHOICE = re.compile(r"\bchoice\b[^,;.]{0,45}(?::|of\b|\()[^,;.]*$")
_AND = re.compile(r"\band\b")
_PEOPLE = r"(?:patients|participants|subjects|women|men|children|infants|adults|people|eyes)"
_SIZED = re.compile(
    rf"[(\[](?:[^()\[\]]{{0,60}}\b)?(?:n ?= ?\d[\d,]*|\d[\d,]* {_PEOPLE})(?:[;:,][^()\[\]]{{0,160}})?[)\]]"
)
_MARK = re.compile(r"\b(?:[a-e1-5]|i{1,3}|iv)\b(?=[\s):,(]|$)")
_CLOSED = re.compile(r"\(?(?:group|arm|cohort) (?:[a-e1-5]|i{1,3}|iv)\)")
_MARKED = re.compile(r"^\(")
_LINK = re.compile(r"[\s;,]*(?:(?:and|or|versus|vs\.?)\s)?")
_WORD = re.compile(r"[a-z]{4}")
_NAMED = re.compile(r"((?:group|arm|cohort) (?:[a-e1-5]|i{1,3}|iv))\b")
_CONTROL = re.compile(r"(?:the )?(?:controls?|comparison)\b")
_LAST = re.compile(r",\s+(?:and|or)\s+")
_NEAR = 320
"""The most characters between two groups that are told of one after the other."""


def form(name: str) -> Needled:
    """A pattern of `data/arm_lists.toml`."""
    return lower_forms("arm_lists.toml")[name]


@dataclass(frozen=True, slots=True)
class Item:
    """What one group got, between two offsets; `mark` is what the group is called: "the first group".

    `control` is true where the group is said to be the control group.
    """

    start: int
    end: int
    mark: str | None = None
    control: bool = False


def list_items(text: str, start: int, end: int, opposed: bool = False) -> list[Item]:
    """The items of the list between two offsets, split at its outermost separators.

    With `opposed`, a list counts only where its items are set against each other by "or" or "versus".
    """
    stop = outside(text, form("stop"), start, end)
    end = stop[0][0] if stop else end
    if opposed and not _OR.search(text, start, end):
        return []
    marks = list(form("mark").finditer(text, start, end))
    closing = [m for m in marks if _CLOSED.fullmatch(text, m.start(), m.end() + 1)]
    if len(closing) > 1 and len(closing) == len(marks) and _WORD.search(text, start, marks[0].start()):
        edges = [start, *(m.end() + 1 for m in marks)]
        return [
            Item(lead.end() if (lead := _LINK.match(text, a)) else a, m.start(), _MARKED.sub("", m.group()))
            for a, m in zip(edges, marks, strict=False)
        ]
    if len(marks) > 1 and _in_order([_MARK.findall(m.group()) for m in marks]):
        stops = [*(m.start() for m in marks[1:]), end]
        return [
            Item(mark.end(), stop, name.group(1) if (name := _NAMED.match(mark.group())) else None)
            for mark, stop in zip(marks, stops, strict=True)
        ]
    sized = _sized(text, start, end)
    if sized:
        return sized
    parts = outside(text, form("semicolon"), start, end)
    if parts and _OR.search(text, start, parts[0][0]):
        end, parts = parts[0][0], []
    if parts:
        parts += outside(text, _LAST, parts[-1][1], end)[:1]
    separators = parts or _word_cuts(text, start, end)
    choice = next((i for i, (a, _) in enumerate(separators) if _CHOICE.search(text, a - 60, a)), None)
    return _between(start, end, separators[:choice])


def _in_order(marks: list[list[str]]) -> bool:
    """Whether marks such as "a)" and "b)" are those of a list: each once, the first one first."""
    names = [found[-1] if found else "" for found in marks]
    return len(set(names)) == len(names) and names[0] in ("a", "1", "i")


def _between(start: int, end: int, cuts: list[Chars]) -> list[Item]:
    """What stands between the separators; nothing where there is none."""
    if not cuts:
        return []
    edges, stops = [start, *(b for _, b in cuts)], [*(a for a, _ in cuts), end]
    return [Item(a, b) for a, b in zip(edges, stops, strict=True)]


def _sized(text: str, start: int, end: int) -> list[Item]:
    """The items of "A and B (n = 20), C (n = 21) and D (n = 20)", whatever separators stand within one."""
    sizes = [match.end() for match in _SIZED.finditer(text, start, end)]
    if len(sizes) < 2:
        return []
    cuts = outside(text, form("separator"), start, end) + outside(text, form("semicolon"), start, end)
    behind = sorted(cut for cut in cuts if cut[0] in sizes)
    inner = [_divide(text, cut, cuts, sizes) for cut in behind if cut[0] < sizes[-1]]
    if len(inner) < len(sizes) - 1:
        return []
    if any(a >= sizes[-1] and _OR.search(text, a, b) for a, b in cuts):
        return _between(start, end, behind) if len(behind) == len(sizes) else []
    return _between(start, sizes[-1], inner)


def _divide(text: str, cut: Chars, cuts: list[Chars], sizes: list[int]) -> Chars:
    """The cut itself, or the "or to" behind what else is said of the group: "A (n = 40), 5 mg, or to B"."""
    stop = sizes[sizes.index(cut[0]) + 1]
    later = [(a, b) for a, b in cuts if cut[0] < a < stop and _OR_TO.search(text, a, b)]
    return later[0] if len(later) == 1 and not _OR.search(text, *cut) else cut


def _word_cuts(text: str, start: int, end: int) -> list[Chars]:
    """ "A, B or C" and "A, B and C": with an "or" in the list, "and" joins the drugs of one arm."""
    found = outside(text, form("separator"), start, end)
    apart = [i for i, (a, b) in enumerate(found) if _OR.search(text, a, b)]
    if not apart:
        return found
    joined = [i for i, (a, b) in enumerate(found) if _AND.search(text, a, b)]
    last = apart[-1]
    if any(i < last for i in joined) and text[found[last][0]] == ",":
        return [found[i] for i in apart]
    return [cut for i, cut in enumerate(found[: last + 1]) if i not in joined]


def outside(text: str, pattern: re.Pattern[str] | Needled, start: int, end: int) -> list[Chars]:
    """The matches that stand outside brackets."""
    found = []
    for match in pattern.finditer(text, start, end):
        lead = text[start : match.start()]
        if lead.count("(") <= lead.count(")") and lead.count("[") <= lead.count("]"):
            found.append(match.span())
    return found


def told_one_by_one(words: WordIndex, bounds: list[Chars]) -> Iterator[list[Item]]:
    """Runs of clauses that tell of the groups in turn: "Group A received X. Group B was given Y."."""
    text = words.lower
    run: list[Item] = []
    found = list(words.finditer(form("told").pattern, within=text))
    stops = iter(bounds)
    stop = 0
    for index, match in enumerate(found):
        while stop < match.end():
            _, stop = next(stops)
        following = found[index + 1].start() if index + 1 < len(found) else stop
        mark = match.group("mark") or match.group("rest")
        control = _CONTROL.match(mark) or _CONTROL.match(match.group("note") or "")
        item = Item(match.end(), min(stop, following), mark, control is not None)
        if match.group("rest") and not (len(run) == 1 and (run[0].mark or "").startswith("one ")):
            continue
        if run and (item.start - run[-1].end > _NEAR or item.mark in (other.mark for other in run)):
            yield run
            run = []
        run.append(item)
    if run:
        yield run
