"""Arms that are named by a phrase of their own: "the buccal spray group", "hormone and placebo groups"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.linking.drafts import Chars
from extractor.linking.lexicon import phrase_lists

_NOUN = re.compile(
    r"\b(?<!-)(?:groups?|arms?|recipients|cohorts?)\b"
    r"(?!-|[- ](?:based|differences?|comparisons?|interactions?|analys\w+|sessions?|sizes?|means?|therapy"
    r"|counsel\w+|education|assignments?|allocations?|membership|levels?|meetings?|visits?|exercises?"
    r"|discussions?|support|by|x|×)\b)",
    re.I,
)
_GIVEN = re.compile(
    r"\b(?:assigned to(?: receive)?|randomi[sz]ed to(?: receive)?|allocated to|treated with|receiving"
    r"|received|given|taking)\s+",
    re.I,
)
_DOING = re.compile(r"[a-z]+(?: (?:in|at|with|to|from))? (?:the|an?) ")
_OR_DOING = re.compile(r"\bor to [a-z]+(?: (?:in|at|with|to|from))? (?:the|an?) ")
"""What people are allocated to do: "randomised to watch the film or to read a leaflet"."""
_BESIDE = re.compile(
    r"\b(?:for|with|after|on|(?:compared|than)(?: with| to| on| after| for)?|versus|vs\.?) (?:the )?", re.I
)
_VALUE_BEFORE = re.compile(r"\d[^a-z.;]{0,6}(?:[a-z/%]{1,9} ?){0,2}\)? ?$", re.I)
_VALUE_AFTER = re.compile(
    r"(?: (?:eyes|patients|group|arm))? ?(?:was|were|had|[(:=]) ?(?:a (?:mean|median) of )?[-+−]?\d"
)
_LABELLED = re.compile(r"(?:(?<=[(;,] )|(?<=\())[A-Z][\w/+-]{1,12}(?=: ?[-+−]?\d)")
_ENDS = re.compile(r" (?:groups?|arms?)$", re.I)
_JOINED = re.compile(r"[/+]|\b(?:plus|and|with|without|no|non|or)\b")
_KNOWN = re.compile(r"\b(?:controls?|standard|conventional|usual)\b", re.I)
_CURRENCY = re.compile(r"\b(?:AUD|USD|EUR|GBP|CAD|NZD|INR|CHF|JPY|CNY)$")
_FEW = 2
_WORD = re.compile(r"[\w/+’'–-]+(?:\([\w ]{1,12}\))?")
_SPLIT = re.compile(r"\s*(?:,|\b(?:and|or|vs\.?|versus|than)\b)\s*", re.I)


def find_named_groups(text: str, covers: list[Chars], others: list[Chars]) -> dict[str, list[Chars]]:
    """Names of groups with all their places; the four most often named, in order of mention.

    `others` are places of conditions and outcomes, which name no group.
    """
    votes: dict[str, int] = {}
    sure: set[str] = set()
    shown: dict[str, str] = {}
    for start, end, weight, told in _candidates(text):
        if not any(a <= start < b for a, b in covers) or any(a < end and start < b for a, b in others):
            continue
        name = _ENDS.sub("", text[start:end])
        key = name.lower()
        votes[key] = votes.get(key, 0) + weight
        if told or name.isupper() or _KNOWN.search(name):
            sure.add(key)
        shown.setdefault(key, name)
    _merge(votes)
    if not sure.intersection(votes) and sum(count > 1 for count in votes.values()) < _FEW:
        return {}
    chosen = sorted(votes, key=lambda key: -votes[key])[:4]
    if len(chosen) > 2 and votes[chosen[1]] > _FEW:
        chosen = [key for key in chosen if 2 * votes[key] >= votes[chosen[1]]]
    places: dict[str, list[Chars]] = {}
    for key in chosen:
        pattern = re.compile(rf"(?<![\w-]){re.escape(shown[key])}(?![\w-])", re.I)
        found = [match.span() for match in pattern.finditer(text)]
        if found:
            places[shown[key]] = found
    return dict(sorted(places.items(), key=lambda item: item[1][0]))


def _merge(votes: dict[str, int]) -> None:
    """Give a longer name's votes to the one name that is a part of its words: "once-daily radiotherapy"."""
    for longer in sorted(votes, key=len, reverse=True):
        words = set(longer.split())
        parts = [key for key in votes if set(key.split()) < words]
        if len(parts) == 1 and not _JOINED.search(longer):
            votes[parts[0]] += votes.pop(longer)


