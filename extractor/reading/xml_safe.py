"""Parses XML without entities, network or unbounded trees."""

from __future__ import annotations

import re
from html.entities import html5

from lxml import etree

from extractor.reading.errors import ReadError

_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_OWN = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of an XML document; ReadError, with the line, for broken XML.

    HTML's named characters are known; other entities are left out and never expanded or fetched.
    """
    if b"<!ENTITY" in data[:100_000]:
        raise ReadError(
            f"{name}: declares entities of its own, which is not safe to read; save it without them"
        )
    if b"&" in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        data = _NAMED.sub(_named, data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise ReadError(f"{name}: is broken XML (line {line}); download or save it again") from None


def _named(found: re.Match[bytes]) -> bytes:
    if found[1] in _XML_OWN:
        return found[0]
    character = html5.get(found[1].decode("ascii") + ";")
    return b"" if character is None else b"".join(b"&#%d;" % ord(char) for char in character)


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
