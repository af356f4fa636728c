"""The arms of a trial as its comparisons see them."""

from __future__ import annotations

import re

from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.arms import CONTROL_NAME
from extractor.linking.drug_roles import is_placebo

_IDLE = re.compile(r"\b(?:saline|untreated|observation|waiting list|wait-?list|vehicle)\b", re.I)


def compared_arms(arms: ArmSet) -> ArmSet:
    """Of several controls the one without an active drug is the reference; others are compared with it too.

    In a trial of a drug, a comparator and placebo, most effects are those of either drug against placebo.
    """
    idle = [arm for arm in arms.control if _is_idle(arm)]
    if len(arms.control) < 2 or len(idle) != 1:
        return arms
    active = [arm for arm in arms.control if arm is not idle[0]]
    return ArmSet([*arms.experimental, *active], idle, arms.pooled, arms.cohorts)


def _is_idle(arm: ArmDraft) -> bool:
    lead = arm.drugs[0] if arm.drugs else None
    if lead is not None and is_placebo(lead):
        return True
    return bool(CONTROL_NAME.search(arm.label) or _IDLE.search(arm.label))