def _candidates(text: str) -> Iterator[tuple[int, int, int, bool]]:
    """Names with their weights, and whether people are said to be in the group or to be given something."""
    for match in _NOUN.finditer(text):
        start = max(match.start() - 70, 0)
        lead = text[start : match.start()]
        words = list(_WORD.finditer(lead))
        first = len(words)
        while first > 0 and len(words) - first < 8 and _belongs(lead, words[first - 1], words, first):
            first -= 1
        if first < len(words) and not _is_body(match.group(), [word.group() for word in words[first:]]):
            yield from _pieces(text, start + words[first].start(), start + words[-1].end(), 2, True)
    for match in _LABELLED.finditer(text):
        yield *match.span(), 1, False
    for match in [*_GIVEN.finditer(text), *_OR_DOING.finditer(text)]:
        doing = _DOING.match(text, match.end())
        start = doing.end() if doing is not None else match.end()
        stop = _name_end(text, start)
        if stop > start:
            yield from _pieces(text, start, stop, 1, True)
    for match in _BESIDE.finditer(text):
        stop = _name_end(text, match.end())
        before = _VALUE_BEFORE.search(text, max(match.start() - 25, 0), match.start())
        after = _VALUE_AFTER.match(text, stop)
        if stop > match.end() and (before or after):
            yield from _pieces(text, match.end(), stop, 1, False)


def _is_body(noun: str, words: list[str]) -> bool:
    """Whether words in capitals name a body of people at work: "Eastern Cooperative Oncology Group"."""
    return noun == "Group" and len(words) > 1 and all(word[0].isupper() for word in words[-2:])


def _name_end(text: str, start: int) -> int:
    """Where a name that begins here ends: at a function word, a bracket, or after four words."""
    tail = text[start : start + 50]
    stop = 0
    for index, word in enumerate(_WORD.finditer(tail)):
        if index > 3 or tail[stop : word.start()].strip() or _is_stop(word.group(0)):
            break
        stop = word.end()
    return start + stop


def _belongs(lead: str, word: re.Match[str], words: list[re.Match[str]], following: int) -> bool:
    stop = words[following].start() if following < len(words) else len(lead)
    gap = lead[word.end() : stop]
    if gap.strip(" -\"“”‘’'") not in ("", ","):
        return False
    return word.group(0).lower() in ("and", "or", "vs", "versus") or not _is_stop(word.group(0))


def _is_stop(word: str) -> bool:
    return (
        bool(phrase_lists("phrases.toml")["outside_names"].fullmatch(word))
        or re.fullmatch(r"[\d.,%/]+", word) is not None
    )


def _pieces(text: str, start: int, end: int, weight: int, told: bool) -> Iterator[tuple[int, int, int, bool]]:
    position = start
    for piece in _SPLIT.split(text[start:end]):
        at = text.find(piece, position, end) if piece else -1
        if at < 0:
            continue
        position = at + len(piece)
        name = piece.strip(" -–")
        if _CURRENCY.search(name):
            continue
        if (len(name) > 1 or name.isupper()) and not phrase_lists("phrases.toml")["no_names"].fullmatch(name):
            first = text.find(name, at, end)
            yield first, first + len(name), weight, told


_LETTERED = re.compile(r"\b(?:group|arm|cohort) (?:[A-D]|[1-4]|I{1,3}|IV)\b", re.I)

_PAIR = re.compile(r"\b(?:groups?|arms?) ([A-D]|[1-4]|I{1,3}) and ([A-D]|[1-4]|I{1,3}|IV)\b")


def find_lettered_groups(text: str) -> dict[str, list[Chars]]:
    """ "group 1", "arm B": places by name, where there are at least two of them."""
    places: dict[str, list[Chars]] = {}
    for match in _LETTERED.finditer(text):
        places.setdefault(match.group(0).lower(), []).append(match.span())
    for match in _PAIR.finditer(text):
        for number in (1, 2):
            places.setdefault(f"group {match.group(number)}".lower(), []).append(match.span(number))
    return places if len(places) > 1 else {}
