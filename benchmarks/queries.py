"""Queries of the benchmarks: the files in ``benchmarks/cypher``."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "cypher"


@cache
def read_query(name: str) -> str:
    """Return the text of a query."""
    return (_FOLDER / f"{name}.cypher").read_text("utf-8")
