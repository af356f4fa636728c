"""A document's own headline and date."""

from __future__ import annotations

import pytest

from extractor.reading.headline import find_headline, find_published, iso_date

HEADLINE = "New Tablet Halves Attacks of Gout in a Small Trial"
TEXT = "A tablet taken once a day halved attacks of gout, according to a trial of 88 adults reported here."


@pytest.mark.parametrize(
    "before",
    [
        [],
        ["Original Article"],
        ["JOURNAL | Original Investigation"],
        ["Rheum Weekly", "THE INTERVIEW"],
        ["THE JOINT LETTER  ·  Issue 41  ·  March 3, 2024", "IN BRIEF"],
        ["THE JOINT LETTER", "A letter on bones and the people who mend them", "No. 12 | 3 March 2024"],
        ["P2-101   Poster Session 4: Crystals"],
        ["By Ann Lee"],
        ["March 3, 2024"],
    ],
)
def test_headline_after_other_lines(before: list[str]) -> None:
    lines = [*before, HEADLINE, TEXT]
    assert find_headline(lines) == (len(before), 0)


@pytest.mark.parametrize(("mark", "start"), [("OP0123   ", 9), ("1. ", 3)])
def test_code_or_number_before_the_headline(mark: str, start: int) -> None:
    assert find_headline([mark + HEADLINE, TEXT]) == (0, start)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("BASEL, Switzerland, March 3, 2024 (NEWS WIRE) -- Some Company today said", "2024-03-03"),
        ("PARIS and LYON, 3 March 2024, 07:00 CET – Some Company today said", "2024-03-03"),
        ("CAMBRIDGE, Mass. and LEIDEN, the Netherlands – Sept. 3, 2024 (WIRE) – Some", "2024-09-03"),
        ("By Ann Lee | March 3, 2024 | 4 min read", "2024-03-03"),
        ("Last updated: 3 March 2024 · Checked by our doctors", "2024-03-03"),
        ("2024-03-03", "2024-03-03"),
        ("Received 4 March 2024; accepted 2 July 2024", None),
        ("Data cutoff: March 3, 2024", None),
        ("- Decision date April 30, 2026", None),
        ("The trial was stopped on March 3, 2024, after the first look.", None),
        ("March 2024", None),
    ],
)
def test_published(line: str, date: str | None) -> None:
    assert find_published([HEADLINE, line, TEXT]) == date


def test_published_at_the_end_needs_the_word() -> None:
    body = [HEADLINE, *[TEXT] * 20]
    assert find_published([*body, "J Joints 2024;3:9. Published online March 3, 2024."]) == "2024-03-03"
    assert find_published([*body, "Registered March 3, 2024."]) is None
    assert (
        find_published([*body, "Lee A, et al. News. Published March 3, 2024. Accessed May 1, 2024."]) is None
    )


def test_iso_date_rejects_what_is_none() -> None:
    assert iso_date("May 41, 2024") is None
    assert iso_date("2024-13-01") is None
    assert iso_date("1st May 2024") == "2024-05-01"
