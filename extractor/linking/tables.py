"""Results and comparisons of one trial from the document's tables."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.linking.context import ComparisonDraft, Context, ResultDraft
from extractor.linking.drafts import Chars, TrialDraft
from extractor.linking.table_arms import ArmNames
from extractor.linking.table_endpoints import read_title
from extractor.linking.table_labels import Marks
from extractor.linking.table_reader import TableReader
from extractor.linking.table_words import is_of_baseline
from extractor.reading.source import Source

_LARGEST = 4000


def link_tables(
    context: Context,
    source: Source,
    covers: Sequence[Chars],
    trial: TrialDraft | None = None,
    others: Sequence[TrialDraft] = (),
) -> tuple[list[ResultDraft], list[ComparisonDraft]]:
    """Read the tables that report one trial.

    A table is the trial's when its title or headings name it, else when it lies in `covers` and names
    none of `others`. Tables of participants' characteristics and tables whose headings name no arm of the
    trial give nothing.
    """
    results: list[ResultDraft] = []
    comparisons: list[ComparisonDraft] = []
    names = ArmNames(context.arms, context.groups)
    marks = Marks(trial, others)
    for table in source.tables:
        if len(table.cells) > _LARGEST:
            continue
        title = read_title(context, source, table)
        if not marks.owns(table, title, covers) or is_of_baseline(title.text):
            continue
        made = TableReader(context, names, table, title, marks).read()
        results += made[0]
        comparisons += made[1]
    return results, comparisons
