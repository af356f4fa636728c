"""Other words for how often something is given: "weekly" for "every week"."""

from __future__ import annotations

import re

_ALIKE = (
    ("every week", "weekly", "once weekly", "once a week", "once-weekly"),
    ("every 2 weeks", "every two weeks", "every other week", "every-other-week", "every second week"),
    ("every month", "monthly", "once monthly", "once a month", "once-monthly"),
    ("every 3 months", "every three months", "quarterly", "three-monthly"),
    ("every day", "daily", "once daily", "once a day", "once-daily"),
    ("twice daily", "twice a day", "twice-daily"),
    ("every other day", "every-other-day", "every second day"),
)
_WEEKS = re.compile(r"every (\w+) weeks?")
_NUMBERS = {"two": 2, "three": 3, "four": 4, "six": 6, "eight": 8, "twelve": 12}


def how_often(words: str) -> list[str]:
    """The words themselves, and others that say the same."""
    low = words.lower()
    found = [low]
    for forms in _ALIKE:
        if low in forms:
            found += [form for form in forms if form != low]
    match = _WEEKS.fullmatch(low)
    if match is not None:
        number = _NUMBERS.get(match.group(1), match.group(1))
        word = next((name for name, value in _NUMBERS.items() if str(value) == str(number)), None)
        found += [f"q{number}w", f"every {number} weeks", f"{number}-weekly", f"every-{number}-weeks"]
        found += [f"every {word} weeks", f"{word}-weekly"] if word else []
    return list(dict.fromkeys(sorted(found, key=len, reverse=True)))
