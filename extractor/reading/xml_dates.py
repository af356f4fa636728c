"""Dates of XML records."""

from __future__ import annotations

from lxml import etree

from extractor.reading.xml_safe import local_name

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def date_of(element: etree._Element) -> str | None:
    """ISO date of an element with year, month and day, or None where one is missing."""
    values = {local_name(part).lower(): (part.text or "").strip() for part in element}
    year, month, day = (values.get(part, "") for part in ("year", "month", "day"))
    if month[:3].lower() in _MONTHS:
        month = str(_MONTHS.index(month[:3].lower()) + 1)
    if (
        year.isdecimal()
        and month.isdecimal()
        and day.isdecimal()
        and 1 <= int(month) <= 12
        and 1 <= int(day) <= 31
    ):
        return f"{int(year):04d}-{int(month):02d}-{int(day):02d}"
    return None
