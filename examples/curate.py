"""Extract a folder, write its numbers as a table, and list what a curator should look at first.

python examples/curate.py FOLDER TABLE.csv [WORKERS]
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from extractor import Extractor
from schemas import COLUMNS

DOUBTFUL = 0.5


def main(folder: Path, table: Path, workers: int = 1) -> None:
    """Write the table; print each doubtful number with its evidence, and each error of the checks."""
    files = sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".html", ".pdf", ".xml"))
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        for record in Extractor().extract_many(files, workers=workers):
            rows = record.to_rows()
            writer.writerows(rows)
            for row in rows:
                if row["confidence"] is not None and row["confidence"] < DOUBTFUL:
                    about = f"{row['endpoint']}, {row['arm']}: {row['value']}"
                    print(f"{record.document.id}: doubtful: {about} from {row['evidence']!r}")
            for check in record.checks:
                if check.severity == "error":
                    print(f"{record.document.id}: {check.message} ({check.path})")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
