"""Targets that frames name."""

from __future__ import annotations

import pytest

from extractor.language.targets import find_targets


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("a selective TYK2 inhibitor", ["TYK2"]),
        ("a tyrosine kinase 2 (TYK2) inhibitor", ["TYK2"]),
        ("an antibody against IL-13", ["IL-13"]),
        ("an anti–PD-1 antibody", ["PD-1"]),
        ("after PD-1 blockade", ["PD-1"]),
        ("a dual GLP-1/GIP receptor agonist", ["GLP-1 receptor", "GIP receptor"]),
        ("a bispecific antibody against PD-1 and LAG-3", ["PD-1", "LAG-3"]),
        ("inhibits Janus kinases 1 and 2 (JAK1 and JAK2)", ["JAK1", "JAK2"]),
        ("blocks autotaxin (ATX)", ["ATX"]),
        ("an oral menin inhibitor", ["menin"]),
        ("the carbonic anhydrase inhibitor", ["carbonic anhydrase"]),
        ("a KRAS G12C inhibitor", ["KRAS G12C"]),
        ("an antibody that binds interleukin 6 (IL-6)", ["IL-6"]),
        ("a QWX9 degrader", ["QWX9"]),
    ],
)
def test_frames(text: str, targets: list[str]) -> None:
    assert [name for _, _, name in find_targets(text)] == targets


@pytest.mark.parametrize(
    "text",
    ["PD-L1 TPS of 50% or more", "a tyrosine kinase inhibitor (TKI)", "an immune checkpoint inhibitor",
     "EGFR-mutant lung cancer", "a protease inhibitor", "protects against EIB", "A Selective Inhibitor"],
)  # fmt: skip
def test_what_is_no_target(text: str) -> None:
    assert find_targets(text) == []
