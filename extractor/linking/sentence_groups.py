"""The groups that a lone sentence of results sets side by side, by the places where their names stand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractor.linking.drafts import Chars
from extractor.linking.lexicon import lower_lists

_WORD = re.compile(r"[^\W_](?:[\w+’'–./-]*\w)?|\+")
_HEAD = re.compile(
    r"(?:[- ](?:treated|therapy))?[- ]?\b"
    r"(?:sub)?(?:groups?|arms?|cohorts?|concentrations(?=,)|doses(?= ?,))\b",
    re.I,
)
_PEOPLE = (
    r"(?:patients|participants|subjects|eyes|children|adults|women|men|infants|recipients|implants?"
    r"|individuals|users|volunteers)"
)
_TREATED = re.compile(
    rf"[- ](?:treated|assigned|receiving)\s+{_PEOPLE}\b"
    rf"|(?<=[\w)]) {_PEOPLE}\b(?! (?:with|on|receiving|treated|in|who|given|of|under|aged))",
    re.I,
)
_GIVEN = re.compile(
    rf"\b(?:(?:{_PEOPLE}|those|groups?|arms?|were|was)(?: who)?(?: were| was)? ?"
    r"(?:receiv(?:ing|ed)|treated with|treated by|treated|given|taking|took|undergoing|underwent|using"
    r"|(?:randomly )?(?:assigned|allocated|randomi[sz]ed) to(?: receive)?)|"
    rf"(?:{_PEOPLE}|those|groups?) (?:on|with)|(?:after|following|during) (?:consumption of|treatment with)"
    r"|(?:treatment|therapy|treated|monotherapy) with|randomi[sz]ed to|assigned to|administration of)"
    r"\s+(?:an? |the )?",
    re.I,
)
_AGAINST = re.compile(
    r"\b(?:(?:compared|comparison|relative|contrast|opposed)(?: (?:with|to))?|than|versus|vs\.?|v)"
    r"(?: (?:in|for|with|on|after|that|of|those|by|under|between|the))*\s+(?:an? |the )?(?=[^\W_])",
    re.I,
)
_BEHIND_VALUE = re.compile(
    rf"(?:\s?[a-z%/]{{1,8}}){{0,2}}[\s)\]]{{0,3}}(?:at \d+ \w+ (?:\([^()]*\) )?)?"
    rf"(?:of |in |the |{_PEOPLE} |cases ){{0,4}}"
    r"\b(?:in|with|for|on|after|under|among|by|to|following)\s+(?:an? |the |only )?(?=[^\W_])",
    re.I,
)
_BRACKET = re.compile(r"\s?[(\[]\s?(?:[a-z ,.]{0,30}\s)?[<>≈~]?[-–−+]?$", re.I)
_LABEL = re.compile(r"\s?[:,=]\s?[-–−+]?$")
_MOVES = re.compile(
    r"\s+(?:(?:significantly|statistically|also|had|was|did not) )?"
    r"(?:reduced|lowered|decreased|increased|improved|raised|produced|resulted in|showed|provided|achieved"
    r"|yielded|caused|was associated with|led to|had|prolonged|prevented"
    r"|was (?:superior|inferior|more|less))\b",
    re.I,
)
_RESPECTIVELY = re.compile(r"(?:\s(?:groups?|arms?|patients|eyes|implants|doses))?\s?,? respectively\b", re.I)
_BETWEEN = re.compile(r"\b(?:between|comparing)\s+(?:the )?", re.I)
_JOINT_AFTER = re.compile(r"\s(?:and|or|versus|vs\.?)\s(?:the )?(?=[A-Za-z])")
_PREPOSITION = re.compile(r"\b(?:in|on|with|for|after|under)\s(?:the )?$", re.I)
_JOINT = re.compile(r"[/+]|\bplus\b|\band\b|\bwithout\b|\bnon|\bfree\b")
_JOINED = re.compile(r"\s?[/+]\s?|-| plus | combined with ")
_STRENGTH = re.compile(r" \d[\d.]*\s?(?:%|mg|g|µg|mcg)(?: (?:once|twice) daily)?")
_LEAD = re.compile(r"(?:the|an?|both|each|either|only|oral|other|receive|received) ", re.I)
_GIVEN_TO = re.compile(r"\b(?:after|with)\s(?:the )?$", re.I)
_NUMBERED = re.compile(r"\b(?:proportion|percentage|number|rate|share) of $", re.I)
_SPLIT = re.compile(r"\s*(?:,|\b(?:and|or|vs\.?|versus|than|v)(?!\w))\s*", re.I)
_LETTER = re.compile(
    r"\b(?:group|arm|cohort|regimen)s?\s+(?P<a>[A-D]|[1-4]|I{1,3}|IV)\b(?:\s?(?:and|or|vs\.?|versus|,)\s?"
    r"(?P<b>[A-D]|[1-4]|I{1,3}|IV)\b)?"
)
_LETTER_I = re.compile(_LETTER.pattern, re.I)


@dataclass(slots=True)
class GroupName:
    """A name of a group: the words it goes by, all its places, how much speaks for it."""

    name: str
    places: list[Chars]
    weight: float
    against: bool = False
    keys: set[str] = field(default_factory=set)


class SentenceGroups:
    """Collects names of groups from a text of a sentence or two.

    `values` are places of reported numbers, `drugs` of drugs, `taken` of what names no group: conditions,
    outcomes, times, p-values.
    """

    def __init__(
        self, text: str, values: Sequence[Chars], drugs: Sequence[Chars], taken: Sequence[Chars]
    ) -> None:
        self._text = text
        self._values = sorted(values)
        self._drugs = sorted(drugs)
        self._taken = sorted(taken)
        self._lists = lower_lists("sentence_groups.toml")

    def find(self) -> list[GroupName]:
        """At most four groups in the order of their first mention."""
        found: dict[str, GroupName] = {}
        candidates = sorted(self._candidates(), key=lambda item: (item[0], -item[1]))
        joint = 1.5 if "respectively" in self._text else 0.8
        spans = {(start, end) for start, end, *_ in candidates}
        candidates += [
            (start, end, joint, False)
            for place in sorted(spans)
            if (match := _JOINT_AFTER.match(self._text, place[1])) is not None
            for start, end, *_ in self._pieces(match.end(), self._name_end(match.end()), 0.8)
        ]

        for start, end, weight, against in candidates:
            if any(a <= start and end <= b and (a, b) != (start, end) for a, b in spans):
                continue
            name = " ".join(self._text[start:end].split())
            key = self._key(name)
            if not key:
                continue
            known = found.get(key)
            if known is None:
                known = found[key] = GroupName(name, [], 0.0)
            known.weight += weight
            known.against = known.against or against
            if (start, end) not in known.places:
                known.places.append((start, end))
        names = self._merged(found)
        strong = [name for name in names if name.weight >= 1.5] or [
            name for name in sorted(names, key=lambda name: -name.weight)[:1] if name.weight >= 1.0
        ]
        strong = sorted(strong, key=lambda name: -name.weight)[:4]
        if len(strong) > 2:
            strong = [name for name in strong if name.weight >= strong[1].weight / 2]
        for group in strong:
            group.places = self._everywhere(group)
        return sorted(strong, key=lambda name: name.places[0])

    def _merged(self, found: dict[str, GroupName]) -> list[GroupName]:
        """Names of which one is a part of the other's words are one group, unless both are in one list."""
        names = sorted(found.items(), key=lambda item: -len(item[0].split()))
        kept: list[tuple[str, GroupName]] = []
        for key, name in names:
            words = set(key.split())
            home = [
                (other, longer)
                for other, longer in kept
                if words < set(other.split()) and not self._apart(name, longer) and not _JOINT.search(other)
            ]
            if len(home) == 1:
                other, longer = home[0]
                longer.weight += name.weight
                longer.against = longer.against or name.against
                longer.places += name.places
                longer.keys.add(name.name)
            else:
                kept.append((key, name))
        return [name for _, name in kept]

    def _apart(self, name: GroupName, other: GroupName) -> bool:
        """Whether the two stand against each other: "A than A plus B"."""
        return any(
            0 < b[0] - a[1] < 60
            and re.search(r"\b(?:than|versus|vs|compared|and|or)\b", self._text[a[1] : b[0]]) is not None
            for a, b in ((x, y) if x < y else (y, x) for x in name.places for y in other.places)
        )

    def _key(self, name: str) -> str:
        low = self._lists["around"].sub(" ", name.lower().replace("-treated", " "))
        words = [w.removesuffix("s") if len(w) > 4 else w for w in re.findall(r"[\w+/.-]+", low)]
        return " ".join(words) or " ".join(re.findall(r"[\w+/.-]+", name.lower()))

    def _everywhere(self, name: GroupName) -> list[Chars]:
        forms = {self._text[a:b] for a, b in name.places}
        forms |= {self._key_form(form) for form in forms}
        longest = sorted((form for form in forms if len(form) > 1), key=len, reverse=True)
        alternatives = "|".join(re.escape(form) for form in longest)
        places = set(name.places)
        if alternatives:
            pattern = re.compile(rf"(?<![\w-])(?:{alternatives})(?!\w)", re.I)
            places |= {
                match.span()
                for match in pattern.finditer(self._text)
                if not any(a < match.end() and match.start() < b for a, b in places)
            }
        return sorted(places)

    def _key_form(self, form: str) -> str:
        """The name without the nouns around it: "Ahmed" of "Ahmed implants"."""
        words = form.split()
        while len(words) > 1 and self._lists["around"].fullmatch(words[-1].lower()):
            words.pop()
        return " ".join(words)

    def _candidates(self) -> Iterator[tuple[int, int, float, bool]]:
        text = self._text
        for match in _LETTER_I.finditer(text):
            yield match.start(), match.end("a"), 3.0, False
            if match.group("b"):
                yield match.start("b"), match.end("b"), 3.0, False
        for match in _HEAD.finditer(text):
            start = self._name_start(match.start(), 8)
            name = text[start : match.start()].lower()
            if match.group().endswith("s") and name in ("treatment", "study"):
                continue
            yield from self._pieces(start, match.start(), 3.0, noun=True)
        for match in _TREATED.finditer(text):
            treated = text[match.start()] == "-" or "treated" in match.group().lower()
            start = self._name_start(match.start(), 5)
            name = text[start : match.start()].lower()
            told = treated or name in ("treatment", "control", "study", "placebo")
            subject = text.startswith((" had", " have"), match.end())
            weight = 3.0 if told else 1.0 if subject else 1.5
            yield from self._pieces(start, match.start(), weight, noun=told)
        for match in _GIVEN.finditer(text):
            loose = re.search(r"\b(?:on|with)\s+$", match.group()) is not None
            if not loose or not _NUMBERED.search(text, max(0, match.start() - 16), match.start()):
                yield from self._pieces(match.end(), self._name_end(match.end()), 2.0)
        for match in _BETWEEN.finditer(text):
            yield from self._pieces(match.end(), self._name_end(match.end()), 1.5)
        for match in _RESPECTIVELY.finditer(text):
            start = self._name_start(match.start(), 9)
            if re.search(r"\b(?:and|or|vs\.?|versus)\b", text[start : match.start()]):
                yield from self._pieces(start, match.start(), 2.0)
        for match in _AGAINST.finditer(text):
            yield from self._pieces(match.end(), self._name_end(match.end()), 2.0, against=True)
            partner = self._name_start(match.start(), 5)
            if partner < match.start():
                after = _PREPOSITION.search(text, max(0, partner - 14), partner)
                yield from self._pieces(partner, match.start(), 1.5 if after else 1.0)
        against = _AGAINST.search(text)
        for start, end in self._values:
            behind = _BEHIND_VALUE.match(text, end)
            if behind is not None:
                yield from self._pieces(behind.end(), self._name_end(behind.end()), 1.5)
            for pattern, weight in ((_BRACKET, 1.0), (_LABEL, 1.0)):
                lead = pattern.search(text, max(0, start - 34), start)
                if lead is not None:
                    first = self._name_start(lead.start(), 4)
                    tied = against and _GIVEN_TO.search(text, max(0, first - 10), first)
                    yield from self._pieces(first, lead.start(), 1.5 if tied else weight)
        for start, end in self._drugs:
            first, last = self._around_drug(start, end)
            moves = _MOVES.match(text, last) is not None
            yield first, last, 2.0 if moves else 1.5, False
        moving = _MOVES.search(text)
        if moving is not None and "," not in text[: moving.start()]:
            first = self._name_start(moving.start(), 5)
            opens = text[:first].strip().lower() in ("", "the", "results", "results the")
            if first < moving.start() and opens:
                yield from self._pieces(first, moving.start(), 1.0)

    def _around_drug(self, start: int, end: int) -> tuple[int, int]:
        """The drug with what is joined to it by a slash, a plus or a hyphen, and its strength."""
        text = self._text
        joined = True
        while joined:
            joined = False
            for left, right in self._drugs:
                if left > end and _JOINED.fullmatch(text, end, left):
                    end, joined = right, True
                elif right < start and _JOINED.fullmatch(text, right, start):
                    start, joined = left, True
        strength = _STRENGTH.match(text, end)
        if strength is not None and not self._holds(self._values, end + 1, strength.end()):
            end = strength.end()
        return start, end

    def _holds(self, spans: Sequence[Chars], start: int, end: int) -> bool:
        at = bisect_left(spans, (end,))
        return any(a < end and start < b for a, b in spans[max(0, at - 6) : at])

    def _name_start(self, end: int, most: int) -> int:
        """Where a name that ends here begins: behind a function word, a value or a sign."""
        lead_from = max(0, end - 80)
        words = list(_WORD.finditer(self._text, lead_from, end))
        start, count = end, 0
        for word in reversed(words):
            gap = self._text[word.end() : start]
            if gap.strip(" -\"“”‘’'") not in ("", ",") or count >= most:
                break
            if gap.strip() == "," and count == 0:
                break
            low = word.group().lower()
            joint = low in ("and", "or", "vs", "versus", "v", "plus", "+")
            if joint and count == 0:
                break
            outside = self._lists["outside"].fullmatch(low) or self._holds(self._values, *word.span())
            if outside and not joint:
                break
            start, count = word.start(), count + 1
        return start

    def _name_end(self, start: int) -> int:
        """Where a name that begins here ends."""
        stop, joint, last = start, False, start
        for index, word in enumerate(_WORD.finditer(self._text, start, start + 90)):
            gap, last = self._text[last : word.start()], word.end()
            low = word.group().lower()
            if index > 7 or gap.strip(" -\"“”‘’'.") or (index and gap == ""):
                break
            if low in ("and", "or", "vs", "versus", "plus") and index:
                joint = True
                continue
            if self._lists["outside"].fullmatch(low) and not (low == "without" and index and not joint):
                break
            if self._holds(self._values, *word.span()):
                break
            stop, joint = word.end(), False
        return stop

    def _pieces(
        self, start: int, end: int, weight: float, noun: bool = False, against: bool = False
    ) -> Iterator[tuple[int, int, float, bool]]:
        """The names of a coordination: "latanoprost and timolol"."""
        position = start
        combined = re.match(r"(?:fixed |the )?combin(?:ed|ation)", self._text[start:end], re.I)
        parts = [self._text[start:end]] if combined else _SPLIT.split(self._text[start:end])
        for part in parts:
            name = part.strip(" -–,.")
            at = self._text.find(name, position, end) if name else -1
            if at < 0:
                continue
            position = at + len(name)
            while (lead := _LEAD.match(name)) is not None:
                at, name = at + lead.end(), name[lead.end() :]
            last = at + len(name) >= end - 2
            if noun and not last and self._lists["no_group_words"].search(name.lower()):
                continue
            if self._text[max(0, at - 2) : at].strip()[-1:] in ("<", ">", "="):
                continue
            if self._names(name, at, noun):
                yield at, at + len(name), weight, against

    def _names(self, name: str, at: int, noun: bool) -> bool:
        low = name.lower()
        if not low or (not noun and not re.search(r"[^\W\d_]", low)) or (len(low) < 2 and not low.isalpha()):
            return False
        if self._lists["outside"].fullmatch(low) or self._lists["never"].fullmatch(low):
            return False
        if noun:
            return True
        if self._lists["alone_never"].fullmatch(low):
            return False
        if self._lists["no_group_words"].search(low):
            return False
        return not self._holds(self._taken, at, at + len(name))
