"""From bytes to one `Source`: canonical text, blocks, tables and, for PDF, places on the page."""

from extractor.reading.documents import find_documents, read, read_all, read_bytes, read_many, read_text
from extractor.reading.errors import ReadError
from extractor.reading.source import Block, Cell, Place, Source, Table

__all__ = [
    "Block",
    "Cell",
    "Place",
    "ReadError",
    "Source",
    "Table",
    "find_documents",
    "read",
    "read_all",
    "read_bytes",
    "read_many",
    "read_text",
]
