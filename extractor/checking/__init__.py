"""Consistency of a finished record: arithmetic, inference and coherence. It knows records only."""

from extractor.checking.confidence import with_confidence
from extractor.checking.registry import RULES, check_record, with_checks

__all__ = ["RULES", "check_record", "with_checks", "with_confidence"]
