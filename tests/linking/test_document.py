"""What kind of document a text is."""

from __future__ import annotations

import pytest

from extractor.linking.document import document_info
from extractor.reading.documents import read_text


@pytest.mark.parametrize(
    ("text", "genre"),
    [
        (
            "Acme's Drug Works\n\nBASEL, May 1, 2026 (GLOBE NEWSWIRE) -- Acme AG (SIX: ACME) "
            "today announced results.\n\n"
            "Forward-Looking Statements\nThis release contains forward-looking statements.",
            "press_release",
        ),
        (
            "A Pill for Gout\n\nBy Jo Marsh, Staff Writer\n\nThe pill helped, said Ann Lee, "
            "MD, who was not involved in the study."
            "\n\nRelated stories: Diet and gout. Sign up now.",
            "trade_news",
        ),
        (
            "Zinc for colds\n\nBackground: Colds are common.\n\nMethods: We randomised 90 "
            "adults.\n\nResults: Colds were shorter "
            "(P = .02).\n\nConclusions: Zinc helped.",
            "journal_article",
        ),
        (
            "LBA12 Poster Session 2: Gout\n\nBackground: Gout hurts.\nMethods: 40 "
            "pts.\nResults: Fewer flares.\n"
            "Disclosure of Interests: none declared.",
            "conference_abstract",
        ),
        (
            "THE LUNG LETTER\nNo. 14 | 2 March 2026\n\nA drug failed.\n\nYou get this letter "
            "because you signed up. Unsubscribe here.",
            "newsletter",
        ),
        ("Our shop\n\nOpening hours are nine to five.", "other"),
    ],
)
def test_genres(text: str, genre: str) -> None:
    assert document_info(read_text(text, id="x")) == genre
