"""What a group of a bare name was given, as the text says: "group A received laser therapy"."""

from __future__ import annotations

import re

from extractor.linking.drafts import Chars
from extractor.linking.lexicon import phrase_lists

_GIVEN = (
    r"(?: ?\([^()]{1,40}\)| ?\[[^\[\]]{1,40}\])?,? "
    r"(?:(?:patients|participants|subjects|women|children|who|which|was|were) ){0,2}"
    r"(?:received?|receiving|given|underwent|got|treated with|trained with|supplied with|consisted of|took"
    r"|participated in|attended|performed|had) (?:only |either |an? |the )?"
)
_BESIDE = r"(?:s? ?[:=] ?| ?\()(?!\s?[nN]\s?=|\d)(?:patients who received |receiving |received )?"
_STOP = re.compile(
    r"[.;:()\[\]\n]|,| (?:for|in|at|on|once|twice|while|whereas|during|before|after|from|per|every|as|but"
    r"|through|by|over|until"
    r"|within|compared|versus|vs|who|which|that|and (?:the|group|those|were|was|then))\b"
)
_LONGEST = 70
_WORDS = 8
_NO_NAME = re.compile(
    r"(?:table|fig(?:ure)?|.* tests?|see)\b.*|"
    r"(?:significant\w*|higher|lower|more|less|greater|fewer|an?|the|n|no significant|mean|similar"
    r"|better|\d).*|.*\b(?:patients|participants|subjects|women|children|cases|scores?|rate|treatment|intervention)",
    re.I,
)


def given_to(text: str, name: str) -> Chars | None:
    """Where the text says in few words what a group was given, or None."""
    plain = re.escape(name).replace(r"\ ", r"\s")
    noun = "" if phrase_lists("table_groups.toml")["noun"].search(name) else r"(?:[ -](?:groups?|arms?))"
    for form in (_GIVEN, _BESIDE):
        for match in re.finditer(rf"(?<![\w-]){plain}{noun}{form}", text, re.I if len(name) > 7 else 0):
            end = _end(text, match.end())
            said = text[match.end() : end]
            if len(said) > 3 and len(said.split()) <= _WORDS and not _NO_NAME.fullmatch(said):
                return match.end(), end
    return None


def _end(text: str, start: int) -> int:
    stop = _STOP.search(text, start, start + _LONGEST)
    if stop is None:
        return start
    return start + len(text[start : stop.start()].rstrip())
