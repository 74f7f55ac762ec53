"""Days in citations of official notices, such as ``90 F.R. 48938 10/31/2025``."""

import re

from graph.importers.cells import parse_date

_DATED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\b")
_VOLUME = re.compile(r"\b(?:Vol\.\s*)?(\d{2})(?:\s*\.?\s*F\.?\s*R|, No)")


def first_day(notice: str) -> str | None:
    """Return the earliest day of cited notices, else the year of the earliest volume."""
    days = [
        f"{year if len(year) == 4 else _century(year)}-{int(month):02}-{int(day):02}"
        for month, day, year in _DATED.findall(notice)
    ]
    years = [str(1935 + int(volume)) for volume in _VOLUME.findall(notice)]
    valid = sorted(one for one in days if parse_date(one))
    earliest_year = min(years, default=None)
    if valid and (earliest_year is None or valid[0][:4] <= earliest_year):
        return valid[0]
    return earliest_year or (valid[0] if valid else None)


def _century(year: str) -> str:
    return f"{19 if int(year) > 50 else 20}{year}"
