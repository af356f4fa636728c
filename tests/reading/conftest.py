"""Small PDF and Word files, written by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from write_pdf import pdf_bytes


def docx_bytes(body: str) -> bytes:
    """A Word file with this XML as its body."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/document.xml", f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>'
        )
    return out.getvalue()


@pytest.fixture(scope="session")
def make_pdf() -> Callable[..., bytes]:
    """Writes small PDFs."""
    return pdf_bytes


@pytest.fixture(scope="session")
def make_docx() -> Callable[[str], bytes]:
    """Writes small Word files."""
    return docx_bytes
