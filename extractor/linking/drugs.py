"""Which drugs belong to the document's trials, their names, roles and developers."""

from __future__ import annotations

import re
from bisect import bisect_right

from spacy.tokens import Doc

from extractor.language.endings import Ending
from extractor.language.mentions import Combination
from extractor.language.spans import doc_text, mentions
from extractor.language.word_index import word_index
from extractor.linking.drafts import DrugDraft
from extractor.linking.drug_companies import of_another_company
from extractor.linking.drug_drafts import DrugSentence, code_prefix, draft_drug
from extractor.linking.drug_leads import BEATEN_BEFORE, lead_score
from extractor.linking.drug_names import DrugGroup, group_mentions
from extractor.linking.drug_settings import came_from, is_setting, is_weak
from extractor.linking.drug_targets import find_targets
from extractor.linking.sentence_bounds import sentence_bounds
from extractor.reading.source import Source

_RANDOMISED = re.compile(
    r"\b(?:re-?)?(?:randomi[sz]\w*|randomly|assigned|allocated)\b"
    r"|\b(?:(?:group|arm) (?:[A-E]|[1-5]|I{1,3})"
    r"|(?:first|second|third|fourth|other|control|intervention|study) group)"
    r"(?: ?\([^()\n]{0,24}\))? (?:received|was given|were given|got|took|was treated with)\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"\b(?:receiv\w+|were given|was given|are given|is given|given|took|treated with|administered|consum\w+|"
    r"added? to|adding|addition of|on top of|in combination with|combined with|plus|versus|vs|"
    r"compared with|to add|with)\b",
    re.IGNORECASE,
)
_RUNNING = re.compile(
    r"\b(?:recruit\w*|enrol+ing|ongoing|under way|underway|continues|planned|will (?:test|add|"
    r"randomi[sz]e|evaluate|compare|assess|open|enrol+)|"
    r"is (?:in|running|testing)|being (?:tested|studied)|on track to begin|to start|set to|"
    r"stopped|discontinued)\b",
    re.IGNORECASE,
)
_TRIAL = re.compile(r"\b(?:trials?|stud(?:y|ies)|phase)\b", re.IGNORECASE)
_FOREIGN = re.compile(
    r"\b(?:by way of context|competitors?|competing|rivals?|current standard|echo(?:es)?|"
    r"stack(?:s)? up|old hands|"
    r"follows|approved in|is approved|was approved|licensed in|cut in earlier|older|"
    r"historical\w*)\b|\bIn contrast, ",
    re.IGNORECASE,
)
_PRIOR = re.compile(
    r"\b(?:prior|previous(?:ly)?|had had|had been|failed|failure|failing|refractory|resistant|"
    r"intoleran\w+|progress(?:ed|ion)|despite|"
    r"cured|inadequate(?:ly)?|history of|naive|excluded?|not allowed|rescue|permitted|allowed|"
    r"recommended|inhibitor-na)\b",
    re.IGNORECASE,
)
_CHOICE_OF = re.compile(
    r"\b(?:physician|investigator|doctor|clinician)['’]?s?['’]?[ -]choice\b[^.;\n]{0,60}$"
)
_PRIOR_USE = re.compile(
    r"\b(?:prior|previous(?:ly)?|background|concomitant|already|stable|had had|had been|"
    r"failed|failure (?:of|on|with)|refractory to|resistant to|"
    r"intoleran\w+ (?:of|to)|progress\w+ (?:on|after)|after|despite|history of)\b"
    r"(?![^.;\n]*\b(?:were|was|randomi[sz]\w+|assigned|plus|versus|group|arm)\b)[^.;\n]{0,80}$",
    re.IGNORECASE,
)
_GIVEN_BEFORE = re.compile(
    r"\b(?:(?:progress|relaps)\w+ (?:on|after|during|following)"
    r"|(?:refractory|resistant|intoleran\w+) (?:of|to)"
    r"|previously treated with|prior (?:treatment|therapy|exposure) (?:with|to)|(?:had|who|have) failed)\b"
    r"(?:(?!\b(?:were|was|randomi[sz]\w+|assigned|allocated|receive[ds]?|compared|versus|vs)\b)[^.;\n]){0,120}$",
    re.IGNORECASE,
)
"""Before a drug that the participants had before the trial, "with or without" others, up to the next verb."""
_CONNECTOR = re.compile(
    r"\b(?:plus|and|or|versus|vs|v|with|to|than|on top of|added|against|compared|followed by|then|"
    r"minus|choice)\b|[,/+–&:-]",
    re.IGNORECASE,
)
_VERBS = re.compile(
    r"\b(?:contain\w*|consist\w*|reduc\w+|improv\w+|show\w*|gave|had|lower\w*|rose|fell|met|"
    r"missed|approved|brought|kept|led|occurred|were|caus\w+|managed|"
    r"reach\w*|said|which|who|whose|where|when|because|while|after|before|than)\b",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()\n]{0,160}\)|\[[^\[\]\n]{0,160}\]")
