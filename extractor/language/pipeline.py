"""What the language pipeline is: a blank English tokenizer, adapted to numbers, and our components in order.

Each component is a file of this package that registers its factory when it is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from extractor.language import (  # noqa: F401  (each import registers a factory)
    abbreviations,
    conditions,
    design,
    doses,
    drugs,
    endpoints,
    estimates,
    intervals,
    numbers,
    p_values,
    sentences,
    span_groups,
    targets,
    times,
    trial_names,
)
from extractor.language.spans import keep_text

COMPONENTS: tuple[str, ...] = (
    "trialfacts_sentences",
    "trialfacts_p_values",
    "trialfacts_intervals",
    "trialfacts_times",
    "trialfacts_estimates",
    "trialfacts_numbers",
    "trialfacts_doses",
    "trialfacts_drugs",
    "trialfacts_targets",
    "trialfacts_conditions",
    "trialfacts_design",
    "trialfacts_trial_names",
    "trialfacts_abbreviations",
    "trialfacts_endpoints",
    "trialfacts_spans",
)
_FOR_READERS = frozenset(["trialfacts_sentences", "trialfacts_spans"])
"""What these write, sentence starts of tokens and span groups, nothing in the program reads."""

_GLUE = r"[–—−±≤≥<>=/()\[\]%…;]"
_UNIT_BEHIND = r"(?<=\d)(?:mg|kg|µg|μg|mcg|g|mL|ml|mmHg|IU|mm)"


@cache
def build_pipeline() -> Language:
    """The program's pipeline, made once a process: `build_pipeline()(text)` gives the annotated `Doc`."""
    return new_pipeline()


def new_pipeline() -> Language:
    """A pipeline of the caller's own, to add to and take from."""
    nlp = spacy.blank("en")
    _adapt_tokenizer(nlp)
    for factory in COMPONENTS:
        nlp.add_pipe(factory)
    nlp.max_length = 20_000_000
    return nlp


def annotate(text: str) -> Doc:
    """The `Doc` with all mentions, without what spaCy's own readers need: sentences and span groups."""
    nlp = build_pipeline()
    doc = nlp.make_doc(text)
    for name, component in nlp.pipeline:
        if name not in _FOR_READERS:
            doc = component(doc)
    return doc


class _TextKeeper:
    """A tokenizer that leaves the text with the doc, so that no component puts it together again."""

    def __init__(self, tokenizer: Callable[[str], Doc]) -> None:
        self._tokenizer = tokenizer

    def __call__(self, text: str) -> Doc:
        doc = self._tokenizer(text)
        keep_text(doc, text)
        return doc


def _adapt_tokenizer(nlp: Language) -> None:
    """Part numbers from the signs and units that pages glue to them; decimals stay whole.

    The exceptions for contractions and abbreviations go: no component reads single tokens, and looking for
    exceptions takes most of a tokenizer's time.
    """
    defaults = nlp.Defaults
    infix = compile_infix_regex([*(defaults.infixes or ()), _GLUE, r"(?<=[a-z\)])\.(?=\d)"])
    prefix = compile_prefix_regex([*(defaults.prefixes or ()), r"[±≤≥–−~≈]"])
    suffix = compile_suffix_regex([*(defaults.suffixes or ()), _UNIT_BEHIND])
    tokenizer = nlp.tokenizer
    assert isinstance(tokenizer, Tokenizer)
    tokenizer.rules = {}
    tokenizer.infix_finditer = infix.finditer
    tokenizer.prefix_search = prefix.search
    tokenizer.suffix_search = suffix.search
    nlp.tokenizer = _TextKeeper(tokenizer)
