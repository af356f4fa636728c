"""How many people a trial enrolled, from the passages that speak of it."""

from __future__ import annotations

import re

from extractor.linking.drafts import Chars, Slot
from extractor.linking.identity import Identity
from extractor.linking.passages import Passage
from extractor.linking.scope import CARRIED, NAMED
from extractor.linking.trial_terms import Owned, name_distance


def enrollment_slot(identity: Identity, owned: Owned) -> Slot | None:
    """The number of participants of the whole trial."""
    own = _own_total(identity, owned)
    if own is not None:
        return own
    best: tuple[float, int, Chars] | None = None
    for passage, weight in owned:
        if passage.kind in ("table", "caption"):
            continue
        names = {n for _, _, n in passage.names}
        if (
            identity.name
            and len(names) > 1
            and not identity.pooled
            and identity.name in names
            and identity.main
        ):
            weight = CARRIED
        for total in passage.totals:
            distance = name_distance(
                identity, passage, passage.start + total.start, passage.start + total.end
            )
            if distance is None:
                continue
            if _of_another(identity, passage):
                continue
            score = total.rank + 1.5 * weight + (0.5 if passage.has("allocation") else 0.0)
            if total.rank < 5 and weight < CARRIED and not identity.main:
                continue
            if passage.results and total.rank < 8:
                score -= 2.0 if total.rank < 4 else 1.0
            if best is None or score > best[0]:
                best = (score, total.n, (passage.start + total.start, passage.start + total.end))
    if best is None or best[0] < 4.5:
        return None
    return Slot(best[1], [best[2]], min(0.95, 0.45 + 0.04 * best[0]))


_SIZE_BEHIND = re.compile(
    r"(?: trial| study| extension| program(?:me)?)?(?: \(nct\d{8}\))?"
    r"(?:(?:,| \(|:)? ?\(?(?:(?:planned|target|total|approximately|about) )?n ?[=≈~] ?(\d[\d,]*)"
    r"| (?:has |had )?(?:had|randomi[sz]ed|enrol(?:l)?ed|included|recruited|with) (\d[\d,]*)"
    r"|(?: \(|; |, )(?:about |approximately |around |roughly |some )?(\d[\d,]*) "
    r"(?:[a-z-]+ ){0,2}(?:patients|participants|people|adults|volunteers|children|women|men|subjects)\b"
    r"|(?:[;,]| \() ?(?:target|planned) enrol(?:l)?ment,? (?:of )?(\d[\d,]*))"
    r"(?![\d,]*\d| ?(?:%|mg|µg|mcg|kg|g\b|ml|weeks?|days?|months?|years?|sites|centers|centres"
    r"|countries|(?:of|or) ))"
)
_SIZE_BEFORE = re.compile(
    r"(?<![\d,.])(\d[\d,]*) (?!mg\b|µg|mcg|g\b|kg\b|ml\b|weeks?\b|months?\b|%)(?:[a-z][a-z-]{1,20} ){0,8}?"
    r"(?:in|from|for|to) (?:(?:the|its|a) )?(?:phase [\w/]{1,4} )?$"
)


def _own_total(identity: Identity, owned: Owned) -> Slot | None:
    """A number that the text ties to the trial's name, where trials stand side by side."""
    if identity.acronym is None or identity.pooled:
        return None
    for passage, weight in owned:
        if weight < NAMED or passage.kind == "heading":
            continue
        several = len({n for _, _, n in passage.names}) > 1
        for start, end, name in passage.names:
            if name != identity.name:
                continue
            text = passage.text
            size = _in_parallel(passage, identity.name)
            if size is not None:
                return size
            match = _SIZE_BEHIND.match(text, end - passage.start)
            if match is None and several:
                match = _SIZE_BEFORE.search(text, max(0, start - passage.start - 120), start - passage.start)
            if match is None:
                continue
            group = match.lastindex or 1
            value = match.group(group).replace(",", "")
            if value.isdigit() and 5 <= int(value) < 10**9:
                place = (passage.start + match.start(group), passage.start + match.end(group))
                return Slot(int(value), [place], 0.95)
    return None


_SIZES = re.compile(
    r"\b(?:enrol(?:l)?(?:ed|ing)|randomi[sz](?:ed|ing)|includ(?:ed|ing)|recruit(?:ed|ing)|with|in|of) "
    r"((?:\d[\d,]*(?:,| and|, and) )+\d[\d,]*) (?:[a-z-]+ ){0,3}?(?:patients|participants|adults|people|women"
    r"|men|children|subjects|infants|adolescents|pts)\b"
)


def _in_parallel(passage: Passage, name: str) -> Slot | None:
    """The number at the name's place: "ALPHA and BETA ... enrolled 608 and 619 adults, respectively"."""
    names = list(dict.fromkeys(n for _, _, n in passage.names if not n.startswith("#")))
    if len(names) < 2 or " and " not in passage.text:
        return None
    match = _SIZES.search(passage.text)
    sizes = list(re.finditer(r"\d[\d,]*\d", match.group(1))) if match else []
    if match is None or len(sizes) != len(names):
        return None
    size = sizes[names.index(name)]
    start = passage.start + match.start(1) + size.start()
    return Slot(int(size.group().replace(",", "")), [(start, start + len(size.group()))], 0.9)


def _of_another(identity: Identity, passage: Passage) -> bool:
    """Whether the number stands behind the name of another trial, or is a total of twins."""
    names = {n for _, _, n in passage.names}
    return bool(
        identity.name and identity.main and not identity.pooled and len(names) > 1 and identity.name in names
    )