_ARM_AFTER = re.compile(
    r"[®™]?(?:\s?\([^()\n]{0,40}\))?[ -](?:(?:alone|monotherapy|treatment|dose|supplementation|"
    r"therapy|intervention)\s)?"
    r"(?:groups?|arms?|recipients|group's|cohorts?|alone|period|-treated|treated|patients|"
    r"participants)\b|\s?\(\s?[nN]\s?=|, n\s?="
)
_ARM_BEFORE = Ending(
    re.compile(
        r"\b(?:with|on|given|receiving|received|taking|took|to|than|versus|vs\.?|of)\s(?:oral\s|"
        r"either\s|any\s)?$",
        re.IGNORECASE,
    )
)
_STRICT_AFTER = re.compile(
    r"[®™]?(?:\s?\([^()\n]{0,40}\))?[ -](?:\w+\s)?(?:groups?|arms?|recipients|alone)\b"
)
_VERSUS_BEFORE = Ending(
    re.compile(
        r"\b(?:versus|vs\.?|compared (?:with|to)|against|or|than(?: with)?|over)\s"
        r"(?:(?:an?|the|standard|usual|oral|intravenous|reference)\s){0,2}$",
        re.IGNORECASE,
    )
)
_SHARE_WITH = re.compile(
    r"\b(?:versus|vs\.?|compared with|against|and|than)\s(?:in\s)?\d[\d.·]*\s?%?,?\s"
    r"(?:of\s(?:those|patients|people|participants|the|[a-z]{4,12})\s)?"
    r"(?:with|on|for|given|receiving|taking|treated with|of the|in the)\s$",
    re.IGNORECASE,
)
_AS_CONTROL = re.compile(
    r"[\s,(]{1,2}(?:[a-z]{2,8} ){0,2}as (?:an? |the )?(?:[a-z-]+ ){0,2}(?:control|comparator)\b"
)
_TRIAL_AGAINST = re.compile(
    r"\b(?:trial|study)\s(?:against|versus|vs\.?)\s(?:(?:oral|weekly|daily|injectable|the|standard)\s){0,2}$"
)
_AS_BACKGROUND = re.compile(
    r"[^.;\n]{0,60}\b(?:served as|was|were|as) (?:the |their )?background "
    r"(?:therapy|treatment|medication|regimen)"
)
_VERSUS_AFTER = re.compile(r"\s(?:versus|vs\.?|compared (?:with|to))\s", re.IGNORECASE)
_DOSE_NEAR = re.compile(r"[®™,(]?\s?(?:at\s|\()?\d[\d.,]*\s?-?(?:mg|µg|μg|mcg|g\b|IU|U\b|%|million)")
_EVERYONE = re.compile(
    r"\b(?:everyone|all (?:patients|participants|subjects|women|children|adults|received)|all|"
    r"both (?:\w+ )?(?:groups|arms)|(?:each|every) (?:\w+ )?(?:group|arm)|all (?:\w+ )?(?:groups|arms)|"
    r"(?:every|each) (?:patient|participant)|patients in (?:both|all)|patients|participants|"
    r"they)\s(?:also\s)?"
    r"(?:received?|were given|took|got|had|started)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\ban? (?:earlier|previous|prior|separate|different) (?:phase|study|trial)", re.IGNORECASE
)
_GENERIC = frozenset({"insulin", "interferon", "heparin", "estrogen", "albumin"})
_PIPELINE_HEAD = re.compile(r"[®™]?(?:\s?\([^()\n]{0,60}\))?,\s(?:an?|its|the|our)\s")
_SKIPPED = frozenset({"boilerplate", "references"})


