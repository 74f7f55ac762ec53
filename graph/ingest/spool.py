"""Spool: the valid records of a load, in a temporary database.

The database is SQLite's own temporary one. It is in memory until it outgrows its cache, then in a file that SQLite
deletes, so that memory does not grow with the files. It also sorts and compares the records of a million lines.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple
from weakref import finalize

import orjson

from graph.ingest.name_clashes import fold_names
from graph.ingest.readers import RawRecord
from graph.model.dates import parse_partial
from graph.model.grouping import projection_key
from graph.model.resolution import is_identity
from graph.model.types import Entity, Source, Statement

_SCHEMA = Path(__file__).with_name("spool_schema.sql").read_text(encoding="utf-8")
_INSERTS = {
    "statement": "INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "said": "INSERT INTO said VALUES (?, ?) ON CONFLICT DO UPDATE SET day = max(day, excluded.day)",
    "name": "INSERT INTO name VALUES (?, ?, ?)",
    "named": "INSERT OR IGNORE INTO named VALUES (?)",
    "defined": "INSERT OR IGNORE INTO defined VALUES (?)",
}
#: Rows that are inserted together.
_ROWS = 1000
#: Most ids of which the spool remembers that they were named, so as not to insert them again.
_MOST_REMEMBERED = 20_000

_entity_values = attrgetter(*Entity.__dataclass_fields__)
_source_values = attrgetter(*Source.__dataclass_fields__)
_statement_values = attrgetter(*(name for name in Statement.__dataclass_fields__ if name != "as_recorded"))


class StatementKey(NamedTuple):
    """Statement's number, id, and what it must be projected with; see `projection_key`."""

    number: int
    id: str
    anchor: str


class Spooled(NamedTuple):
    """Record with its number and its place. ``exchanged``: subject and object were in the other order."""

    number: int
    raw: RawRecord
    item: Any
    exchanged: bool = False


