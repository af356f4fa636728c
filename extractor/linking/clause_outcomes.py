"""What a clause reports a number of, by its grammar: the subject, or what its people did or had.

"Success was achieved in 62%" and "62% of patients achieved success" name an outcome that no lexicon knows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from extractor.linking.drafts import Chars
from extractor.linking.lexicon import phrase_lists

_REACH = 700
"""No clause is read farther from its number, however long its sentence."""
_CLAUSE = re.compile(r";|\b(?:whereas|while|whilst|though|although|but)\b|[.?] (?=[A-Z])", re.I)
_WORD = re.compile(r"[^\W_](?:[\w+’'–./%-]*[\w%])?")
_LABEL = re.compile(
    r"\s*(?:[A-Z][A-Z ]{5,30}(?=[ :][A-Z])[ :]*|(?i:however|overall|conversely|similarly|moreover|also"
    r"|in addition|furthermore|accordingly|likewise|additionally|interestingly|notably|importantly|finally"
    r"|consequently|thus|hence|therefore|nevertheless|nonetheless|(?:in|by) contrast|on the other hand"
    r"|in particular|specifically|indeed|and|respectively)\b[ ,]*)"
)
_INTRO = re.compile(
    r"\s*(?:(?:at|after|by|during|over|within|in|with|among|from|of|for|on|following|upon|until|compared|relative"
    r"|six|three|twelve|one|two|when)\b[^,.;()]{2,90}|[\w ]{3,20}(?:analys[ie]s)), ",
    re.I,
)
_HEAD = re.compile(r"\s*[A-Z][\w-]{1,20}(?: [\w-]{1,14}){0,2}: ")
"""The head of a paragraph or item: "RIDGE-1: The adjusted rate was 0.92"."""
_COMMA_END = re.compile(r"[\s,(:\[=–-]+$")
_OF_PEOPLE = re.compile(
    r"(?:(?:a|the|all|more|fewer|most|only|significantly|statistically|higher|lower|greater|smaller|larger|total"
    r"|percentages?|proportions?|numbers?|majority|rates?|of|in|both|each|respectively|these|those|who|and|two|three"
    r"|[\d,.]+%?|\w+-two|\w+ty|\w+teen|one|four|five|six|seven|eight|nine|ten|patients?|participants?|subjects?|eyes?"
    r"|children|women|men|infants|adults|people|individuals|cases|groups?|arms?|treated|receiving|assigned|to|than|there|it"
    r"|randomi[sz]ed|on|for|with|percent|evaluable|an|any|no|least|at|as|compared|versus|vs)\W+)*",
    re.I,
)
_THERE = re.compile(r"\s*(?:there (?:was|were|is|are)|a total of) ?(?:a total of|only)?\s*", re.I)
_IN_GROUP = re.compile(r"\s*(?:in|with|among|for) (?:the )?", re.I)
_LAST_WORD = re.compile(r"[\s,]+(\w+\.?)$")
_COUNTED = re.compile(
    r"\s*[\w.,]+\s((?:[\w-]+ ){0,4}[\w-]+?)(?=\s*(?:\(|,|\.|;|$| (?:in|with|among|for|and|without|during)\b))"
)
_CUT = re.compile(
    r"[(,;:]| (?:than(?! \d)|compared|versus|vs|while|whereas|respectively|and \d|at \d|at the \d)\b|\.\s*$"
)
_ANALYSIS = re.compile(r"\b(?:analys[ie]s|study|results?|regression|trial|data)\Z", re.I)
_TEST_LENGTH = re.compile(r"\d{1,3}-(?:m|min|minute|second|step|item|point|met(?:re|er))\b")
_NEED = re.compile(r"(?:received|needed|requested|asked for|used) ([a-z][\w-]*(?: [a-z][\w-]*){0,3})")
_AFTER_IT = re.compile(
    r"\s*(?:after|following) (?:the )?(?:\w+ )?(?:treatment|therapy|intervention|surgery|operation|training)"
    r" (?=(?:the|an?|mean|median|average)\b)",
    re.I,
)
_CODE = re.compile(r"(?:^|\s)[A-Za-z]{0,9}[A-Z][\w:+/-]{0,9}[A-Z0-9][\w:]{0,9}$")
"""A short name at the end of a phrase: "total IgG", "plasma LPA C18:2"."""
_LEAD = re.compile(
    r"(?:[\[(](?:IQR|SD|SEM?|range)[\])]|the|an?|of|in|for|and|that|both|also|their|to|been|a total of|from"
    r"|significantly|slightly|markedly"
    r"|less|fewer|more|lower|higher|greater|shorter|longer|smaller|larger|similar|comparable|mean|median"
    r"|average) ",
    re.I,
)
_TAIL = re.compile(
    r"[\s,:;=(]+(?:the|an?|of|in|for|with|on|at|and|or|by|to|than|compared|versus|vs\.?|from|was|were|between|after|respectively"
    r"|group|groups|as|respective|both|either|among|significantly|statistically|score|mean|median|favou?red|also|only|up|down"
    r"|averaged|higher|lower|greater|more|less|fewer|similar|patients|eyes|in|each|all|per|two|is|had|reaching|being"
    r"|approximately|about)$",
    re.I,
)


class Clauses:
    """Reads the outcome of a number from its clause. `groups` and `values` are sorted places in the text."""

    def __init__(
        self, text: str, groups: Sequence[Chars], values: Sequence[Chars], times: Sequence[Chars]
    ) -> None:
        self._text = text
        self._groups = groups
        self._values = values
        self._times = times
        self._lists = phrase_lists("clause_words.toml")
        self._verbs = self._lists["verbs"]

    def beside(self, start: int, end: int, number: Chars) -> Chars | None:
        """The noun phrase right before the bracket that holds the number: "dizziness (7.7%)"."""
        first, _ = self._clause(start, end, number)
        opening = self._opening(first, number[0])
        return None if opening is None else self._before_bracket(first, opening)

    def judged(self, start: int, end: int, number: Chars) -> Chars | None:
        """The subject that a test is told of: "tear volume did not differ between groups (P=.4)"."""
        first, _ = self._clause(start, end, number)
        first = self._skip_intro(first, number[0])
        verdict = self._lists["verdicts"].search(self._text, first, number[0])
        if verdict is None or self._depth(first, verdict.start()):
            return None
        subject = self._trim(first, self._strip(first, verdict.start()))
        return subject if subject is not None and self.is_sure(*subject) else None

    def outcome(self, start: int, end: int, number: Chars) -> Chars | None:
        """The place of the phrase that names what the number at `number` counts or measures, or None."""
        text = self._text
        first, last = self._clause(start, end, number)
        opening = self._opening(first, number[0])
        stop = self._strip(first, number[0] if opening is None else opening)
        first = self._skip_intro(first, stop)
        lead = text[first:stop]
        there = _THERE.fullmatch(lead) is not None
        if there:
            noun = _COUNTED.match(text, number[0], last)
            return self._trim(noun.start(1), noun.end(1)) if noun else None
        if not re.search(r"[^\W\d_]{2}", lead):
            return self._after(number[1], last)
        verbs = self._all_verbs(first, stop)
        if not verbs:
            subject = self._trim(first, stop)
            if subject is not None and not self._is_people(*subject):
                return subject
        for place in reversed(range(len(verbs))):
            verb = verbs[place]
            subject = self._subject(verbs[place - 1].end() if place else first, verb.start())
            if subject is not None and not self._is_people(*subject) and not self._is_method(*subject):
                return subject
            predicate = self._predicate(verb, stop)
            if predicate is not None and not self._is_people(*predicate):
                return predicate
        return self._after(number[1], last)

    def is_sure(self, start: int, end: int) -> bool:
        """Whether a phrase is a noun phrase that can only be a measure or an event, in a longer text too."""
        phrase = self._text[start:end]
        low = phrase.lower()
        words = low.split()
        if len(words) > 9 or self._held(self._groups, start, end) or self._lists["vague"].fullmatch(low):
            return False
        if self._lists["no_nouns"].search(low) or self._verbs.search(low):
            return False
        verbal = words[0].endswith(("ed", "ing")) and "-" not in words[0]
        if self._lists["ties"].fullmatch(words[0]) or verbal:
            return False
        if low[0].isdigit() and _TEST_LENGTH.match(low) is None:
            return False
        if len(words) == 1 and low.endswith(("able", "ible", "ic", "ive", "al")):
            return False
        head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
        if _CODE.search(phrase) and len(words) > 1:
            return True
        happening = self._lists["happenings"].fullmatch(head) is not None
        named = happening or not head.endswith(("ed", "ing", "ly"))
        return len(head) > 3 and named and head.strip("()").isalpha()

    def is_need(self, start: int, end: int) -> bool:
        """Whether a phrase says what people turned to, as an outcome may: "asked for rescue analgesia"."""
        phrase = self._text[start:end]
        said = _NEED.fullmatch(phrase)
        if said is None or self._held(self._groups, start, end):
            return False
        return not self._lists["no_nouns"].search(said[1]) and not self._lists["no_needs"].search(said[1])

    def _subject(self, first: int, stop: int) -> Chars | None:
        """The noun phrase before a verb, behind the numbers and brackets of the words before it."""
        held = [b for a, b in self._values if first <= a and b <= stop]
        first = max([first, *held])
        for mark in (")", ","):
            at = self._text.rfind(mark, first, stop)
            if at >= 0 and self._depth(at + 1, stop) == 0 and (mark == ")" and held or mark == ","):
                rest = self._text[at + 1 : stop]
                if re.search(r"[^\W\d_]{3}", rest):
                    first = at + 1
        return self._trim(first, self._strip(first, stop))

    def _all_verbs(self, first: int, stop: int) -> list[re.Match[str]]:
        return [
            match
            for match in self._verbs.finditer(self._text, first, stop)
            if self._held(self._groups, *match.span()) is None and self._depth(first, match.start()) == 0
        ]

    def _clause(self, start: int, end: int, number: Chars) -> Chars:
        start, end = max(start, number[0] - _REACH), min(end, number[1] + _REACH)
        first, last = start, end
        for match in _CLAUSE.finditer(self._text, start, end):
            if match.end() <= number[0] and self._depth(start, match.start()) == 0:
                first = match.end()
            closed = match.start() >= number[1] and self._depth(number[1], match.start()) <= 0
            if closed and match.group()[0] in ";.?":
                last = match.start()
                break
        label = _LABEL.match(self._text, first)
        return (label.end() if label and label.end() < number[0] else first), last

    def _depth(self, start: int, end: int) -> int:
        return self._text.count("(", start, end) - self._text.count(")", start, end)

    def _opening(self, first: int, number: int) -> int | None:
        """The bracket that holds the number, or None."""
        depth = 0
        for at in range(number - 1, first - 1, -1):
            mark = self._text[at]
            if mark in ")]":
                depth += 1
            elif mark in "([":
                if depth == 0:
                    return at
                depth -= 1
        return None

    def _held(self, spans: Sequence[Chars], start: int, end: int) -> Chars | None:
        at = bisect_left(spans, (end,))
        return next(((a, b) for a, b in reversed(spans[max(0, at - 4) : at]) if a < end and start < b), None)

    def _strip(self, first: int, stop: int) -> int:
        """Leave out groups, times and the words that tie them at the end of a stretch."""
        text = self._text
        while stop > first:
            before = stop
            gap = _COMMA_END.search(text, first, stop)
            if gap is not None:
                stop = gap.start()
            for spans in (self._groups, self._times):
                held = self._held(spans, max(first, stop - 1), stop)
                if held is not None and held[0] >= first:
                    stop = held[0]
            if text[stop - 1 : stop] in ")]":
                opening = text.rfind("(" if text[stop - 1] == ")" else "[", first, stop)
                if opening > first:
                    stop = opening
            word = _LAST_WORD.search(text, max(first, stop - 24), stop)
            tied = _TAIL.search(text, max(first, stop - 24), stop) if word else None
            if (
                tied is not None
                and before != stop
                or tied is not None
                and self._lists["ties"].fullmatch(tied.group().strip(" ,"))
            ):
                stop = tied.start()
            if stop == before:
                break
        return stop

    def _skip_intro(self, first: int, stop: int) -> int:
        """Behind phrases such as "At 15 months, in the study group,"."""
        head = _HEAD.match(self._text, first, stop)
        first = first if head is None else head.end()
        for _ in range(3):
            intro = _INTRO.match(self._text, first, stop)
            if intro is None or self._all_verbs(first, intro.end()):
                break
            first = intro.end()
        after = _AFTER_IT.match(self._text, first, stop)
        first = first if after is None else after.end()
        held = self._held(self._groups, first, first + 14)
        if held is not None and _IN_GROUP.fullmatch(self._text, first, held[0]):
            first = held[1]
        return first

    def _before_bracket(self, first: int, opening: int) -> Chars | None:
        """The noun phrase that stands right before a bracket: "dizziness (7.7%)"."""
        text = self._text
        stop = opening
        while stop > first and text[stop - 1].isspace():
            stop -= 1
        if self._held(self._groups, stop - 1, stop) or self._held(self._times, stop - 1, stop):
            return None
        at = stop
        for word in reversed(list(_WORD.finditer(text, max(first, stop - 110), stop))):
            gap = text[word.end() : at]
            if at != stop and gap.strip(" -/’'") or self._held(self._groups, *word.span()):
                break
            if at == stop and gap.strip():
                break
            low = word.group().lower()
            bound = self._lists["bounds"].fullmatch(low) or self._verbs.fullmatch(low)
            if bound or self._held(self._values, *word.span()):
                break
            at = word.start()
        found = self._trim(at, stop)
        if found is None or self._is_people(*found) or len(text[found[0] : found[1]]) < 3:
            return None
        return found

    def _after(self, start: int, last: int) -> Chars | None:
        """What is said behind a number that opens the clause: "62% of patients achieved success"."""
        for verb in self._verbs.finditer(self._text, start, last):
            if self._held(self._groups, *verb.span()) is None:
                return self._predicate(verb, last)
        return None

    def _predicate(self, verb: re.Match[str], stop: int) -> Chars | None:
        """What follows a verb, with the verb itself where it says more than "had"."""
        text = self._text
        begin = verb.start()
        words = verb.group().lower().split()
        if self._lists["light"].fullmatch(words[-1]):
            begin = verb.end()
        cut = _CUT.search(text, verb.end(), stop)
        end = cut.start() if cut else stop
        for spans in (self._groups, self._values, self._times):
            inside = next((a for a, b in spans if verb.end() <= a < end), None)
            if inside is not None:
                end = inside
        return self._trim(begin, self._strip(begin, end))

    def _is_people(self, start: int, end: int) -> bool:
        """Whether a phrase names no outcome but who or how many."""
        phrase = self._text[start:end]
        held = self._held(self._groups, start, end)
        rest = phrase
        if held is not None:
            rest = self._text[start : max(start, held[0])] + " " + self._text[min(end, held[1]) : end]
        match = _OF_PEOPLE.match(rest.strip() + " ")
        return match is not None and match.end() >= len(rest.strip())

    def _is_method(self, start: int, end: int) -> bool:
        return _ANALYSIS.search(self._text, start, end) is not None

    def _trim(self, start: int, end: int) -> Chars | None:
        text = self._text
        while end > start and not (text[end - 1].isalnum() or text[end - 1] in ")%]"):
            end -= 1
        while start < end and not (text[start].isalnum() or text[start] in "≥≤<>"):
            start += 1
        while (lead := _LEAD.match(text, start, end)) is not None:
            start = lead.end()
        if text.count(")", start, end) > text.count("(", start, end):
            return None
        phrase = text[start:end]
        if end - start < 3 or end - start > 140 or not re.search(r"[^\W\d_]{3}|[A-Z]{2}", phrase):
            return None
        if self._held(self._values, start, end) or phrase_lists("phrases.toml")["no_outcomes"].fullmatch(
            phrase
        ):
            return None
        return start, end
