"""Stage: records of an edition and of those before, in a temporary database.

The database is SQLite's own temporary one, so that memory does not grow with the list.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from weakref import finalize

import orjson

from graph.importers.cells import digest
from graph.importers.records import Fields

_SCHEMA = Path(__file__).with_name("stage_schema.sql").read_text(encoding="utf-8")
#: Properties that separate records about one fact.
_SEPARATING = ("record", "relation", "title", "action", "topic", "origin")


class Known(NamedTuple):
    """Latest statement of the editions before about something. ``ended``: the day on which it was last closed."""

    is_open: bool
    ended: str | None
    id: str
    record: Fields


class Stage:
    """Definitions and statements of an import, and what is known from before."""

    def __init__(self, *, dated: bool) -> None:
        """Start empty. ``dated``: each start of a statement is one of its own."""
        self._dated = dated
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        finalize(self, self._db.close)
        self._db.executescript(_SCHEMA)

    def key(self, statement: Mapping[str, Any]) -> str:
        """Return what identifies a statement from one edition to the next."""
        properties = statement.get("properties", {})
        parts = [statement["subject"], statement["predicate"], statement["object"]]
        parts += [str(properties.get(name, "")) for name in _SEPARATING]
        dated = self._dated and "record" not in properties
        return "\x1f".join([*parts, statement.get("valid_from", "")] if dated else parts)

    def is_exact(self, statement: Mapping[str, Any]) -> bool:
        """Return True if the list itself gives the dates of a statement."""
        return self._dated or "record" in statement.get("properties", {})

    def define(self, kind: str, record: Fields, file: str, line: int, *, shared: bool = False) -> bool:
        """Add a definition. Return False if another one of that id contradicts it; then the first one counts.

        Lists of two definitions are united, and another name becomes an alias. A ``shared`` record, such as that of a
        government, is replaced by one that an entry defines.
        """
        found = self._db.execute("SELECT record, shared FROM defined WHERE id = ?", (record["id"],)).fetchone()
        if found is None or (found[1] and not shared):
            row = (record["id"], kind, orjson.dumps(record), file, line, shared)
            self._db.execute("INSERT OR REPLACE INTO defined VALUES (?, ?, ?, ?, ?, ?)", row)
            return True
        if shared:
            return True
        first = orjson.loads(found[0])
        united, agrees = unite(first, record)
        if united != first:
            self._db.execute("UPDATE defined SET record = ? WHERE id = ?", (orjson.dumps(united), record["id"]))
        return agrees

    def definitions(self) -> Iterator[tuple[str, str, int, Fields]]:
        """Yield the definitions that the edition before does not have, with their types and places."""
        query = "SELECT id, kind, file, line, record FROM defined ORDER BY rowid"
        for one, kind, file, line, text in self._db.execute(query):
            record = orjson.loads(text)
            known = self._db.execute("SELECT digest FROM known_defined WHERE id = ?", (one,)).fetchone()
            if known is None or known[0] != _mark(record):
                yield kind, file, line, record

    def know_definition(self, record: Fields) -> None:
        """Note a definition of the edition before."""
        self._db.execute("INSERT OR REPLACE INTO known_defined VALUES (?, ?)", (record["id"], _mark(record)))

    def is_defined(self, entity_id: str) -> bool:
        """Return True if an entity is defined here or known."""
        query = "SELECT 1 FROM defined WHERE id = ? UNION ALL SELECT 1 FROM known_defined WHERE id = ?"
        return self._db.execute(query, (entity_id, entity_id)).fetchone() is not None

    def add(self, statement: Fields, file: str, line: int) -> None:
        """Add a statement of the edition. One that is there already is not added again."""
        row = (self.key(statement), file, line, orjson.dumps(statement))
        self._db.execute("INSERT OR IGNORE INTO stated (key, file, line, record) VALUES (?, ?, ?, ?)", row)

    def statements(self) -> Iterator[tuple[str, str, int, Fields]]:
        """Yield the statements of the edition with their keys and places."""
        for key, file, line, record in self._db.execute("SELECT key, file, line, record FROM stated ORDER BY number"):
            yield key, file, line, orjson.loads(record)

    def know(self, statement: Fields, statement_id: str) -> None:
        """Note a statement of an edition before. They come in the order of publication, closings first."""
        key = self.key(statement)
        if statement["stance"] == "retracts":
            self._db.execute("DELETE FROM known WHERE key = ?", (key,))
            return
        end = statement.get("valid_to")
        if end and not self.is_exact(statement):
            self._db.execute("UPDATE known SET is_open = 0, ended = ? WHERE key = ?", (end, key))
            return
        row = (key, statement["locator"], 1, end, statement_id, orjson.dumps(statement))
        self._db.execute("INSERT OR REPLACE INTO known VALUES (?, ?, ?, ?, ?, ?)", row)

    def find_known(self, key: str) -> Known | None:
        """Return what is known about something; None if nothing is."""
        found = self._db.execute("SELECT is_open, ended, id, record FROM known WHERE key = ?", (key,)).fetchone()
        return Known(bool(found[0]), found[1], found[2], orjson.loads(found[3])) if found else None

    @property
    def known_count(self) -> int:
        """Number of known statements that are open."""
        return int(self._db.execute("SELECT count(*) FROM known WHERE is_open").fetchone()[0])

    def touch(self, place: str) -> None:
        """Note a place of the list that a delta describes again or removes."""
        self._db.execute("INSERT OR IGNORE INTO touched VALUES (?)", (place,))

    def gone(self, *, delta: bool) -> list[Known]:
        """Return what was open and is missing; for a delta, only at touched places."""
        query = (
            "SELECT is_open, ended, id, record FROM known WHERE is_open AND key NOT IN (SELECT key FROM stated) "
            "AND (NOT ? OR place IN (SELECT place FROM touched)) ORDER BY key"
        )
        rows = self._db.execute(query, (delta,))
        return [Known(bool(is_open), ended, one, orjson.loads(record)) for is_open, ended, one, record in rows]


def unite(first: Fields, other: Fields) -> tuple[Fields, bool]:
    """Return two definitions as one, and whether they agree in all single values."""
    if "name" not in first:
        return first, first == other
    agrees = True
    out = dict(first)
    names = [name for name in (other["name"], *other.get("aliases", ())) if name != first["name"]]
    if aliases := list(dict.fromkeys([*first.get("aliases", ()), *names])):
        out["aliases"] = aliases
    for part in ("identifiers", "properties"):
        values = dict(first.get(part, {}))
        for name, value in other.get(part, {}).items():
            if name not in values:
                values[name] = value
            elif isinstance(value, list):
                values[name] = list(dict.fromkeys([*values[name], *value]))
            else:
                agrees = agrees and values[name] == value
        if values:
            out[part] = values
    return out, agrees


def _mark(record: Fields) -> str:
    return digest(orjson.dumps(record, option=orjson.OPT_SORT_KEYS).decode())