class Spool:
    """Valid records, each with its number, which is its place in the order of reading.

    One thread at a time may use it. ``count_read`` is the number of records, with the repeated statements.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        finalize(self, self._db.close)
        self._db.executescript(_SCHEMA)
        self.count_read = 0
        self._waiting: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _INSERTS}
        self._files: list[str] = []
        self._file_numbers: dict[str, int] = {}
        self._remembered: set[str] = set()

    def add_definition(self, number: int, raw: RawRecord, item: Entity | Source) -> RawRecord | None:
        """Add an entity or a source.

        Return the place of another record with the same id and other content; None if there is none.
        """
        record = orjson.dumps(_entity_values(item) if isinstance(item, Entity) else _source_values(item))
        row = (number, item.id, raw.type, *self._place(raw), record)
        added = self._db.execute("INSERT OR IGNORE INTO definition VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        if not added.rowcount:
            first = self.find_definition(item.id)
            return first.raw if first and first.item != item else None
        self.count_read += 1
        if isinstance(item, Entity):
            for folded in fold_names(item):
                self._insert("name", (item.kind, folded, number))
        return None

    def add_statement(self, number: int, raw: RawRecord, statement: Statement) -> None:
        """Add a statement. The same statement may be added again."""
        identity = is_identity(statement)
        self._insert("statement", (
            number,
            statement.id,
            statement.fact_id,
            statement.id if identity else projection_key(statement),
            identity or bool(statement.corrects),
            raw.fields.get("subject") == statement.object,
            statement.source,
            *self._place(raw),
            orjson.dumps(_statement_values(statement)),
        ))  # fmt: skip
        self.count_read += 1
        if statement.said_on:
            self._insert("said", (statement.source, parse_partial(statement.said_on).first.isoformat()))

    def add_named(self, ids: Iterable[str]) -> None:
        """Note that a record names ids, which must be defined here or in the graph."""
        for one in ids:
            if one not in self._remembered:
                if len(self._remembered) >= _MOST_REMEMBERED:
                    self._remembered.clear()
                self._remembered.add(one)
                self._insert("named", (one,))

    def add_defined(self, defined: str) -> None:
        """Note that a record that is invalid for another reason defines an id."""
        self._insert("defined", (defined,))

    def count(self, kind: str) -> int:
        """Return the number of records of a type, each counted once."""
        if kind == "statement":
            ((number,),) = self._select("SELECT count(DISTINCT id) FROM statement")
        else:
            ((number,),) = self._select("SELECT count(*) FROM definition WHERE type = ?", (kind,))
        return int(number)

    def unresolved_ids(self) -> Iterator[str]:
        """Yield the ids that are named and not defined here, in order."""
        return (one for (one,) in self._select("SELECT id FROM unresolved"))

    def entities(self) -> Iterator[Spooled]:
        """Yield the entities in the order of reading."""
        return self._definitions("entity")

    def sources(self) -> Iterator[Spooled]:
        """Yield the sources in the order of reading."""
        return self._definitions("source")

    def find_definition(self, record_id: str) -> Spooled | None:
        """Return an entity or a source; None if it is not here."""
        query = "SELECT type, number, file, line, lines, record FROM definition WHERE id = ?"
        for kind, *row in self._select(query, (record_id,)):
            return self._to_definition(kind, *row)
        return None

    def entities_with_shared_names(self) -> Iterator[Spooled]:
        """Yield the actors that share a name, in the order of reading."""
        return (self._to_definition("entity", *row) for row in self._select("SELECT * FROM shared_names"))

    def statements(self, source: str | None = None) -> Iterator[Spooled]:
        """Yield the statements of a source or of all, in the order of reading."""
        rows = self._select("SELECT * FROM read_statement WHERE source = coalesce(?, source)", (source,))
        return map(self._to_statement, rows)

    def amendments(self) -> list[Spooled]:
        """Return the statements that correct, merge or separate, in the order of reading."""
        return [self._to_statement(row) for row in self._select("SELECT * FROM read_statement WHERE amends")]

    def last_days_said(self) -> Iterator[tuple[str, str]]:
        """Yield each source with the last day on which a statement in it was said."""
        return self._select("SELECT source, day FROM said")

    def statement_keys(self) -> Iterator[StatementKey]:
        """Yield each statement that amends nothing once, those with one anchor together."""
        rows = self._select("SELECT number, id, anchor FROM statement WHERE NOT amends ORDER BY anchor, id, number")
        return (StatementKey(*next(same)) for _, same in groupby(rows, key=lambda row: row[1]))

    def read_statements(self, keys: Sequence[StatementKey]) -> list[Statement]:
        """Return the statements of keys, which `statement_keys` yielded."""
        query = "SELECT id, fact_id, record FROM statement WHERE number = ?"
        return [_load_statement(*self._db.execute(query, (key.number,)).fetchone()) for key in keys]

    def _insert(self, table: str, row: tuple[Any, ...]) -> None:
        waiting = self._waiting[table]
        waiting.append(row)
        if len(waiting) >= _ROWS:
            self._flush(table)

    def _flush(self, table: str) -> None:
        if rows := self._waiting[table]:
            self._db.executemany(_INSERTS[table], rows)
            rows.clear()

    def _definitions(self, kind: str) -> Iterator[Spooled]:
        query = "SELECT number, file, line, lines, record FROM definition WHERE type = ? ORDER BY number"
        return (self._to_definition(kind, *row) for row in self._select(query, (kind,)))

    def _to_definition(
        self, kind: str, number: int, file: int, line: int, lines: bytes | None, record: bytes
    ) -> Spooled:
        return Spooled(number, self._to_raw(kind, file, line, lines), _load_definition(kind, record))

    def _to_statement(self, row: tuple[Any, ...]) -> Spooled:
        number, one, fact_id, exchanged, _, _, file, line, lines, record = row
        raw = self._to_raw("statement", file, line, lines)
        return Spooled(number, raw, _load_statement(one, fact_id, record), bool(exchanged))

    def _place(self, raw: RawRecord) -> tuple[int, int, bytes | None]:
        file = self._file_numbers.setdefault(raw.file, len(self._files))
        if file == len(self._files):
            self._files.append(raw.file)
        return file, raw.line, orjson.dumps(dict(raw.lines)) if raw.lines else None

    def _to_raw(self, kind: str, file: int, line: int, lines: bytes | None) -> RawRecord:
        """Return a record without its values, which says where it is."""
        return RawRecord(kind, {}, self._files[file], line, orjson.loads(lines) if lines else {})

    def _select(self, query: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        for table in self._waiting:
            self._flush(table)
        return self._db.execute(query, parameters)


def _load_definition(kind: str, record: bytes) -> Any:
    values = orjson.loads(record)
    if kind == "source":
        return Source(*values)
    entity_id, of_kind, name, aliases, identifiers, properties = values
    return Entity(entity_id, of_kind, name, tuple(aliases), identifiers, properties)


def _load_statement(statement_id: str, fact_id: str, record: bytes) -> Statement:
    values: list[Any] = orjson.loads(record)
    *_, retracts, corrects, recorded_at = values
    recorded = datetime.fromisoformat(recorded_at) if recorded_at else None
    values[-3:] = tuple(retracts), tuple(corrects), recorded
    statement = Statement(*values)
    vars(statement).update(id=statement_id, fact_id=fact_id)  # as computed before: hashing takes longer than reading
    return statement
