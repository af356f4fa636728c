"""Cutting a text at the borders of overlapping evidence."""

from __future__ import annotations

import random

from extractor.rendering.segments import Highlighter, Span

TEXT = "0123456789abcdefghij"


def shown(spans: list[Span], start: int = 0, end: int = len(TEXT)) -> list[tuple[str, str]]:
    return [(text, "".join(facts)) for text, facts in Highlighter(TEXT, spans).segments(start, end)]


def test_plain_text_is_one_segment() -> None:
    assert shown([]) == [(TEXT, "")]
    assert shown([], 5, 5) == []


def test_overlapping_facts_share_the_middle() -> None:
    spans = [Span(2, 8, "a"), Span(5, 12, "b")]
    assert shown(spans, 0, 14) == [("01", ""), ("234", "a"), ("567", "ab"), ("89ab", "b"), ("cd", "")]


def test_nested_equal_and_touching_facts() -> None:
    assert shown([Span(0, 6, "a"), Span(2, 4, "b")], 0, 6) == [("01", "a"), ("23", "ab"), ("45", "a")]
    assert shown([Span(2, 4, "a"), Span(2, 4, "b")], 2, 4) == [("23", "ab")]
    assert shown([Span(2, 4, "a"), Span(4, 6, "b")], 2, 6) == [("23", "a"), ("45", "b")]


def test_a_fact_that_crosses_the_border_of_a_stretch() -> None:
    spans = [Span(3, 15, "a")]
    assert shown(spans, 0, 5) == [("012", ""), ("34", "a")]
    assert shown(spans, 6, 9) == [("678", "a")]
    assert shown(spans, 10, 20) == [("abcde", "a"), ("fghij", "")]


def test_a_fact_with_two_stretches_of_evidence_stands_once_in_a_segment() -> None:
    assert shown([Span(0, 4, "a"), Span(2, 6, "a")], 0, 6) == [("01", "a"), ("23", "a"), ("45", "a")]


def test_evidence_outside_the_text_is_left_out() -> None:
    assert shown([Span(18, 40, "a"), Span(4, 4, "b")]) == [(TEXT, "")]


def test_control_characters_are_shown_as_replaced() -> None:
    assert Highlighter("a\x00b\x1bc", []).segments(0, 5)[0].text == "a\ufffdb\ufffdc"


def test_the_text_is_kept_whole_and_each_character_has_its_facts() -> None:
    rng = random.Random(7)
    for _ in range(200):
        spans = [
            Span(start, rng.randint(start + 1, len(TEXT)), name)
            for name in "abcd"
            for start in [rng.randrange(len(TEXT))]
        ]
        start = rng.randrange(len(TEXT))
        end = rng.randint(start, len(TEXT))
        segments = Highlighter(TEXT, spans).segments(start, end)
        assert "".join(segment.text for segment in segments) == TEXT[start:end]
        offset = start
        for segment in segments:
            for letter_at in range(offset, offset + len(segment.text)):
                assert set(segment.facts) == {s.fact for s in spans if s.start <= letter_at < s.end}
            offset += len(segment.text)
