import re
from pathlib import Path

import spacy

import extractor
from extractor.language.span_groups import write_spans
from extractor.language.spans import add_spans, doc_text, mentions


def test_kinds_over_the_same_words_keep_their_own_values() -> None:
    doc = spacy.blank("en")("after 12 months of it")
    add_spans(doc, "time", [(6, 15, "a time")])
    add_spans(doc, "measure", [(6, 15, "a measure"), (0, 5, "first")])
    write_spans(doc)
    assert [(span._.value, span._.chars) for span in doc.spans["time"]] == [("a time", (6, 15))]
    assert [span._.value for span in doc.spans["measure"]] == ["first", "a measure"]
    assert mentions(doc, "measure") == [(0, 5, "first"), (6, 15, "a measure")]


def test_offsets_are_exact_inside_a_token() -> None:
    doc = spacy.blank("en")("p<0.001abc")
    add_spans(doc, "p_value", [(0, 7, 1)])
    write_spans(doc)
    assert doc.spans["p_value"][0]._.chars == (0, 7)
    assert doc_text(doc)[0:7] == "p<0.001"


def test_nothing_puts_the_text_together_again() -> None:
    """`doc.text` and `doc.sents` walk over all tokens at each call; `doc_text`, `sentence_bounds` do not."""
    room = Path(extractor.__file__).parent
    for path in room.rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        allowed = 1 if path.name == "spans.py" else 0
        lines = [
            line for line in code.splitlines() if re.search(r"(?<![`.])\bdoc\.(?:text|sents)\b(?!`)", line)
        ]
        assert len(lines) <= allowed, f"{path}: {lines}"
