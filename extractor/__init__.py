"""trialfacts: structured, verifiable facts from documents about clinical trials."""

from extractor.extract import Extractor

__all__ = ["Extractor"]
