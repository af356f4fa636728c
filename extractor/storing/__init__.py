"""One SQLite file with documents, their records, runs and failures."""

from extractor.storing.models import Document, Failure, Record, StoredRecord
from extractor.storing.store import Store, StoreError, StoreFailure

__all__ = ["Document", "Failure", "Record", "Store", "StoreError", "StoreFailure", "StoredRecord"]
