"""Doses tied to the drugs of the trial, each with the best statement of its frequency and route."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from extractor.language.dosing import Frequency, frequencies, in_digits, routes
from extractor.language.mentions import Dose, DrugName
from extractor.language.needles import Needled
from extractor.language.spans import doc_text, mentions
from extractor.language.word_index import word_index
from extractor.linking.dose_pairs import paired_doses
from extractor.linking.drafts import Chars, DoseDraft, DrugDraft, TrialDraft
from extractor.linking.sentence_bounds import sentence_at, sentence_bounds
from extractor.reading.source import Source

_SKIPPED = frozenset({"boilerplate", "references"})
_LINK = re.compile(
    r"[®™]?\s?(?:\([^()\n]{0,60}\)?)?[\s,:(\[]*(?:(?:an?|the|at|of|in|as|dose|doses|dosage|was|"
    r"were|is|given|orally|oral|by|mouth|"
    r"subcutaneous(?:ly)?|intravenous(?:ly)?|once|twice|daily|weekly|tablets?|capsules?|"
    r"injections?|infusion|supplements?|either|or|and|"
    r"starting|flat|fixed|low|high|cream|gel|ointment|foam|lotion|ophthalmic|nasal|topical|eye|drops|spray|"
    r"solution|suspension|first|containing|dosing|receiving|monthly|"
    r"followed|then|antibody|anti\S+|amount)[\s,:(]+)*$",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"\s?(?:/day|/week)?\s?(?:(?!(?:with|and|or|vs|versus|to|group|groups|arm|arms|in|plus|on|for|"
    r"than|from|by|was|were)\s)[\w-]+\s)?"
    r"(?:(?:of|dose|doses|daily|oral|per day|once|twice|intravenous|subcutaneous|the|vaginal|"
    r"tablets?)\s){0,3}$",
    re.IGNORECASE,
)
_DOSE_WORDS = re.compile(
    r"\b(?:groups?|arms?|doses?|cohorts?|regimens?|once|twice|daily|weekly|monthly|placebo|"
    r"randomi[sz]ed|assigned|received|given|took|administered|"
    r"tablets?|every|nightly|day|on|with|versus|infused|injection|intramuscular|raised|increased|"
    r"titrated|up\sto|starting|[bq]\.?i\.?d|t\.?i\.?d|qd|q\d{1,2}[wdhm])\b|\([nN]\s?=",
    re.IGNORECASE,
)
_REJECT_BEFORE = Needled(
    re.compile(
        r"(?:strengths?|available|supplied|approved|recommended|(?<!-)label\w*)\b[^.\n]{0,60}$|"
        r"\b(?:mean|median|total|average)\s(?:\w+\s){0,3}doses?\b[^.\n]{0,60}$|"
        r"\b(?:protein\w*|albumin\w*|creatinine|ha?emoglobin|glucose|ferritin|cholesterol|excretion|ratio|"
        r"clearance)\s(?:\w+\s){0,2}(?:of\s)?(?:at least|above|below|over|under|(?:more|less|greater) than|"
        r"between)\s$|"
        r"\b(?:proteinuria|albuminuria) of\s(?:\w+\s){0,2}$|"
        r"\b(?:two|three|four|\d)\s(?:actuations|puffs|tablets|capsules|inhalations)\s(?:of\s)?$|[<>≤≥]\s?$|"
        r"\bmax(?:imum|\.)?(?:\s(?:total|daily|single))?(?:\sdose)?(?:\sof)?[:,;]?\s$",
    )
)
_REJECT_AFTER = re.compile(
    r"\s?(?:/|per)\s?(?:d?L|100)|\s(?:higher|lower|greater|less|reduction|increase|decrease|difference)\b"
)
_BARE_UNITS = frozenset(
    {"mg", "µg", "g", "mg/kg", "µg/kg", "mg/m2", "mg/m²", "IU", "MIU", "U", "nmol/kg", "ng/kg", "GBq", "MBq"}
)
_RAISED = re.compile(
    r"\b(?:escalat\w+|titrat\w+|increas\w+|rais\w+|step\w*|doubl\w+|up-titrat\w+|adjust\w+|assess\w*|"
    r"evaluat\w+|measured|seen|visits?)\b[^.;,]{0,20}$",
    re.IGNORECASE,
)
"""How often doses are raised or people are seen, not how often the medicine is given."""
_DOSE_SENTENCE = re.compile(
    r"\b(?:receiv\w+|given|took|taken|randomi[sz]ed|assigned|allocated|injections?|tablets?|"
    r"infused|administered|daily)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Printed:
    chars: Chars
    dose: Dose
    sentence: Chars


_Key = tuple[int, float, str]


def find_doses(doc: Doc, source: Source, drugs: list[DrugDraft]) -> list[DoseDraft]:
    """Each distinct (drug, amount, unit) that the trials give, in order of first mention."""
    care = {mention[:2] for mention in mentions(doc, "drug") if _kind(mention[2]) == "care"}
    given = [drug for drug in drugs if drug.name != "placebo" and not care.intersection(drug.mentions)]
    if not given:
        return []
    text = doc_text(doc)
    bounds = sentence_bounds(doc)
    owner = {chars: drug for drug in drugs for chars in drug.mentions}
    names = sorted(mention[:2] for mention in mentions(doc, "drug") if _kind(mention[2]) != "care")
    lead = _lead(given)
    tied: dict[_Key, list[_Printed]] = {}
    drug_of: dict[int, DrugDraft] = {id(drug): drug for drug in given}
    paired = paired_doses(doc, given)
    for start, end, dose in mentions(doc, "dose"):
        assert isinstance(dose, Dose)
        block = source.block_at(start)
        if block is not None and block.kind in _SKIPPED:
            continue
        sentence = sentence_at(bounds, start)
        drug = paired.get(start) or _drug_of(text, (start, end), dose, sentence, names, owner, lead)
        if drug is not None:
            key = (id(drug), dose.amount, dose.unit)
            tied.setdefault(key, []).append(_Printed((start, end), dose, sentence))
    schedules = _Schedules(text, bounds, tied)
    drafts = []
    for key, printed in tied.items():
        drug = drug_of[key[0]]
        for alike in _by_frequency(printed):
            frequency, route = schedules.of(key, alike, drug)
            evidence = [one.chars for one in alike]
            drafts.append(
                DoseDraft(drug, key[1], key[2], frequency, route, evidence, 0.9 if len(alike) > 1 else 0.75)
            )
    return drafts


def _kind(name: object) -> str:
    return name.kind if isinstance(name, DrugName) else ""


def doses_of(trial: TrialDraft, trials: Sequence[TrialDraft], doses: list[DoseDraft]) -> list[DoseDraft]:
    """The doses that a trial gives: not those that the document states for its other trials alone."""
    if trial.pooled:
        return doses
    others = [chars for other in trials if other is not trial for chars in other.covers]

    def said(dose: DoseDraft, stretches: list[Chars]) -> bool:
        return any(a <= place < b for place, _ in dose.evidence for a, b in stretches)

    return [dose for dose in doses if said(dose, trial.covers) or not said(dose, others)]


def _by_frequency(printed: list[_Printed]) -> list[list[_Printed]]:
    """The mentions of one amount parted by the frequencies said with them: every 2 weeks, every 4 weeks."""
    parts: dict[str, list[_Printed]] = {}
    silent = []
    for one in printed:
        if one.dose.frequency is None:
            silent.append(one)
        else:
            parts.setdefault(in_digits(one.dose.frequency).removeprefix("once "), []).append(one)
    groups = list(parts.values()) or [[]]
    groups[0] += silent
    return groups


def _lead(drugs: list[DrugDraft]) -> DrugDraft | None:
    """The drug that a bare dose means: the experimental one that is named most."""
    tested = [drug for drug in drugs if drug.role == "experimental"] or drugs
    return max(tested, key=lambda drug: len(drug.mentions), default=None)


def _drug_of(
    text: str,
    chars: Chars,
    dose: Dose,
    sentence: Chars,
    names: list[Chars],
    owner: dict[Chars, DrugDraft],
    lead: DrugDraft | None,
) -> DrugDraft | None:
    start, end = chars
    if _REJECT_AFTER.match(text, end):
        return None
    place = bisect_right(names, (start, start))
    before = names[place - 1] if place and names[place - 1][0] >= sentence[0] else None
    after = names[place] if place < len(names) and names[place][0] < sentence[1] else None
    between = "" if after is None else text[end : after[0]].rstrip() + " "
    behind = after is not None and after[0] - end <= 30 and _FOLLOWS.fullmatch(between) is not None
    if after is not None and behind and (before is None or text[before[1] : start].strip(" (")):
        return _real(owner.get(after))
    if dose.unit != "%" and _REJECT_BEFORE.search(text[max(sentence[0], start - 90) : start].lower()):
        return None
    if before is not None:
        gap = text[before[1] : start]
        if len(gap) <= 160 and _reaches(gap):
            pair = names[place - 2] if place > 1 else None
            if (
                pair is not None
                and text[pair[1] : before[0]] in ("-", "/", "–")
                and text[end : end + 1] == "/"
            ):
                before = pair
            return _real(owner.get(before))
    if dose.unit not in _BARE_UNITS and "10^" not in dose.unit and "million" not in dose.unit:
        return None
    if not _DOSE_WORDS.search(text[max(sentence[0], start - 60) : min(sentence[1], end + 40)]):
        return None
    clause = max(text.rfind(";", sentence[0], start), sentence[0])
    opened = text.rfind("(", sentence[0], start)
    if clause > opened > text.rfind(")", sentence[0], start):
        clause = max(text.rfind(";", sentence[0], opened), sentence[0])
    earlier = [name for name in names[:place] if name[0] >= clause]
    if any(name not in owner for name in earlier):
        return None
    group = _GROUP_AFTER.match(text, end) is not None
    for name in reversed(earlier):
        drug = owner[name]
        if drug.name != "placebo" and (drug.role == "experimental" or not group):
            return drug
    if lead is not None and lead.role == "experimental" and not earlier:
        known = [
            owner[name]
            for name in names[max(0, place - 12) : place]
            if name in owner and owner[name].role == "experimental"
        ]
        return known[-1] if known else lead
    return lead


def _real(drug: DrugDraft | None) -> DrugDraft | None:
    return None if drug is None or drug.name == "placebo" else drug


_GROUP_AFTER = re.compile(
    r"[ -]?(?:\w+\s)?(?:groups?|arms?|doses?|cohorts?|,|and|or|vs|versus)\b|\s?(?:,|\()"
)


_INNER_DOSES = re.compile(
    r"\d[\d.,·]*(?:\s?[x×]\s?10\^?\d+)?[ -]?(?:mg|g|µg|μg|mcg|IU|U|AUC|%|m2|m²|kg|/|million|cells|"
    r"h\b)*(?:\([^()]{0,40}\))?|"
    r"\([^()\n]{0,40}\)|\bAUC\b|\bday|\bdays|\bweeks?\b|\bevery\b|\bof\b|\bto\b|\bthen\b|"
    r"\bloading\b|\bbody\b|\bweight\b|\bper\b|\bkilogram\b"
)


_FORMULATION = re.compile(r"^(?!placebo|or\b|and\b|with\b|plus\b|vs|versus)[A-Za-z]{2,18}\b")


def _reaches(gap: str) -> bool:
    """Whether a drug's name governs what stands behind the gap: only doses and words of dosing between."""
    bare = _INNER_DOSES.sub(" ", gap)
    return (
        not bare.strip()
        or _LINK.fullmatch(_FORMULATION.sub("", " ".join(bare.split()), count=1) + " ") is not None
    )


