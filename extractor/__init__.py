"""trialfacts: structured, verifiable facts from documents about clinical trials."""

from extractor.extract import Extractor, load_pipeline

__all__ = ["Extractor", "load_pipeline"]
