"""Where the text of every query comes from: the .cypher files. No query text stands in Python."""

import hashlib
import re
from functools import cache
from pathlib import Path

CYPHER_DIR = Path(__file__).resolve().parent.parent / "cypher"

_TOKEN = re.compile(r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`", re.DOTALL)
_SCHEMA_NAME = re.compile(r"(?:CONSTRAINT|INDEX)\s+(\w+)\s+IF NOT EXISTS")
_PARAMETER = re.compile(r"\$([A-Za-z_]\w*)")


@cache
def read_cypher(name: str) -> str:
    """The text of ``cypher/<name>.cypher``, as ``ledger/upsert_entities``."""
    return (CYPHER_DIR / f"{name}.cypher").read_text(encoding="utf-8")


def strip_comments_and_strings(text: str) -> str:
    """A query without its comments and with its texts emptied: what is left is code."""
    return _TOKEN.sub(lambda match: "" if match[0].startswith("/") else "''", text)


def find_parameters(text: str) -> set[str]:
    """The names of the parameters that the code of a query uses."""
    return set(_PARAMETER.findall(strip_comments_and_strings(text)))


@cache
def schema() -> tuple[str, ...]:
    """The statements that make the constraints and indexes, in order."""
    files = [read_cypher(f"schema/{path.stem}") for path in sorted((CYPHER_DIR / "schema").glob("*.cypher"))]
    return tuple(
        part.strip() for text in files for part in text.split(";\n") if strip_comments_and_strings(part).strip()
    )


@cache
def schema_names() -> tuple[str, ...]:
    """The names of those constraints and indexes."""
    return tuple(name for statement in schema() for name in _SCHEMA_NAME.findall(statement))


@cache
def schema_version() -> str:
    """A short digest of those statements: another one means that the schema is to be looked after again."""
    return hashlib.sha256("\n".join(schema()).encode()).hexdigest()[:16]