def find_drugs(doc: Doc, source: Source) -> list[DrugDraft]:
    """The drugs of the document's trials by first mention, placebo included, quoted ones left out."""
    groups = _of_the_trials(group_mentions(doc), doc_text(doc))
    if not groups:
        return []
    sentences = _sentences(doc, source, groups)
    title_end = _title_end(source, doc_text(doc))
    scores = {id(group): _score(group, sentences, title_end) for group in groups}
    real = [group for group in groups if not group.placebo]
    leads = {id(group): lead_score(group, sentences, scores[id(group)]) for group in groups}
    kept = _choose(real, sentences, scores, leads, title_end)
    drafts = []
    for group in groups:
        if group in kept or (group.placebo and _has_placebo(group, sentences, kept)):
            drafts.append(draft_drug(group, kept, sentences, doc_text(doc), leads))
    find_targets(doc, drafts)
    return drafts


def _of_the_trials(groups: list[DrugGroup], text: str) -> list[DrugGroup]:
    """The drugs without the mentions that tell what participants had before; those of no other mention go."""

    def before(start: int) -> bool:
        first = max(text.rfind("\n", 0, start) + 1, start - 180)
        return _GIVEN_BEFORE.search(text, first, start) is not None

    for group in groups:
        group.mentions = [chars for chars in group.mentions if not before(chars[0])]
    return [group for group in groups if group.mentions]


def _sentences(doc: Doc, source: Source, groups: list[DrugGroup]) -> list[DrugSentence]:
    out = []
    whole = doc_text(doc)
    for start, end in sentence_bounds(doc):
        block = source.block_at(start)
        kind = block.kind if block is not None else "paragraph"
        out.append(DrugSentence(start, end, whole[start:end], kind))
    starts = [sentence.start for sentence in out]
    for group in groups:
        weak = is_weak(group)
        for chars in group.mentions:
            index = bisect_right(starts, chars[0]) - 1
            if of_another_company(whole, chars[0]) or not group.placebo and came_from(whole, chars[0]):
                continue
            if index >= 0 and not (weak and is_setting(out[index], chars, group)):
                out[index].hits.append((chars, group))
    owners = {span: group for group in groups for span in group.mentions}
    for start, end, value in mentions(doc, "combination"):
        index = bisect_right(starts, start) - 1
        if index >= 0 and isinstance(value, Combination):
            out[index].hits += [((start, end), owners[span]) for span in value.drugs if span in owners]
    words = word_index(whole)
    for sentence in out:
        sentence.hits.sort(key=lambda hit: hit[0])
        if sentence.hits:
            start, end = sentence.start, sentence.end
            sentence.foreign = bool(words.search(_FOREIGN, start, end) or words.search(_EARLIER, start, end))
            cue, everyone = words.search(_RANDOMISED, start, end), words.search(_EVERYONE, start, end)
            sentence.randomised = cue.end() - start if cue is not None else None
            sentence.everyone = (everyone.start() - start, everyone.end() - start) if everyone else None
            running, trial = words.search(_RUNNING, start, end), words.search(_TRIAL, start, end)
            sentence.running = running is not None and trial is not None
    return [sentence for sentence in out if sentence.kind not in _SKIPPED and sentence.hits]


def _title_end(source: Source, text: str) -> int:
    for block in source.blocks:
        if block.kind == "title":
            return block.end
    first = text.find("\n", len(text) - len(text.lstrip()))
    return first if first >= 0 else len(text)


