"""Short forms for several drugs together: "artemether-lumefantrine (AL)", "XELIRI (irinotecan and ...)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from extractor.language.mentions import Combination, DrugName

Found = tuple[int, int, DrugName]

_JOIN = re.compile(
    r"\s?(?:\+|/|-|–|,?\s(?:plus|and|with|combined with|in combination with)\s|[ -]boosted\s)\s?(?:\w+\s)?"
    r"|,\s",
    re.I,
)
_NAME = r"[A-Z][A-Za-z]{0,11}(?:\s?[+/-]\s?[A-Za-z]{1,8}){0,3}"
_BEHIND = re.compile(
    rf"\s?[(\[]\s?(?:the\s)?({_NAME})(\s(?:regimens?|combination|chemotherapy|protocol))?(?=[)\];,:])"
    r"(?!\)? (?:trial|study|project)\b)"
)
_BEFORE = re.compile(
    rf"(?<![\w-])({_NAME})(?:\s(?:regimen|arm|group|chemotherapy|solution|treatment|protocol))?\s?[(:]\s?$"
)
_SYMBOLS = {"potassium": "k", "sodium": "n", "iron": "f", "silver": "a", "gold": "a"}
"""First letters of the symbols of elements: GIK is glucose, insulin and potassium."""
_REACH = 170
_MOST_PLACES = 60


def find_combinations(text: str, found: Sequence[Found]) -> list[tuple[int, int, Combination]]:
    """All places of the short forms that the text defines for two or more of the drugs found in it."""
    drugs = [item for item in found if item[2].kind != "placebo"]
    members: dict[str, tuple[tuple[int, int], ...]] = {}
    for short, chain in [*_defined_behind(text, drugs), *_defined_before(text, drugs)]:
        members.setdefault(short, tuple((start, end) for start, end, _ in chain))
    out: dict[tuple[int, int], Combination] = {}
    for short, spans in members.items():
        sought = r"\s?".join(re.escape(part) for part in re.split(r"\s?([+/-])\s?", short))
        ahead = "[\\w+-]" if any(other.endswith(f"+{short}") for other in members) else "[\\w-]"
        behind = "[\\w+]" if any(other.startswith(f"{short}+") for other in members) else "\\w"
        pattern = re.compile(rf"(?<!{ahead}){sought}(?!{behind})")
        for match in islice(pattern.finditer(text), _MOST_PLACES):
            out[match.span()] = Combination(short, spans)
    return sorted(((start, end, value) for (start, end), value in out.items()), key=lambda item: item[:2])


def _defined_behind(text: str, drugs: list[Found]) -> Iterator[tuple[str, list[Found]]]:
    """ "capecitabine and irinotecan (the XELIRI regimen)": the bracket behind drugs that belong together."""
    index = 0
    while index < len(drugs):
        chain = [drugs[index]]
        while index + 1 < len(drugs) and _JOIN.fullmatch(text, chain[-1][1], drugs[index + 1][0]):
            index += 1
            chain.append(drugs[index])
        index += 1
        match = _BEHIND.match(text, chain[-1][1]) if len(chain) > 1 else None
        if match is None:
            continue
        for first in range(len(chain) - 1):
            run = chain[first:]
            surfaces = [name.surface for _, _, name in run]
            if len(_distinct(run)) == len(run) and (stands_for(match.group(1), surfaces) or match.group(2)):
                yield match.group(1), _in_order(match.group(1), run)
                break


def _defined_before(text: str, drugs: list[Found]) -> Iterator[tuple[str, list[Found]]]:
    """ "the FOLFIRI arm (irinotecan 180 mg/m2, leucovorin 200 mg/m2)": the drugs in a regimen's bracket."""
    for index, (start, _, _) in enumerate(drugs):
        match = _BEFORE.search(text, max(0, start - 34), start)
        if match is None or sum(map(str.isupper, match.group(1))) < 2:
            continue
        bracket = text.find("(", match.end(1), start) >= 0
        stop = _close(text, start) if bracket else text.find(".\n", start, start + _REACH)
        inside = [item for item in drugs[index:] if item[1] <= stop]
        run = _distinct(inside)
        short = match.group(1)
        if len(run) > 1 and (len(short) > 3 or stands_for(short, [name.surface for _, _, name in run])):
            yield short, run


def _close(text: str, start: int) -> int:
    """Where the bracket that holds the offset ends; the offset itself where it does not within reach."""
    depth = 0
    for place in range(start, min(len(text), start + _REACH)):
        if text[place] in "([":
            depth += 1
        elif text[place] in ")]":
            if depth == 0:
                return place
            depth -= 1
    return start


def _distinct(run: Sequence[Found]) -> list[Found]:
    seen: dict[str, Found] = {}
    for item in run:
        seen.setdefault(item[2].surface.lower(), item)
    return list(seen.values())


def stands_for(short: str, names: Sequence[str]) -> bool:
    """Whether a short form has a part, or a letter, for each of the names."""
    initials = [_SYMBOLS.get(name.lower(), name[0].lower()) for name in names]
    if sorted(part[0] for part in _parts(short)) == sorted(initials):
        return True
    letters = iter(short.lower())
    short_enough = len(names) <= sum(map(str.isupper, short)) and len(short) <= 3 * len(names)
    return short_enough and all(letter in letters for letter in initials)


def _parts(short: str) -> list[str]:
    return [part.lower() for part in re.split(r"\s?[+/-]\s?", short) if part]


def _in_order(short: str, run: list[Found]) -> list[Found]:
    """The drugs in the order of the short form's parts: "TPV/r" of "ritonavir-boosted tipranavir"."""
    parts = _parts(short)
    if len(parts) != len(run):
        return run
    by_letter = {item[2].surface[0].lower(): item for item in run}
    ordered = [by_letter[part[0]] for part in parts if part[0] in by_letter]
    return ordered if len(ordered) == len(run) == len(by_letter) else run
