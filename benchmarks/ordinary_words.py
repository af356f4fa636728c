"""Make the list of ordinary words, `extractor/language/data/ordinary_words.txt`.

Usage: python benchmarks/ordinary_words.py REPORTS.jsonl.xz > extractor/language/data/ordinary_words.txt

REPORTS holds one report of a trial a line, `{"blocks": [{"text": ...}, ...]}`. A word is ordinary when it
stands in many reports without recurring within them as the name of what a trial gives does.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
import textwrap
from collections import Counter

from extractor.language.drug_lexicon import names, stems

LEAST_REPORTS = 5
OFTEN = 25
"""Reports in which even a word that recurs within each is ordinary ("lunch", "gait")."""
MOST_TIMES = 5.0
"""Mean mentions in the reports that have it, below which a rarer word is ordinary."""
DRUG_KINDS = frozenset({"drug", "biologic", "supplement"})
HEADER = """\
# Words of five letters or more that name no medicine: those that stand in at least five of 1,954 open reports
# of randomised trials without recurring there as the name of what is given does. Only single words and no
# text were taken. Made by benchmarks/ordinary_words.py."""


def main(path: str) -> None:
    """Print the list."""
    reports: Counter[str] = Counter()
    times: Counter[str] = Counter()
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = " ".join(block.get("text") or "" for block in json.loads(line)["blocks"])
            counted = Counter(re.findall(r"\b[a-z]{5,24}\b", text.lower()))
            reports.update(counted.keys())
            times.update(counted)
    kinds, forms = names().kinds, stems()
    ordinary = sorted(
        word
        for word, n in reports.items()
        if n >= LEAST_REPORTS
        and (n >= OFTEN or times[word] / n < MOST_TIMES)
        and kinds.get(word) not in DRUG_KINDS
        and not forms.names_drug(word)
    )
    print(HEADER)
    print(textwrap.fill(" ".join(ordinary), 109))


if __name__ == "__main__":
    main(sys.argv[1])
