"""Mentions of arms by a word of their names: "the surgery group" where one arm is arthroscopic surgery."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from extractor.language.spans import doc_words
from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.lexicon import phrase_lists

_WORD = re.compile(r"[^\W\d_][^\W\d_-]{2,}")
_BEHIND = r"[ -](?:treatment |therapy |training )?(?:groups?|arms?|recipients|participants|patients)\b"


def part_mentions(doc: Doc, arms: ArmSet) -> Iterator[tuple[int, int, ArmDraft]]:
    """Where a word that only one arm's name has stands before a word for a group of people."""
    owners: dict[str, list[ArmDraft]] = {}
    every = [*arms.experimental, *arms.control]
    general = phrase_lists("named_groups.toml")["general"]
    for arm in every if len(every) > 1 else ():
        names = [drug.name for drug in arm.drugs] or [arm.label]
        for word in {found.lower() for name in names for found in _WORD.findall(name)}:
            owners.setdefault(word, []).append(arm)
    words = {
        word: arms[0]
        for word, arms in owners.items()
        if len(arms) == 1 and len(arms[0].drugs) < 2 and not general.fullmatch(word)
    }
    words = {word: arm for word, arm in words.items() if " " in _name(arm)}
    if not words:
        return
    index = doc_words(doc)
    pattern = re.compile(rf"\b(?<![\w-])({'|'.join(map(re.escape, sorted(words)))}){_BEHIND}")
    for match in index.finditer(pattern, within=index.lower):
        yield match.start(), match.end(), words[match.group(1)]


def _name(arm: ArmDraft) -> str:
    return arm.drugs[0].name if arm.drugs else arm.label
