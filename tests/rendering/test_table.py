"""The summary for the terminal."""

from __future__ import annotations

import pytest

from extractor.rendering.table import table_text
from schemas import Arm, DocumentInfo, DocumentRecord, Endpoint, Trial


def test_it_says_what_the_trial_is_and_what_it_found(two_arms: DocumentRecord) -> None:
    text = table_text(two_arms)
    for words in (
        "Brelozimab slows decline",
        "NORTHLIGHT · phase 3 · reported",
        "randomized 1:1, placebo-controlled",
        "210 participants",
        "brelozimab (targets IL-9)",
        "warning: 21% of 106 is no whole number",
        "Named without a number: quality of life (key secondary)",
    ):
        assert words in text
    row = next(line for line in text.splitlines() if line.strip().startswith("response"))
    assert row.index("48%") < row.index("21%") < row.index("OR 3.4 (1.9 to NE)")


def test_unsure_facts_are_marked_without_colour_too(two_arms: DocumentRecord) -> None:
    text = table_text(two_arms)
    assert "7% ?" in text
    assert "48% ?" not in text
    assert "not sure" in text


def test_colour_only_when_asked_for(two_arms: DocumentRecord) -> None:
    record = two_arms
    assert "\x1b" not in table_text(record)
    assert "\x1b[" in table_text(record, color=True)


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_nothing_overflows(width: int, two_arms: DocumentRecord, many_arms: DocumentRecord) -> None:
    for record in (two_arms, many_arms):
        assert max(map(len, table_text(record, width).splitlines())) <= width


def test_many_arms_stand_below_each_other(many_arms: DocumentRecord) -> None:
    lines = table_text(many_arms, 80).splitlines()
    for level in (5, 80, 160):
        assert any(f"{level} mg twice daily" in line and f"{level / 2} mL" in line for line in lines)
    assert "p=0.04" in " ".join(lines)
    assert "p≤0.01" in " ".join(lines)


def test_words_that_are_too_long_for_a_column_do_not_overflow() -> None:
    trial = Trial(
        id="trial-1",
        condition="x" * 300,
        arms=[Arm(id="a", label="y" * 200)],
        endpoints=[Endpoint(id="e", name="z" * 200)],
    )
    record = DocumentRecord(document=DocumentInfo(id="long", title="t" * 500), trials=[trial])
    assert max(map(len, table_text(record, 80).splitlines())) <= 80


def test_the_document_steers_neither_terminal_nor_markup() -> None:
    trial = Trial(id="trial-1", acronym="[red]\x1b[2J[/red]", condition="a\u202eb")
    record = DocumentRecord(document=DocumentInfo(id="x", title="\x07[bold]T"), trials=[trial])
    text = table_text(record)
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert "[bold]T" in text
    assert "[red]" in text


def test_a_document_without_trials_says_so() -> None:
    assert "No trial is reported" in table_text(DocumentRecord(document=DocumentInfo(id="deal")))
