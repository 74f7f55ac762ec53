"""Countries in public lists: codes of ISO 3166-1 for codes and names."""

from functools import cache
from pathlib import Path

from graph.importers.cells import slug
from graph.model.names import fold

_FILE = Path(__file__).with_name("countries.txt")
#: Codes that lists write and ISO 3166-1 does not have.
_OTHER_CODES = {"UK": "GB", "EL": "GR", "PRC": "CN", "USA": "US"}


@cache
def country_names() -> dict[str, str]:
    """Return the name of each code."""
    return {code: names[0] for code, names in _read().items()}


@cache
def _codes_by_name() -> dict[str, str]:
    return {fold(name): code for code, names in _read().items() for name in names}


def _read() -> dict[str, list[str]]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines if line and not line.startswith("#"))
    return {code: names.split("|") for code, names in pairs}


def find_country(text: str) -> str | None:
    """Return the code for a code or name of a country; None if unknown."""
    upper = text.strip().upper()
    code = _OTHER_CODES.get(upper, upper)
    return code if code in country_names() else _codes_by_name().get(fold(text))


def split_country(text: str) -> tuple[str | None, str]:
    """Return the country that a text starts with, and what follows its name."""
    words = text.split()
    for count in range(len(words), 0, -1):
        if code := _codes_by_name().get(fold(" ".join(words[:count]))):
            return code, " ".join(words[count:])
    return None, text


def government_id(code: str) -> str:
    """Return the id of the government of a country."""
    return f"government:{slug(country_names()[code])}"
