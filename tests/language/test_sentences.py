import pytest

from extractor.language.pipeline import build_pipeline
from extractor.language.sentences import sentence_starts


def sentences(text: str) -> list[str]:
    return [sentence.text.strip() for sentence in build_pipeline()(text).sents]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One thing. Another thing.", 2),
        ("A title\nA paragraph follows", 2),
        ("Given by Dr. Smith vs. the usual care of St. Mary et al. in 2020.", 1),
        ("The value was 0.62 (95% CI 0.41–0.93) in all.", 1),
        ("It failed (see Fig. 2. Also there) in part. Then it worked.", 2),
        ("Known since long.12 Still it holds.", 2),
        ('J. Doe and A. B. Roe wrote it. "Well done," they said.', 2),
        ("Approved by the U.S. Food and Drug Administration. It sells.", 2),
        ("Was it good? Yes! It was.", 3),
        ("e.g. Aspirin, i.e. ASA, was p = 0. 05 here.", 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_an_empty_text() -> None:
    assert sentences("") == []
    assert len(build_pipeline()("\n\n")) >= 0


def test_no_sentence_grows_without_bound() -> None:
    text = "Rates were 12% and 14% with drug and placebo, " * 400
    starts = sentence_starts(text)
    lengths = [stop - start for start, stop in zip(starts, [*starts[1:], len(text)], strict=True)]
    assert max(lengths) < 1600
    assert all(text[start - 1] == " " for start in starts[1:])
