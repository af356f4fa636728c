"""Words of a PDF page with their boxes."""

from __future__ import annotations

import ctypes
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractor.reading.markup import raised

Box = tuple[float, float, float, float]


_BLANK = 0.15
"""The narrowest blank between words, in heights of the type."""
_UNKNOWN_GLYPH = re.compile(r"\(cid:\d{1,6}\)")


@dataclass(slots=True, eq=False)
class Word:
    """A word on a page: points from the top left corner.

    `base` is the larger word that a raised or lowered piece touches; `mark` a raised footnote mark.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: Word | None = None
    mark: bool = False

    @property
    def size(self) -> float:
        """Height of the line of text that the font makes."""
        return self.bottom - self.top


@dataclass(frozen=True)
class PdfCharacters:
    """The content of `data/pdf_characters.toml`: replacements, and words that tell about hyphens."""

    replaced: Mapping[str, str]
    compounds: frozenset[str]
    tails: frozenset[str]
    prefixes: frozenset[str]
    solid: frozenset[str]


@cache
def pdf_characters() -> PdfCharacters:
    """The characters, loaded once."""
    data = tomllib.loads(files("extractor.reading").joinpath("data/pdf_characters.toml").read_text("utf-8"))
    halves = data["compounds"]
    return PdfCharacters(
        data["ligatures"] | data["odd"],
        *(frozenset(halves[name]) for name in ("first", "last", "prefixes", "solid")),
    )


def page_words(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> list[Word]:
    """The words of a page in the order in which the file draws them."""
    left, bottom, right, top = page.get_cropbox()
    replaced = pdf_characters().replaced
    handle = textpage.raw
    rect = raw.FS_RECTF()
    pointer = ctypes.byref(rect)
    get_box = raw.FPDFText_GetLooseCharBox
    get_code = raw.FPDFText_GetUnicode
    words: list[Word] = []
    letters: list[str] = []
    x0 = y0 = x1 = y1 = 0.0
    first = 0
    high = 0
    touching = False
    for index in range(raw.FPDFText_CountChars(handle)):
        code = get_code(handle, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 32
            high = 0
        if code <= 32 or code == 0xA0 or 0x2000 <= code <= 0x200B or code in (0xFFFE, 0xFFFF, 0x7F):
            # pdfium gives 2 for a hyphen at the end of a line.
            if code not in (2, 0xFFFE):
                if letters:
                    words.append(Word("".join(letters), x0, y0, x1, y1))
                    _attach(words[-1], words[-2] if touching else None)
                    letters = []
                touching = False
                continue
            code = 0x2D
        get_box(handle, index, pointer)
        char_x0, char_x1 = rect.left - left, rect.right - left
        char_top, char_bottom = top - rect.top, top - rect.bottom
        char = chr(code)
        char = replaced.get(char, char)
        if char == "\ufffd":
            continue
        if letters:
            height, char_height = y1 - y0, char_bottom - char_top
            shifted = abs(char_bottom - y1) > 0.12 * height or not 0.88 < char_height / (height or 1) < 1.14
            if shifted and char_height < 0.95 * height and _same_size(handle, index, first):
                # The letters of a ligature have low boxes.
                shifted = False
                char_top, char_bottom = y0, y1
            elif shifted and height < 0.95 * char_height and _same_size(handle, index, first):
                shifted = False
                y0, y1 = char_top, char_bottom
            gap = char_x0 - x1
            if shifted or gap > _BLANK * height or gap < -0.5 * height - (x1 - x0):
                word = Word("".join(letters), x0, y0, x1, y1)
                _attach(word, words[-1] if touching else None)
                touching = shifted and abs(gap) <= 0.25 * height and abs(char_bottom - y1) < height
                words.append(word)
                letters = []
        if letters:
            letters.append(char)
            x1 = max(x1, char_x1)
            y0, y1 = min(y0, char_top), max(y1, char_bottom)
        else:
            letters = [char]
            x0, y0, x1, y1, first = char_x0, char_top, char_x1, char_bottom, index
    if letters:
        words.append(Word("".join(letters), x0, y0, x1, y1))
        _attach(words[-1], words[-2] if touching else None)
    for word in words:
        if "(cid:" in word.text:
            word.text = _UNKNOWN_GLYPH.sub("", word.text)
    return [
        word
        for word in words
        if word.text and word.x1 > 0 and word.x0 < right - left and -5 < word.top < top - bottom + 5
    ]


def _same_size(handle: raw.FPDF_TEXTPAGE, index: int, other: int) -> bool:
    size = raw.FPDFText_GetFontSize(handle, other)
    return bool(size) and abs(raw.FPDFText_GetFontSize(handle, index) / size - 1) < 0.05


def _attach(word: Word, previous: Word | None) -> None:
    """Ties the smaller of two touching words to the larger one."""
    if previous is None:
        return
    if word.size < previous.size:
        word.base = previous.base or previous
    elif previous.base is None:
        previous.base = word


def join_raised(words: list[Word]) -> list[Word]:
    """One line's words, with raised and lowered pieces joined to the word that they touch.

    Footnote marks become words of their own with `mark` set.
    """
    joined: list[Word] = []
    for index, word in enumerate(words):
        previous = joined[-1] if joined else None
        if (
            previous is not None
            and previous.mark
            and len(joined) > 1
            and word.text[0] in ",.;:)]"
            and word.x0 - previous.x1 < 0.2 * word.size
        ):
            # Punctuation behind a footnote mark belongs to the word before the mark.
            before = joined[-2]
            joined[-2] = Word(
                before.text + word.text,
                before.x0,
                before.top,
                word.x1,
                max(before.bottom, word.bottom),
                before.base,
            )
            continue
        apart = previous is not None and word.x0 - previous.x1 > _BLANK * max(word.size, previous.size)
        if previous is None or previous.mark or apart:
            joined.append(Word(word.text, word.x0, word.top, word.x1, word.bottom, word.base))
            continue
        text = word.text
        if previous.base is not None and len(joined) == 1 and len(previous.text) < 3:
            # A footnote begins with its raised mark.
            joined.append(Word(text, word.x0, word.top, word.x1, word.bottom))
            continue
        if word.size < 0.92 * previous.size and word.bottom < previous.bottom - 0.12 * previous.size:
            after = words[index + 1].text if index + 1 < len(words) else ""
            added = raised(text, previous.text, after)
            if added is None:
                joined.append(Word(text, word.x0, word.top, word.x1, word.bottom, None, True))
                continue
            text = added
        joined[-1] = Word(
            previous.text + text, previous.x0, min(previous.top, word.top), max(previous.x1, word.x1),
            max(previous.bottom, word.bottom), previous.base,
        )  # fmt: skip
    return joined