class _Schedules:
    """The document's statements of how often and by which way each drug is given."""

    def __init__(self, text: str, bounds: list[Chars], tied: dict[_Key, list[_Printed]]) -> None:
        self._text = text
        self._bounds = bounds
        self._by_drug: dict[int, list[_Printed]] = {}
        for key, printed in tied.items():
            self._by_drug.setdefault(key[0], []).extend(printed)
        self._dosing = [bound for bound in bounds if word_index(text).search(_DOSE_SENTENCE, *bound)]

    def of(self, key: _Key, printed: list[_Printed], drug: DrugDraft) -> tuple[str | None, str | None]:
        """Frequency and route: of the phrase, its sentence, the drug's other doses, the next sentence."""
        frequency = _most_said(one.dose.frequency for one in printed)
        if frequency is not None and in_digits(frequency) in [one.dose.frequency for one in printed]:
            frequency = in_digits(frequency)
        route = _most_said(one.dose.route for one in printed)
        others = self._by_drug[key[0]]
        if frequency is None:
            frequency = self._nearby(printed, frequency=True)
        if frequency is None:
            frequency = _only(one.dose.frequency for one in others)
        if frequency is None:
            frequency = self._nearby(others, frequency=True) or self._at_name(drug) or self._in_sentence(drug)
        if route is None:
            route = self._nearby(printed, frequency=False) or _only(one.dose.route for one in others)
        if route is None:
            route = self._nearby(others, frequency=False) or self._beside(drug)
        return frequency, route

    def _nearby(self, printed: list[_Printed], frequency: bool) -> str | None:
        for one in printed:
            if not word_index(self._text).search(_DOSE_SENTENCE, *one.sentence):
                continue
            said = self._said(one.sentence, one.chars[0], frequency)
            if said is not None:
                return said
        for one in printed:
            index = bisect_right(self._bounds, one.sentence) - 1
            following = self._bounds[index + 1] if index + 1 < len(self._bounds) else None
            if (
                following is not None
                and following in self._dosing
                and "\n" not in self._text[one.sentence[0] : following[0]]
            ):
                said = self._said(following, following[0], frequency)
                if said is not None:
                    return said
        return None

    def _said(self, sentence: Chars, place: int, frequency: bool) -> str | None:
        if frequency:
            often = self._given(sentence)
            if not often:
                return None
            return min(
                often, key=lambda one: abs(one.start - place) + (0 if one.start >= place else 40)
            ).words
        way = routes(self._text, *sentence)
        return min(way, key=lambda one: abs(one[0] - place))[2] if way else None

    def _given(self, sentence: Chars) -> list[Frequency]:
        """How often a medicine is given, as far as a sentence says it."""
        return [
            one
            for one in frequencies(self._text, *sentence)
            if not _RAISED.search(self._text, max(sentence[0], one.start - 40), one.start)
        ]

    def _at_name(self, drug: DrugDraft) -> str | None:
        """A frequency right before the drug's name: "once-daily baxdrostat"."""
        for start, _ in drug.mentions:
            often = frequencies(self._text, max(0, start - 24), start)
            if often and start - often[-1].end <= 10:
                return often[-1].words
        return None

    def _in_sentence(self, drug: DrugDraft) -> str | None:
        """The one frequency of a sentence that names the drug: "injected once every 6 months"."""
        for start, _ in drug.mentions[:8]:
            said = {one.words for one in self._given(sentence_at(self._bounds, start))}
            if len(said) == 1:
                return said.pop()
        return None

    def _beside(self, drug: DrugDraft) -> str | None:
        """A route right before the drug's name: "oral soficitinib"."""
        for start, end in drug.mentions:
            way = routes(self._text, max(0, start - 18), start) or routes(
                self._text, end, min(len(self._text), end + 16)
            )
            if way:
                return way[0][2]
        return None


def _most_said(values: object) -> str | None:
    counted = Counter(value for value in values if value is not None)  # type: ignore[attr-defined]
    return counted.most_common(1)[0][0] if counted else None


def _only(values: object) -> str | None:
    said = {value for value in values if value is not None}  # type: ignore[attr-defined]
    return said.pop() if len(said) == 1 else None
