"""Which trials a document speaks of, before its sentences are dealt out to them."""

from __future__ import annotations

from extractor.linking.drafts import DrugDraft
from extractor.linking.identity import Identity
from extractor.linking.main_trials import main_trials, unnamed_trial
from extractor.linking.named_trials import named_trials
from extractor.linking.paper_parts import is_paper, of_its_own
from extractor.linking.passages import Passage
from extractor.linking.side_trials import find_side_trials


def find_identities(passages: list[Passage], drugs: list[DrugDraft]) -> list[Identity]:
    """The trials of the document, main ones first; twins are all main.

    Studies that a full paper names in its introduction and discussion alone, or without a name, are
    literature, unless they have yet to report.
    """
    named = named_trials(passages, drugs)
    paper = is_paper(passages)
    if paper:
        own = {name for passage in of_its_own(passages) for _, _, name in passage.names}
        named = [identity for identity in named if identity.name in own]
    main = main_trials(passages, named)
    if not main:
        unnamed = unnamed_trial(passages, named)
        if unnamed is not None:
            main = [unnamed]
        elif any(not identity.weak for identity in named):
            main = [
                max(
                    (i for i in named if not i.weak),
                    key=lambda identity: (identity.status is None, len(identity.mentions)),
                )
            ]
    for identity in main:
        identity.main = True
        identity.twins = [other.name for other in main if other is not identity and other.name]
    known = main + [identity for identity in named if identity not in main and not identity.weak]
    if not known:
        return []
    sides = find_side_trials(passages, known, drugs)
    return known + [side for side in sides if not paper or side.status or side.registry]