def _score(group: DrugGroup, sentences: list[DrugSentence], title_end: int) -> float:
    """How much of the document is about a drug as something that its trial gives."""
    if group.placebo:
        return 0.0
    count = arms = randomised = doses = presented = 0
    in_title = strict = False
    weak = is_weak(group)
    for sentence in sentences:
        for (start, end), owner in sentence.hits:
            if owner is not group:
                continue
            before, after = start - sentence.start, end - sentence.start
            text = sentence.text
            in_title = in_title or (start < title_end and not BEATEN_BEFORE.search(text, 0, before))
            if _PRIOR_USE.search(text[max(0, before - 90) : before]):
                continue
            count += 1
            presented += bool(_PIPELINE_HEAD.match(text, after))
            arms += bool((_STRICT_AFTER if weak else _ARM_AFTER).match(text, after)) or bool(
                _ARM_BEFORE.search(text[max(0, before - 24) : before])
            )
            strict = (
                strict or bool(_STRICT_AFTER.match(text, after)) or bool(_VERSUS_AFTER.match(text, after))
            )
            strict = strict or bool(_VERSUS_BEFORE.search(text[max(0, before - 24) : before]))
            cue = None if sentence.foreign else sentence.randomised
            randomised += cue is not None and (not weak or cue <= before)
            doses += bool(_DOSE_NEAR.match(text, after))
    if weak and not strict and (not randomised or "care" in group.kinds):
        return 0.0
    score = (
        4 * in_title
        + min(count, 10)
        + 3 * min(randomised, 2)
        + 2 * min(doses, 3)
        + 2 * min(presented, 2)
        + min(arms, 6)
        + 3 * bool(group.developer)
    )
    return score * (0.6 if weak else 1.0)


def _choose(
    groups: list[DrugGroup],
    sentences: list[DrugSentence],
    scores: dict[int, float],
    leads: dict[int, float],
    title_end: int,
) -> list[DrugGroup]:
    """The drug that the document is most about, and all that its own sentences tie to it."""
    ranked = sorted(groups, key=lambda group: -leads[id(group)])
    if not ranked or scores[id(ranked[0])] <= 0:
        return []
    main = next((group for group in ranked if "care" not in group.kinds and scores[id(group)] > 0), ranked[0])
    kept = [main]
    prefix = code_prefix(main)
    for group in groups:
        if group is main:
            continue
        own_code = prefix is not None and code_prefix(group) == prefix
        tested = scores[id(group)] > 0 and _own(group, main, sentences, title_end)
        if own_code or tested or _opens_block(group, sentences):
            kept.append(group)
    for _ in range(2):
        for sentence in sentences:
            if not sentence.foreign:
                for group in _tied(sentence, main, kept):
                    if (
                        group not in kept
                        and not group.placebo
                        and (scores[id(group)] > 0 or "class" not in group.kinds)
                    ):
                        kept.append(group)
    specific = {
        word
        for group in kept
        if group.key not in _GENERIC
        for surface in group.surfaces
        for word in surface.lower().split()
    }
    kept = [group for group in kept if group.key not in _GENERIC & specific]
    return [group for group in groups if group in kept and not _repeats(group, kept, sentences)]


def _opens_block(group: DrugGroup, sentences: list[DrugSentence]) -> bool:
    """A pipeline's entry: "ORX-410, a gene therapy for hemophilia" at the head of a block."""
    for sentence in sentences:
        (start, end), owner = sentence.hits[0]
        heads = owner is group and start - sentence.start <= 3 and len(sentence.text) < 140
        if heads and "code" in group.kinds and _PIPELINE_HEAD.match(sentence.text, end - sentence.start):
            return True
    return False


def _own(group: DrugGroup, main: DrugGroup, sentences: list[DrugSentence], title_end: int) -> bool:
    """Whether a drug is given in the document's own trials: randomised to, or an arm in several results."""
    weak = is_weak(group)
    arms = 0
    for sentence in sentences:
        if sentence.foreign:
            continue
        owners = [owner for _, owner in sentence.hits]
        if group not in owners:
            continue
        text, cue, everyone = sentence.text, sentence.randomised, sentence.everyone
        for (start, end), owner in sentence.hits:
            if owner is not group:
                continue
            before, after = start - sentence.start, end - sentence.start
            lead = text[:before]
            if start < title_end and not weak and main in owners:
                return True
            if cue is not None and cue <= before and not _PRIOR.search(text[cue:before]):
                return True
            given = everyone is not None and everyone[1] <= before and not weak
            if everyone is not None and given and not _PRIOR.search(text[everyone[0] : before]):
                return True
            if not weak and (_AS_CONTROL.match(text, after) or _CHOICE_OF.search(lead[-90:])):
                return True
            if not weak and _TRIAL_AGAINST.search(lead[-40:]):
                return True
            if not weak and _AS_BACKGROUND.match(text, after) and not _PRIOR.search(text):
                return True
            strict = _STRICT_AFTER.match(text, after) is not None
            if strict or main in owners and _ARM_BEFORE.search(lead[-24:]) and any(c.isdigit() for c in text):
                arms += 1
            if sentence.running and not weak and (main in owners or not _PRIOR.search(text)):
                return True
    return arms >= 2


