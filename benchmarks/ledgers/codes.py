"""Real codes: countries of ISO 3166 and goods of the Harmonized System."""

import random
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


def _read_lines(name: str) -> list[str]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@cache
def countries() -> tuple[tuple[str, str], ...]:
    """Return the code and the name of each country, large traders first."""
    return tuple((line[:2], line[3:]) for line in _read_lines("countries.txt"))


@cache
def subheadings() -> tuple[str, ...]:
    """Return all codes of six digits, in order."""
    lines = (line.split() for line in _read_lines("hs_codes.txt"))
    return tuple(heading + end for heading, *ends in lines for end in ends)


@cache
def goods(count: int) -> tuple[str, ...]:
    """Return ``count`` subheadings, or all, with their headings and chapters.

    They are in an order that is mixed once for all ledgers: those that come first have the most links.
    """
    mixed = list(subheadings())
    random.Random("subheadings").shuffle(mixed)
    chosen = mixed[:count]
    found = sorted({code[:length] for code in chosen for length in (2, 4, 6)})
    random.Random("goods").shuffle(found)
    return tuple(found)
