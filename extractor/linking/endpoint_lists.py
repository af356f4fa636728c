"""From the words behind "the primary endpoint was" to the names of endpoints and their timepoint."""

from __future__ import annotations

import re

_WHEN = re.compile(
    r"\b(?:at|to|by|over|through|until|after|for|up to|within) (?:the )?(?:end of )?(?:(?P<unit>week|wk"
    r"|month|day|year)s? (?P<n>\d{1,3})(?![\d.])"
    r"|(?P<n2>\d{1,3}|one|two|three|four|five|six|twelve)[\s-](?P<unit2>week|wk|month|mo|day|year|yr"
    r"|hour)s?\b)"
    r"|\b(?P<unit3>week|month|day) (?P<n3>\d{1,3})(?![\d.])"
    r"|\b(?P<n4>\d{1,3})-(?P<unit4>week|month|day|year)\b",
    re.IGNORECASE,
)
_WORDED = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "twelve": 12}
_UNITS = {"wk": "week", "mo": "month", "yr": "year"}

_CUT = re.compile(
    r"(?<!patients)(?<!participants)(?<!people)(?<!subjects)(?<!eyes)(?<!women)(?<!adults)(?<!children)"
    r" with (?:a|an|the|no|non|superiority)(?! \d)"
    r"|,? (?:in (?:the|all|each|both|adults|patients"
    r"|participants|those|a) |among |for (?:the|each|both|patients) "
    r"|as (?:measured|assessed|rated|determined|defined|evaluated|judged)|recorded|assessed|measured"
    r"|evaluated|determined|tested|defined"
    r"|by (?:blinded|the |investigator|independent|central|RECIST|BICR|actigraphy)|per (?:RECIST"
    r"|investigator|BICR|blinded)|per protocol"
    r"|according to|using |during |throughout|following|versus |vs\.? |compared|between |namely|that is"
    r"|which |was |were |met |where |who |whether "
    r"|adjusted|based on|on the last|on day|as a |as its |as the |\[)",
    re.IGNORECASE,
)
_TIME_PHRASE = re.compile(
    r",? ?\b(?:from baseline )?(?P<to>at|to|by|over|through|until|after|for|up to|within"
    r"|between)\b (?:the )?(?:end of )?(?:first )?"
    r"(?:(?:week|wk|month|day|year)s?\s\d{1,3}(?:[–-]\d{1,3})?|(?:\d{1,3}|one|two|three|four|six"
    r"|twelve)[\s-](?:weeks?|wks?|months?|mo|days?|years?|hours?))(?: (?:of )?(?:treatment|follow-up))?",
    re.IGNORECASE,
)
_BRACKET = re.compile(r" ?[(\[][^()\[\]\n]{0,160}[)\]]")
_LEAD = re.compile(
    r"(?:(?:the|an?|both|either|investigator-assessed|centrally assessed|overall|safety and"
    r"|efficacy against|a first episode of|development of|presence (?:or absence )?of|measured as"
    r"|differences? (?:between (?:the )?(?:two |2 )?(?:study |treatment )?(?:groups|arms) )?in"
    r"|(?:the )?(?:incidence|occurrence|prevalence|frequency|rates?|risk)s? of(?! (?:decline|change))"
    r"|(?:the )?(?:proportion|percentage|number|share|rate)s? of (?:patients|participants|subjects"
    r"|women|men|children|adults|infants|people|eyes)"
    r"(?: (?:with|gaining|losing|who|achieving|reaching|attaining|having|reporting|experiencing|developing"
    r"|had|achieved|reached|experienced|recorded|developed))*"
    r"|to (?:detect differences in|assess|evaluate|determine|compare|show|measure|demonstrate"
    r"|examine)(?: the)?|whether|also|first|(?:the )?effects? (?:of [^,]{1,40} )?on) )+",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:;|,)\s*(?:and (?:also )?|or |as well as |plus |followed by )?|\s+(?:and|as well as"
    r"|followed by|plus)\s+(?:also |in )?"
)
_CHANGE_HEAD = re.compile(
    r"^(?P<head>(?:(?:mean|median|percent(?:age)?|absolute|within-individual"
    r"|least-squares) ){0,3}(?:changes?|reductions?|improvements?)"
    r"(?: from (?:core )?baseline)?(?: at \w+ \d+)? in )(?:the )?",
    re.IGNORECASE,
)
_BAD = re.compile(
    r"^(?:safety|tolerability|efficacy|pharmacokinetics|other|others|more|met|not met|reached|missed"
    r"|achieved|so on|not|the|it|this|that|these"
    r"|expected|planned|reported|analy[sz]ed|similar|to follow|positive|secondary|primary|in favou?r.*"
    r"|p ?[<=>].*|\d+\s(?:hours|days|weeks|months|years|minutes)\b.*|[\d.,·%\s–-]+|hazard ratio.*"
    r"|.*confidence interval.*|.*\b95 ?%.*|.*[()\[\]].*|including .*)$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:was|were|is|are|will|had|has|have|would|did|does|produced|demonstrated|showed|yielded|resulted)\b"
    r"|\d+\.\d+ (?:percentage )?points|\bstatistically significant\b"
    r"|\bphase [1-4I]+[ab]?\b|\b(?:study|trial)s? (?:in|of)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"[ ,;]*(?:(?<!patients )(?<!participants )(?<!subjects )(?<!people )(?<!eyes )(?<!women )(?<!men )"
    r"(?<!adults )(?<!children )with (?:a|an|the|no|superiority|non)\b"
    r"|recorded|adjusted|each\b|all\b|both\b|namely"
    r"|tested|which|where|who\b|that is|defined|measured|assessed|evaluated"
    r"|as (?:measured|assessed|defined|rated|well as all)|met\b|was\b|were\b|is\b|are\b|top-?line|but"
    r"|while|whereas|including|occurring|comprising|consisting|expressed|calculated|obtained"
    r"|an? (?:composite|combination|measure|drop|rise|fall|scale|score)\b|the mean"
    r"|mean \w+ at|results|these|analy[sz]ed|powered|using|based)",
    re.IGNORECASE,
)
_COMPOSITE = re.compile(
    r" ?(?:the |an? )?(?:time to )?(?:composite|combination|combined)\b[^.;()\n]{5,200}", re.IGNORECASE
)
_ELLIPTIC = re.compile(r"^(?:non-)?[a-z-]+$")


def timepoint(text: str) -> tuple[float, str] | None:
    """The first time that a definition names: (16.0, "week")."""
    match = _WHEN.search(text)
    if match is None:
        return None
    number = next(match.group(group) for group in ("n", "n2", "n3", "n4") if match.group(group))
    unit = next(
        match.group(group) for group in ("unit", "unit2", "unit3", "unit4") if match.group(group)
    ).lower()
    return float(_WORDED.get(number.lower(), 0) or number), _UNITS.get(unit, unit)


def tidy(piece: str) -> str:
    """The name in a piece of a definition: no article, timepoint, population or way of measuring."""
    piece = _cut_brackets(piece)
    cut = _CUT.search(piece, 3)
    if cut:
        piece = piece[: cut.start()]
    piece = _TIME_PHRASE.sub(
        lambda match: " from baseline" if "from baseline" in match.group().lower() else "", piece
    )
    piece = " ".join(piece.split()).strip(" ,.;:–—-*“”\"'")
    lead = _LEAD.match(piece)
    piece = piece[lead.end() :] if lead else piece
    return piece.strip(" ,.;:")


def _cut_brackets(piece: str) -> str:
    """The piece without its brackets; an instrument's short form in brackets takes the long form's place."""
    if "(" not in piece and "[" not in piece:
        return piece
    short = re.search(
        r"^(?P<before>.*?)(?P<long>(?:[A-ZÅÖÉ][\w'’–-]+ (?:and |of |for |in |the |to )*){2,8}(?:score "
        r"|scale |index )?)\((?P<short>[A-Za-z][\w-]{1,11})[;),]",
        piece,
    )
    if short is not None:
        piece = (
            short.group("before") + short.group("short") + " " + _BRACKET.sub("", piece[short.end("long") :])
        )
    return _BRACKET.sub("", piece)


def split_list(text: str, single: bool = False) -> list[tuple[str, int]]:
    """The endpoints of a list, each with its offset; the head of "change in A, B and C" goes to all.

    With `single` the words before it name one endpoint only ("the primary outcome was death and stroke").
    """
    composite = _COMPOSITE.match(text)
    if composite is not None:
        return [(name, 0)] if len((name := tidy(composite.group())).split()) <= 30 else []
    pieces: list[tuple[str, int]] = []
    at = 0
    depth_free = _mask(text)
    for match in _SPLIT.finditer(depth_free):
        if _ENDS.match(depth_free, match.end()) or _ENDS.match(depth_free, match.start()):
            depth_free = depth_free[: match.start()]
            break
        if single:
            if "," in match.group() or ";" in match.group():
                depth_free = depth_free[: match.start()]
                break
            continue
        if match.start() > at:
            pieces.append((text[at : match.start()], at))
        at = match.end()
    pieces.append((text[at : len(depth_free)], at))
    named: list[tuple[str, int]] = []
    head = ""
    for place, (piece, offset) in enumerate(pieces):
        name = tidy(piece)
        if not name or _VERB.search(name) or _BAD.match(name) or len(name) < 2:
            continue
        own = _CHANGE_HEAD.match(name)
        following = tidy(pieces[place + 1][0]) if place + 1 < len(pieces) else ""
        if own:
            head = own.group("head")
            head = re.sub(r" at \w+ \d+", "", head)
            name = head + name[own.end() :]
        elif head and _is_instrument(name):
            name = head + name
        else:
            head = ""
        if (
            following
            and " " in following
            and _ELLIPTIC.match(name.split(" ")[-1])
            and _lacks_noun(name, following)
        ):
            name = f"{name} {following.split(' ', 1)[1]}" if len(following.split()) <= 3 else name
        named.append((name, offset))
    return named


def _is_instrument(name: str) -> bool:
    return " " not in name and sum(c.isupper() for c in name) >= 2


def _lacks_noun(name: str, following: str) -> bool:
    """Whether the noun of a bare adjective stands in the next piece: "motor and non-motor symptoms"."""
    last, first = name.split(" ")[-1].lower(), following.split(" ")[0].lower()
    return first.endswith(last) or first.replace("night", "").endswith("time") and last.endswith("time")


def _mask(text: str) -> str:
    """The text with brackets blanked, so that nothing is split inside them."""
    return _BRACKET.sub(lambda match: "\0" * len(match.group()), text)
