"""Which part of a document each block belongs to: sections, boilerplate and references."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractor.reading.source import Block, BlockKind


@dataclass(slots=True)
class Draft:
    """A block before its section is known; `section` is set where the format itself says it."""

    kind: BlockKind
    start: int
    end: int
    section: str | None = None


@dataclass(frozen=True)
class SectionWords:
    """The words and patterns of `data/sections.toml`, ready for use."""

    labels: frozenset[str]
    bare_labels: frozenset[str]
    boilerplate_heading: re.Pattern[str]
    references: frozenset[str]
    boilerplate_line: re.Pattern[str]
    company_names: frozenset[str]
    company_text: re.Pattern[str]
    not_headline: re.Pattern[str]


@cache
def section_words() -> SectionWords:
    """The section words, loaded once."""
    data = tomllib.loads(files("extractor.reading").joinpath("data/sections.toml").read_text("utf-8"))
    headings = "|".join(re.escape(entry).replace(r"\*", ".*") for entry in data["boilerplate_headings"])
    return SectionWords(
        labels=frozenset(data["labels"]),
        bare_labels=frozenset(data["bare_labels"]),
        boilerplate_heading=re.compile(rf"(?:{headings})$"),
        references=frozenset(data["reference_headings"]),
        boilerplate_line=re.compile("|".join(data["boilerplate_lines"]), re.IGNORECASE),
        company_names=frozenset(data["company_names"]),
        company_text=re.compile(data["company_text"], re.IGNORECASE),
        not_headline=re.compile("|".join(data["not_headlines"]), re.IGNORECASE),
    )


_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,4}\.|[A-Z]\.)\s+")
_KEY_VALUE = re.compile(r"[A-Z][\w /()-]{1,40}:\s")
_LABEL = re.compile(r"([A-Za-z][A-Za-z ,/&.-]{2,48}?)(?:\s?:|\.)(?=\s)")
_BARE_LABEL = re.compile(r"([A-Z][A-Za-z]{2,12})\s+(?=[A-Z0-9(“\"])")
_INNER_LABEL = re.compile(r"[.?!)\]] (?=([A-Z][A-Za-z ,/&-]{2,48})[:.] ?[A-Z0-9(“\"])")
_EDGES = " :.-–—*#•|\t"


def bare_heading(text: str) -> str:
    """A heading in lower case without its number and final punctuation, to look it up."""
    text = text.strip(_EDGES)
    number = _NUMBER.match(text)
    if number is not None:
        text = text[number.end() :]
    return " ".join(text.lower().split())


def is_label(text: str) -> bool:
    """Whether a whole line is a well-known section label ("RESULTS", "2. Methods", "References")."""
    if len(text) > 60 or text[-1] in ".;," or ":" in text[:-1]:
        return False
    bare = bare_heading(text)
    words = section_words()
    return _known_label(bare, words)


def heading_shape(text: str) -> bool:
    """Whether a line has the form of a heading: short, capitalised, without a sentence's end."""
    if len(text) > 90 or text[-1] in ".;,!" or text.count(" ") > 11 or "@" in text or "://" in text:
        return False
    head = text.lstrip("0123456789. ")
    return bool(head) and (head[0].isupper() or head[0].isdigit()) and not _KEY_VALUE.match(text)


def is_furniture(text: str) -> bool:
    """Whether a line is known as boilerplate by its beginning, whatever its section."""
    return section_words().boilerplate_line.match(text) is not None


def finish_blocks(text: str, drafts: Sequence[Draft]) -> list[Block]:
    """Blocks in order, each with its section, and with boilerplate and references told apart."""
    words = section_words()
    blocks: list[Block] = []
    section: str | None = None
    state = "body"
    for index, draft in enumerate(drafts):
        content = text[draft.start : draft.end]
        kind = draft.kind
        if kind == "heading":
            section = content.strip(_EDGES)
            state = _state_below(content, text, drafts, index, words)
            blocks.append(Block(kind, draft.start, draft.end, section))
            continue
        own = draft.section or section
        if kind in ("boilerplate", "references", "title"):
            pass
        elif state == "references" and kind in ("paragraph", "list_item"):
            kind = "references"
        elif state == "boilerplate" and kind in ("paragraph", "list_item"):
            kind = "boilerplate"
        elif kind in ("paragraph", "list_item"):
            if words.boilerplate_line.match(content):
                kind = "boilerplate"
            elif content[:1].isupper():
                label = inline_label(content)
                if label is not None:
                    own = label
                    if bare_heading(label) in words.references:
                        kind = "references"
                    elif words.boilerplate_heading.match(bare_heading(label)):
                        kind = "boilerplate"
                    if kind == "paragraph":
                        section = label
        blocks.append(Block(kind, draft.start, draft.end, own))
    return blocks


def inline_label(content: str) -> str | None:
    """The label that a paragraph begins with ("Results: ...", "Findings Between ..."), or None."""
    words = section_words()
    found = _LABEL.match(content)
    if found is not None and _known_label(found.group(1).lower(), words):
        return found.group(1)
    found = _BARE_LABEL.match(content)
    if found is not None and found.group(1).lower() in words.bare_labels:
        return found.group(1)
    return None


def _known_label(bare: str, words: SectionWords) -> bool:
    return bare in words.labels or bare in words.references or bool(words.boilerplate_heading.match(bare))


def split_at_labels(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets of the blanks before labels inside a paragraph that holds a whole structured abstract."""
    if end - start < 200 or inline_label(text[start : start + 80]) is None:
        return
    labels = section_words().labels
    for found in _INNER_LABEL.finditer(text, start, end):
        if found.group(1).lower() in labels:
            yield found.start() + 1


def _state_below(heading: str, text: str, drafts: Sequence[Draft], index: int, words: SectionWords) -> str:
    bare = bare_heading(heading)
    if bare in words.references:
        return "references"
    if words.boilerplate_heading.match(bare):
        return "boilerplate"
    if bare.startswith("about ") and _is_company(bare[6:], text, drafts, index, words):
        return "boilerplate"
    return "body"


def _is_company(name: str, text: str, drafts: Sequence[Draft], index: int, words: SectionWords) -> bool:
    """Whether "About <name>" tells of a company and not of a drug, a trial or a disease."""
    if not words.company_names.isdisjoint(re.findall(r"[a-z]+", name)):
        return True
    if re.search(r"\b(?:study|trial|programme|program|phase)\b", name):
        return False
    for draft in drafts[index + 1 : index + 3]:
        if draft.kind == "heading":
            break
        if words.company_text.search(text, draft.start, min(draft.end, draft.start + 1500)):
            return True
    return False
