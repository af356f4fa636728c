"""What kind of document a source is."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractor.language.needles import Needled
from extractor.reading.source import Source

_TOP = 1500
_MOST = 12_000
_TAIL = 600
_ENOUGH = 1.0
_PAPER = re.compile(r"\b(?:randomi[sz]ed|randomly|clinical trial|controlled trial)\b")
_SAID = re.compile(r"[\"“”]|\b(?:said|says|told|shares|upfront|million|pipeline|published \\w+day)\b")


@dataclass(frozen=True, slots=True)
class _Cue:
    genre: str
    where: str
    weight: float
    pattern: Needled


@cache
def _cues() -> tuple[_Cue, ...]:
    data = tomllib.loads(files("extractor.linking").joinpath("data/genres.toml").read_text("utf-8"))
    return tuple(
        _Cue(
            cue["genre"],
            cue["where"],
            cue["weight"],
            Needled(re.compile(cue["pattern"], re.M)),
        )
        for cue in data["cues"]
    )


def document_info(source: Source) -> str:
    """The genre: press_release, trade_news, conference_abstract, journal_article, newsletter or other."""
    listed = [block for block in source.blocks if block.kind == "references"]
    end = min(listed[0].start if listed else _MOST, _MOST)
    rest = max(listed[-1].end if listed else end, end, len(source.text) - _TAIL)
    text = f"{source.text[:end]}\n{source.text[rest:]}".lower()
    places = {"any": text, "top": text[:_TOP], "title": (source.title or "").lower()}
    sums: dict[str, float] = defaultdict(float)
    for cue in _cues():
        if cue.pattern.search(places[cue.where]):
            sums[cue.genre] += cue.weight
    if not sums and _PAPER.search(text) and _SAID.search(text) is None:
        sums["journal_article"] += _ENOUGH
    if source.format in ("jats", "pubmed"):
        sums["journal_article"] += 3.0
    best = max(sums, key=lambda genre: sums[genre], default="other")
    return best if sums.get(best, 0.0) >= _ENOUGH else "other"
