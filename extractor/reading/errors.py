"""The one error that reading raises."""

from __future__ import annotations


class ReadError(Exception):
    """A document that cannot be read; the message is one line that names it and says what to do."""
