"""How the extractor does on the families of sentences, for tuning.

    python tests/families/report.py [--family NAME] [--case ID] [--show]

prints the table; with --show also every case that is not fully right, with its text, what is missing and
what is spurious.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import family_cases  # noqa: E402
import family_matching  # noqa: E402

from extractor import Extractor  # noqa: E402


def main() -> None:
    """Parse the options, run the cases, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--family", help="only this family (the stem of its file)")
    parser.add_argument("--case", help="only the case with this id")
    parser.add_argument("--show", action="store_true", help="print the cases that are not fully right")
    options = parser.parse_args()
    families = family_cases.load_families(options.family)
    if options.case:
        families = {
            name: [case for case in cases if case.id == options.case] for name, cases in families.items()
        }
    outcomes = family_matching.run(Extractor().extract_text, families)
    if options.show:
        for name, results in outcomes.items():
            for outcome in results:
                if not outcome.fully_right:
                    print(f"=== {name} / {outcome.case.id}\n{outcome.case.text}")
                    print("\n".join([f"  missing   {line}" for line in outcome.missing]))
                    print("\n".join([f"  spurious  {line}" for line in outcome.spurious]) + "\n")
    print(family_matching.table({name: results for name, results in outcomes.items() if results}))


if __name__ == "__main__":
    main()
