"""Gold annotations on disk, the documents they annotate, and records written earlier."""

from __future__ import annotations

from pathlib import Path

from schemas import DocumentRecord, read_record

GOLD_SUFFIX = ".gold.json"
DOCUMENT_SUFFIXES = (".txt", ".html", ".htm", ".md", ".xml", ".pdf", ".docx")


def find_gold(folder: Path) -> list[Path]:
    """All gold files in a folder and the folders in it, sorted."""
    return sorted(folder.rglob(f"*{GOLD_SUFFIX}"))


def document_beside(gold: Path) -> Path | None:
    """The document that a gold file annotates: the file of its name beside it, or None."""
    stem = gold.name.removesuffix(GOLD_SUFFIX)
    candidates = (gold.with_name(stem + suffix) for suffix in DOCUMENT_SUFFIXES)
    return next((path for path in candidates if path.is_file()), None)


def load_records(folder: Path) -> tuple[dict[str, DocumentRecord], list[tuple[Path, Exception]]]:
    """Records by document id from the .json (one each) and .jsonl (one a line) files of a folder.

    Gold files and JSON files that hold no record are passed over. The second value lists the files that
    cannot be read (OSError) or hold a record that does not follow the schema (ValueError).
    """
    records: dict[str, DocumentRecord] = {}
    problems: list[tuple[Path, Exception]] = []
    for path in [*sorted(folder.rglob("*.json")), *sorted(folder.rglob("*.jsonl"))]:
        if path.name.endswith(GOLD_SUFFIX):
            continue
        try:
            text = path.read_text(encoding="utf-8")
            for part in text.splitlines() if path.suffix == ".jsonl" else [text]:
                if part.lstrip().startswith("{") and '"document"' in part:
                    record = read_record(part)
                    records[record.document.id] = record
        except (OSError, ValueError) as error:
            problems.append((path, error))
    return records, problems
