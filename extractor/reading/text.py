"""Plain text and Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.reading.headline import find_headline, find_published, iso_date
from extractor.reading.sections import (
    Draft,
    finish_blocks,
    heading_shape,
    is_furniture,
    is_label,
    split_at_labels,
)
from extractor.reading.source import BlockKind, Source
from extractor.reading.text_tables import find_tables

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\ud800-\udfff]")
_BULLET = re.compile(
    r"\s*(?:(?:[•‣◦▪●○·∙►▸➢✓→]|[-–—*+](?=\s)|\(?\d{1,2}[.)](?=\s)|\(?[a-z]\)(?=\s))\s*)(?=\S)"
)
_NUMBERED = re.compile(r"\s*\d{1,2}(?:\.\d{1,2}){0,3}\.?\s")
_HYPHEN = re.compile(r"\w-$")
_MARKDOWN_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_MARKDOWN_LINK = re.compile(
    r"!?\[([^\[\]\n]{0,300})\]"
    r"\([^()\s]{0,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?(?: \"[^\"\n]{0,200}\")?\)"
)
_MARKDOWN_MARK = re.compile(
    r"(\*\*|__)(?=\S)([^\n*_]{1,500})(?<=\S)\1|(?<![\w*])\*(?=\S)([^\n*]{1,300})(?<=\S)\*(?![\w*])"
)
_MARKDOWN_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_LONG = 140


@dataclass(slots=True)
class Line:
    """A line, or several that were one paragraph, as offsets of the text without outer blanks."""

    start: int
    end: int
    blank_before: bool


def read_plain(text: str, id: str, markdown: bool = False) -> Source:
    """The Source of a plain text; its offsets are those of the text with "\\n" as line end.

    Only where a line was broken after a hyphen is the canonical text shorter; Markdown loses its marks.
    """
    text = _CONTROL.sub(" ", _LINE_ENDS.sub("\n", text) if not text.isprintable() else text)
    if markdown:
        text = _strip_markdown(text)
    text = text.rstrip()
    text, lines = _join_wrapped(text, _lines(text))
    tables, in_table = find_tables(text, [(line.start, line.end) for line in lines])
    texts = [text[line.start : line.end] for line in lines]
    title = find_headline(texts) if texts else None
    text, drafts = _drafts(text, lines, texts, title, in_table, markdown)
    headline = None
    if title is not None:
        headline = texts[title[0]][title[1] :].strip()
        headline = headline.lstrip("# ") if markdown else headline
    return Source(
        id=id,
        text=text,
        blocks=tuple(finish_blocks(text, drafts)),
        tables=tuple(tables),
        format="markdown" if markdown else "text",
        title=headline,
        published=find_published(texts),
    )


def _lines(text: str) -> list[Line]:
    lines = []
    position = 0
    blank = True
    for raw in text.split("\n"):
        stripped = raw.strip(" ")
        if not stripped or raw.isspace():
            blank = True
        else:
            # A tab in front of a row stands for an empty first cell and stays.
            left = position + len(raw) - len(raw.lstrip(" "))
            lines.append(Line(left, position + len(raw.rstrip()), blank))
            blank = False
        position += len(raw) + 1
    return lines


def _join_wrapped(text: str, lines: list[Line]) -> tuple[str, list[Line]]:
    """Joins the lines of hard-wrapped paragraphs; texts with a paragraph a line stay as they are."""
    lengths = [line.end - line.start for line in lines]
    long = sum(length for length in lengths if length > _LONG)
    if len(lines) < 2 or long > 0.3 * sum(lengths):
        return text, lines
    filled = sorted(length for length in lengths if length >= 40)
    if not filled:
        return text, lines
    width = filled[int(0.9 * (len(filled) - 1))]
    if width < 50:
        return text, lines
    parts: list[str] = []
    joined: list[Line] = []
    done = shift = 0
    for index, line in enumerate(lines):
        moved = replace(line, start=line.start - shift, end=line.end - shift)
        if index and not line.blank_before and _continues(text, lines[index - 1], line, width):
            previous = lines[index - 1]
            parts.append(text[done : previous.end])
            gap = line.start - previous.end
            hyphen = _HYPHEN.search(text, max(previous.end - 2, 0), previous.end) is not None
            filler = "" if hyphen and text[line.start].isalnum() else " " * gap
            parts.append(filler)
            shift += gap - len(filler)
            done = line.start
            joined[-1].end = line.end - shift
        else:
            joined.append(moved)
    parts.append(text[done:])
    return "".join(parts), joined


def _continues(text: str, previous: Line, line: Line, width: int) -> bool:
    """Whether a line goes on in the next because its first word did not fit any more."""
    length = previous.end - previous.start
    if length > _LONG:
        return False
    content = text[line.start : line.end]
    if _BULLET.match(content) or "\t" in content or "   " in content or content[0] in "|#":
        return False
    if content.count(" | ") > 1:
        return False
    before = text[previous.start : previous.end]
    if "\t" in before or "   " in before or before[0] in "|#" or is_label(before):
        return False
    first = len(content.split(maxsplit=1)[0])
    return length + 1 + first > 0.85 * width


def _strip_markdown(text: str) -> str:
    if "](" in text:
        text = _MARKDOWN_LINK.sub(r"\1", text)
    if "*" in text or "__" in text:
        text = _MARKDOWN_MARK.sub(lambda found: found.group(2) or found.group(3), text)
    return _MARKDOWN_ESCAPE.sub(r"\1", text) if "\\" in text else text


def _drafts(
    text: str,
    lines: Sequence[Line],
    texts: Sequence[str],
    title: tuple[int, int] | None,
    in_table: Sequence[BlockKind | None],
    markdown: bool,
) -> tuple[str, list[Draft]]:
    drafts: list[Draft] = []
    breaks: list[int] = []
    first = 0 if title is None else title[0] + 1
    # Between headline and text stand bylines and dates, which look like headings.
    opening = True
    for index, line in enumerate(lines):
        content = texts[index]
        table_kind = in_table[index]
        start = line.start
        if table_kind is not None:
            drafts.append(Draft(table_kind, start, line.end))
            continue
        if title is not None and index == title[0]:
            mark = _MARKDOWN_HEADING.match(content) if markdown else None
            drafts.append(Draft("title", start + max(title[1], mark.end() if mark else 0), line.end))
            continue
        if markdown and content[0] == "#":
            mark = _MARKDOWN_HEADING.match(content)
            if mark is not None and mark.end() < len(content):
                drafts.append(Draft("heading", start + mark.end(), line.end))
                continue
        bullet = _BULLET.match(content)
        opening = opening and len(content) < (100 if content[-1] == "." else 150)
        if index >= first and _is_heading(content, bullet, lines, texts, index, opening):
            opening = False
            drafts.append(Draft("heading", start, line.end))
        elif bullet is not None:
            drafts.append(Draft("list_item", start + bullet.end(), line.end))
        else:
            at = start
            for space in split_at_labels(text, start, line.end):
                drafts.append(Draft("paragraph", at, space))
                breaks.append(space)
                at = space + 1
            drafts.append(Draft("paragraph", at, line.end))
    if breaks:
        pieces = []
        done = 0
        for space in breaks:
            pieces += [text[done:space], "\n"]
            done = space + 1
        text = "".join(pieces) + text[done:]
    return text, drafts


def _is_heading(
    content: str,
    bullet: re.Match[str] | None,
    lines: Sequence[Line],
    texts: Sequence[str],
    index: int,
    opening: bool,
) -> bool:
    if len(content) > 90:
        return False
    if is_label(content):
        return bullet is None or bool(_NUMBERED.match(content))
    if bullet is not None and not _NUMBERED.match(content):
        return False
    if index + 1 >= len(lines):
        return False
    if not heading_shape(content) or iso_date(content[:40]):
        return False
    if content.startswith("About "):
        return True
    # A heading stands over something longer, or over a list.
    following = texts[index + 1]
    listed = _BULLET.match(following) is not None
    if is_furniture(content) or (opening and not listed and not _is_phrase(content)):
        return False
    if bullet is not None:
        return len(following) > 120 and lines[index].blank_before
    apart = lines[index].blank_before and lines[index + 1].blank_before and following[-1] == "."
    return listed or (len(following) > len(content) and (len(following) > 90 or apart))


def _is_phrase(content: str) -> bool:
    """Whether a short line is made of words of a language, and not a name, a date or a byline."""
    words = content.split()
    return len(words) <= 6 and any(len(word) > 3 and word.islower() for word in words) and words[0] != "By"
