"""All checks, and how a record is checked."""

from __future__ import annotations

from extractor.checking import coherence, counts, effects, intervals, p_values, statements
from extractor.checking.findings import Rule
from extractor.checking.view import TrialView
from schemas import Check, DocumentRecord

RULES: tuple[Rule, ...] = (
    *counts.RULES,
    *intervals.RULES,
    *p_values.RULES,
    *effects.RULES,
    *coherence.RULES,
    *statements.RULES,
)
"""Every check, in the order in which findings are listed. `docs/checks.md` describes each."""


def check_record(record: DocumentRecord) -> list[Check]:
    """The findings of all checks on a record, which is not changed; trial by trial, in the checks' order.

    The same record gives the same findings. Values that were computed (`derived`) are not judged.
    """
    return [
        Check(code=rule.code, severity=rule.severity, message=finding.message, path=finding.path)
        for index, trial in enumerate(record.trials)
        if trial.arm_results or trial.comparisons or trial.arms
        for view in (TrialView(trial, f"/trials/{index}"),)
        for rule in RULES
        for finding in rule.find(view)
    ]


def with_checks(record: DocumentRecord) -> DocumentRecord:
    """A copy of the record with its `checks` filled in; findings that stood there before are replaced."""
    return record.model_copy(update={"checks": check_record(record)})
