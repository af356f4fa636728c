"""FHIR R5: one Bundle with a ResearchStudy a trial, its EvidenceVariables, an Evidence a reported number."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO

from extractor.exporting.fhir_evidence import evidence_of
from extractor.exporting.fhir_study import Variables, study_of
from extractor.exporting.left_out import LeftOut
from extractor.storing import StoredRecord
from schemas import ArmResult, Comparison, read_record


def write_fhir(records: Iterable[StoredRecord], stream: TextIO, left_out: LeftOut) -> int:
    """Write the Bundle, a resource a line; how many resources it has."""
    stream.write('{"resourceType": "Bundle", "type": "collection"')
    count = 0
    for stored in records:
        for resource in _resources(stored, left_out):
            stream.write(',\n"entry": [\n' if count == 0 else ",\n")
            entry = {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
            stream.write(json.dumps(entry, ensure_ascii=False, allow_nan=False))
            count += 1
    stream.write("\n]}\n" if count else "}\n")
    return count


def _resources(stored: StoredRecord, left_out: LeftOut) -> Iterator[dict[str, Any]]:
    """Each trial's study, then the variables that its numbers speak of, then the numbers."""
    record = read_record(stored.json)
    left_out.add("findings of the checks", len(record.checks))
    for trial in record.trials:
        variables = Variables(f"{stored.sha}/{stored.position}/{trial.id}", trial)
        study = study_of(record, trial, variables)
        listed: list[tuple[str, Sequence[ArmResult | Comparison]]] = [
            ("arm-result", trial.arm_results),
            ("comparison", trial.comparisons),
        ]
        numbers = [
            evidence_of(record, trial, variables, kind, place, result)
            for kind, results in listed
            for place, result in enumerate(results, 1)
        ]
        left_out.add("evidence and confidence of the trials' plain values", len(trial.fields))
        left_out.add(
            "places on a PDF's page (the notes have the text and its offsets)",
            sum(any(item.page for item in result.evidence) for _, all in listed for result in all),
        )
        yield study
        yield from variables.made()
        yield from numbers
