"""The public contract: models of the trial record, their vocabularies, and the JSON Schema."""

from schemas.base import Evidence, FieldProvenance, Grounded
from schemas.jsonschema import json_schema, json_schema_text
from schemas.parts import (
    Arm,
    ConfidenceInterval,
    Design,
    Dose,
    Endpoint,
    Intervention,
    PValue,
    Quantity,
    Spread,
)
from schemas.record import Check, DocumentInfo, DocumentRecord, read_record
from schemas.results import ArmResult, Comparison, Result
from schemas.rows import COLUMNS
from schemas.trial import Trial
from schemas.vocabularies import (
    Allocation,
    Control,
    DesignModel,
    Direction,
    EffectMeasure,
    EndpointRole,
    Genre,
    InterventionRole,
    Masking,
    Operator,
    Phase,
    Severity,
    SpreadKind,
    Statistic,
    Status,
    TimeUnit,
)

__all__ = [
    "COLUMNS",
    "Allocation",
    "Arm",
    "ArmResult",
    "Check",
    "Comparison",
    "ConfidenceInterval",
    "Control",
    "Design",
    "DesignModel",
    "Direction",
    "DocumentInfo",
    "DocumentRecord",
    "Dose",
    "EffectMeasure",
    "Endpoint",
    "EndpointRole",
    "Evidence",
    "FieldProvenance",
    "Genre",
    "Grounded",
    "Intervention",
    "InterventionRole",
    "Masking",
    "Operator",
    "PValue",
    "Phase",
    "Quantity",
    "Result",
    "Severity",
    "SpreadKind",
    "Spread",
    "Statistic",
    "Status",
    "TimeUnit",
    "Trial",
    "json_schema",
    "json_schema_text",
    "read_record",
]