def _tied(sentence: DrugSentence, main: DrugGroup, kept: list[DrugGroup]) -> list[DrugGroup]:
    """Drugs joined to a kept one by "plus", "or", "versus", "added to" and the like within the sentence."""
    hits = sentence.hits
    owners = [owner for _, owner in hits]
    own = main in owners or sentence.randomised is not None or sentence.everyone is not None
    if not own and not any(owner in kept and "code" in owner.kinds for owner in owners):
        return []
    runs: list[list[DrugGroup]] = [[hits[0][1]]]
    for (left, _), (right, owner) in zip(hits, hits[1:], strict=False):
        between = sentence.text[left[1] - sentence.start : right[0] - sentence.start]
        if left == right or _joins(between) or _set_against(between):
            runs[-1].append(owner)
        else:
            runs.append([owner])
    out: list[DrugGroup] = []
    for run in runs:
        if any(owner in kept and not owner.placebo for owner in run):
            out += run
    return out


def _joins(between: str) -> bool:
    bare = _BRACKETS.sub(" ", between)
    bare = bare.lstrip(" ®™")
    if len(bare) > 90 or _PRIOR.search(bare) or _VERBS.search(bare) or "; " in bare and len(bare) > 60:
        return False
    return _CONNECTOR.search(bare) is not None


def _set_against(between: str) -> bool:
    """Whether the second drug stands right behind "versus" or "than", whatever result is told before."""
    return (
        len(between) <= 150
        and (_VERSUS_BEFORE.search(between) or _SHARE_WITH.search(between)) is not None
        and not _PRIOR.search(between)
        and "; " not in between
        and re.search(r"\bplacebo|\bapproved", between) is None
    )


def _repeats(group: DrugGroup, kept: list[DrugGroup], sentences: list[DrugSentence]) -> bool:
    """A class or regimen whose members the trial's own sentences name."""
    if not group.kinds & {"class", "regimen"} or group.kinds & {"stem", "lexicon"}:
        return False
    named = [other for other in kept if other is not group and other.kinds & {"stem", "lexicon"}]
    if "regimen" in group.kinds:
        return len(named) >= 2
    for sentence in sentences:
        owners = [owner for _, owner in sentence.hits]
        if group in owners and sentence.running:
            return False
    return len(named) >= 2 or group.kinds == {"class"} and not _armlike(group, sentences)


def _armlike(group: DrugGroup, sentences: list[DrugSentence]) -> bool:
    for sentence in sentences:
        for (start, end), owner in sentence.hits:
            if owner is group:
                before = sentence.text[max(0, start - sentence.start - 24) : start - sentence.start]
                if _STRICT_AFTER.match(sentence.text, end - sentence.start) or _VERSUS_BEFORE.search(before):
                    return True
    return False


def _only_double_dummy(group: DrugGroup, sentences: list[DrugSentence]) -> bool:
    """Whether the placebo is just what keeps people from knowing which of two medicines they get."""
    leads = [
        sentence.text[max(0, start - sentence.start - 7) : start - sentence.start].lower()
        for sentence in sentences
        for (start, _), owner in sentence.hits
        if owner is group
    ]
    return bool(leads) and all(lead.startswith("double") for lead in leads)


def _has_placebo(group: DrugGroup, sentences: list[DrugSentence], kept: list[DrugGroup]) -> bool:
    """Whether the trials have the placebo: said beside none but their drugs; a vehicle or dummy as an arm."""
    certain = group.key.startswith(("placebo", "sham"))
    if sum(not is_weak(other) for other in kept) > 1 and _only_double_dummy(group, sentences):
        return False
    for sentence in sentences:
        others = [owner for _, owner in sentence.hits if not owner.placebo and not is_weak(owner)]
        if sentence.foreign or others and not any(owner in kept for owner in others):
            continue
        for (start, end), owner in sentence.hits:
            if owner is group:
                before = sentence.text[max(0, start - sentence.start - 24) : start - sentence.start]
                arm = _STRICT_AFTER.match(sentence.text, end - sentence.start) or _VERSUS_BEFORE.search(
                    before
                )
                if certain or arm:
                    return bool(kept)
    return False
