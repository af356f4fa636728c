"""Words of trial design: phase, allocation, masking, control, model, ratio and status of a study."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import get_args

from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.mentions import DesignTerm
from extractor.language.spans import Found, add_spans, doc_lower, doc_words
from extractor.language.word_index import WordIndex
from schemas.vocabularies import Phase

_PHASE_PART = r"(?:[0-4]|iv|i{1,3})[ -]?(?:[abc](?![a-z]))?"
_PHASE = re.compile(
    r"\b(?:phases?|ph\.?(?=[ -]?\d[abc]\b|[ -]?(?:[1-3]|i{1,3}) (?:trial|study|program)))"
    rf"[ \u00a0-]{{0,2}}(?P<first>{_PHASE_PART})"
    rf"(?:[ ]?[/–-][ ]?(?:phase[ -])?(?P<second>{_PHASE_PART}))?(?!\w|\.\d|/\d)"
)
_NO_PHASE_BEFORE = re.compile(r"(?:(?:recommended|proposed|candidate|into|enters?|end of)\s|end-of-)$")
_NO_PHASE_BEHIND = re.compile(
    r"\s(?:doses?(?![- ](?:finding|ranging|escalation|expansion|optimi))|reaction|response"
    r"|clinical trials? unit)\b"
)
_RATIO = re.compile(
    r"(?<![\w:.])([1-9](?: ?[:∶] ?[1-9]){1,5})(?![\d:.]?\d)(?!\s?(?:a\.?m|p\.?m|e[ds]?t|gmt|cet)\b)"
)
_RATIO_WORDS = re.compile(r"\b([1-9]|one|two|three|four)-to-([1-9]|one|two)(?:-to-([1-9]|one|two))?\b")
_RATIO_CONTEXT = re.compile(
    r"random|ratio|assign|allocat|arms?\b|groups?\b|\bto (?:receive|get)\b|trial|study|blind"
)
_WORDS = {"one": "1", "two": "2", "three": "3", "four": "4"}
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_RATIO_REACH = 120


@cache
def _terms() -> dict[str, tuple[re.Pattern[str], dict[str, DesignTerm]]]:
    """For each slot one pattern with a named group for each of its values."""
    text = files("extractor.language").joinpath("data/design.toml").read_text("utf-8")
    alternatives: dict[str, list[str]] = {}
    values: dict[str, dict[str, DesignTerm]] = {}
    for number, term in enumerate(tomllib.loads(text)["terms"]):
        slot, group = term["slot"], f"g{number}"
        forms = "|".join(_loose(form) for form in term["forms"])
        alternatives.setdefault(slot, []).append(f"(?P<{group}>{forms})")
        values.setdefault(slot, {})[group] = DesignTerm(slot, term["value"])
    return {
        slot: (re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?!\w|-(?:related|emergent|na))"), values[slot])
        for slot, parts in alternatives.items()
    }


def _loose(form: str) -> str:
    """Let each hyphen between letters of a form stand for any dash, a space or nothing."""
    return re.sub(r"(?<=[a-z)])-(?=[a-z(])", r"[ \\u00a0‐‑–-]{0,2}", form)


_CUES = {
    "allocation": ("random", "arm", "group", "coin", "lot", "cohort", "uncontrolled"),
    "masking": ("blind", "mask", "open", "label", "know", "knew", "unaware", "dummy", "aware", " told"),
    "control": (
        "placebo",
        "sham",
        "vehicle",
        "dummy",
        "control",
        "usual",
        "standard",
        "no ",
        "wait",
        "choice",
        "comparator",
        "head",
        "target",
        "supportive",
        "routine",
        "conventional",
        "untreated",
        "observation",
        "not receive",
    ),
    "model": ("cross", "factorial", "withdrawal", "parallel", "extension", "roll", "2 x 2", "2×2"),
    "status": (),
}


_PHASES = frozenset(get_args(Phase))


def normal_phase(first: str, second: str | None = None) -> str:
    """The record's spelling of a phase: arabic digits; "2b-3" and "II/III" are `2/3`."""
    parts = [_one_phase(part) for part in (first, second) if part]
    if len(parts) == 2 and parts[0][0] != parts[1][0]:
        return f"{parts[0][0]}/{parts[1][0]}"
    return parts[0]


def _one_phase(part: str) -> str:
    part = part.replace(" ", "").replace("-", "").lower()
    number, letter = (part[:-1], part[-1]) if part[-1] in "abc" else (part, "")
    return _ROMAN.get(number, number) + letter


@Language.factory("trialfacts_design")
def create_design(nlp: Language, name: str) -> Design:
    """Make the component."""
    return Design()


class Design:
    """Adds spans of kind `design` with a `DesignTerm`."""

    def __call__(self, doc: Doc) -> Doc:
        lowered = doc_lower(doc)
        index = doc_words(doc)
        found: list[Found] = [*_phases(index), *_ratios(lowered)]
        for slot, (pattern, values) in _terms().items():
            if _CUES[slot] and not any(cue in lowered for cue in _CUES[slot]):
                continue
            for match in index.finditer(pattern, within=index.lower):
                found.append((match.start(), match.end(), values[match.lastgroup or ""]))
        add_spans(doc, "design", found)
        return doc


def _phases(index: WordIndex) -> list[Found]:
    found: list[Found] = []
    lowered = index.lower
    for match in index.finditer(_PHASE, within=lowered):
        if _NO_PHASE_BEHIND.match(lowered, match.end()):
            continue
        if _NO_PHASE_BEFORE.search(lowered, max(0, match.start() - 14), match.start()):
            continue
        first = match.group("first")
        if first.endswith(" a") or first == "0":
            first = first.split()[0]
        phase = normal_phase(first, match.group("second"))
        if phase in _PHASES:
            found.append((match.start(), match.end(), DesignTerm("phase", phase)))
    return found


def _ratios(lowered: str) -> list[Found]:
    found: list[Found] = []
    for match in _RATIO.finditer(lowered):
        around = lowered[max(0, match.start() - _RATIO_REACH) : match.end() + 40]
        bracketed = lowered[match.start() - 1 : match.start()] == "(" and match.group(1).count(":") >= 2
        if bracketed or _RATIO_CONTEXT.search(around):
            value = re.sub(r"\s|∶", lambda m: ":" if m.group() == "∶" else "", match.group(1))
            found.append((match.start(1), match.end(1), DesignTerm("ratio", value)))
    for match in _RATIO_WORDS.finditer(lowered) if "-to-" in lowered else ():
        around = lowered[max(0, match.start() - _RATIO_REACH) : match.end() + 40]
        if _RATIO_CONTEXT.search(around):
            parts = [_WORDS.get(part, part) for part in match.groups() if part]
            found.append((match.start(), match.end(), DesignTerm("ratio", ":".join(parts))))
    return found
