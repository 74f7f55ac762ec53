"""Frame of all importers: valid records of an edition, and changes since the last one.

An entry or a record that the ledger would refuse is left out and reported; the rest is written.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.errors import RecordsRefused
from graph.importers.records import Desk, Entry, Fields, Importer
from graph.importers.report import ImportReport
from graph.importers.stage import Known, Stage
from graph.ingest.plain_statements import validate_plain_statement
from graph.ingest.readers import RawRecord
from graph.ingest.validator import RecordValidator
from graph.model.dates import parse_partial
from graph.model.types import Statement
from graph.model.vocabulary import vocabulary

#: Share of the open statements that an edition may close before it is taken for a file that is cut short.
MAX_CLOSED = 0.2
_FEW = 50
#: Entries between two calls of a progress function.
PROGRESS_STEP = 500
_QUOTED = re.compile(r"'[^']*'|\b[a-z]+:[a-z0-9.-]+|\d{3,}")

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Before:
    """Context of an import: entities that are known already.

    ``entities`` are the ids that need no definition; ``references`` the records of entities that have one elsewhere, by
    id; ``governments`` the ids of governments by country code. ``is_graph``: all entities are known.
    """

    entities: Collection[str] = ()
    references: Mapping[str, Fields] = field(default_factory=dict)
    governments: Mapping[str, str] = field(default_factory=dict)
    is_graph: bool = False


class ListImport:
    """Import of an edition of a list."""

    def __init__(self, importer: Importer, edition: str, before: Before, *, may_close_many: bool = False) -> None:
        """Prepare an import. ``may_close_many``: many entries may be missing from this edition."""
        self.report = ImportReport()
        self.report.edition = edition if importer.closes else ""
        self._importer = importer
        self._edition = edition
        self._before = before
        self._may_close_many = may_close_many
        self._stage = Stage(dated=importer.dated)
        self._validator = RecordValidator()
        self._delta = False
        self._source_written = False
        self._has_past = False
        self._ids = {one.partition(":")[2]: one for one in before.entities if not one.startswith("source:")}

    def know(self, statement: Fields, statement_id: str, edition: str) -> None:
        """Note a statement of an earlier edition.

        Call it in the order of publication, and on one day with closings first. Raises RecordsRefused if that edition
        is later than this one.
        """
        if edition > self._edition:
            raise RecordsRefused(
                f"The edition of {edition} is loaded already, which is later than {self._edition}: load editions in "
                "the order of their days.",
                [],
            )
        self._stage.know(statement, statement_id)
        self._ids |= {statement[end].partition(":")[2]: statement[end] for end in ("subject", "object")}
        self._has_past = True

    def know_definition(self, record: Fields) -> None:
        """Note an entity of the edition before, which need not be written again."""
        self._stage.know_definition(record)

    def records(self, paths: Sequence[str], progress: Progress = lambda _read: None) -> Iterator[RawRecord]:
        """Yield the records of files. ``progress`` gets the number of entries that were read.

        Raises RecordsRefused if a file cannot be read or is cut short.
        """
        desk = Desk(self._edition, self.report, self._ids, self._before.governments)
        self._importer.prepare(paths)
        for path in paths:
            for entry in self._importer.read(path, desk):
                self.report.read += entry.counted
                self._delta = self._delta or bool(entry.removed or entry.replaced)
                for place in (*entry.removed, *entry.replaced):
                    self._stage.touch(place)
                self._take(entry)
                if self.report.read % PROGRESS_STEP == 0:
                    progress(self.report.read)
        progress(self.report.read)
        yield from self._write_definitions()
        yield from self._write_statements()

    def _take(self, entry: Entry) -> None:
        """Keep the records of an entry until all of them are known."""
        for record in entry.references:
            if record["id"] not in self._before.entities and not self._stage.is_defined(record["id"]):
                self._define(self._before.references.get(record["id"], record), entry, shared=True)
        for record in (*entry.sources, *entry.entities):
            self._define(record, entry)
        for statement in entry.statements:
            if valid := self._validate(statement, RawRecord("statement", statement, entry.file, entry.line)):
                # As the ledger stores them: numbers as numbers, each item of a list once.
                stored = {"properties": dict(valid.properties)} if valid.properties else {}
                self._stage.add(statement | stored, entry.file, entry.line)

    def _define(self, record: Fields, entry: Entry, *, shared: bool = False) -> None:
        kind = "source" if record["id"].startswith("source:") else "entity"
        if wrong := _invalid_codes(record):
            record = _move_to_details(record, wrong)
            self.report.note("an identifier is not in the form of its standard and stays a detail", entry.where)
        raw = RawRecord(kind, record, entry.file, entry.line)
        if (self._validator.validate_entity if kind == "entity" else self._validator.validate_source)(raw) is None:
            self._report_problems(entry.where)
        elif not self._stage.define(kind, record, entry.file, entry.line, shared=shared):
            self.report.leave_out(
                "the id has another value before; the first one counts", f"{entry.where} {record['id']}"
            )

    def _write_definitions(self) -> Iterator[RawRecord]:
        for kind, file, line, record in self._stage.definitions():
            self.report.written[kind] += 1
            if kind == "entity":
                self.report.kinds[record["id"].partition(":")[0]] += 1
            yield RawRecord(kind, record, file, line)

    def _write_statements(self) -> Iterator[RawRecord]:
        gone = self._stage.gone(delta=self._delta) if self._importer.closes or self._delta else []
        self._refuse_cut_short(len(gone))
        for key, file, line, statement in self._stage.statements():
            for changed in self._compare(key, statement):
                yield from self._write(changed, file, line)
        for known in gone:
            if closing := self._close(known):
                self.report.closed += 1
                yield from self._write(closing, self._importer.source_id(self._edition), 0)

    def _compare(self, key: str, statement: Fields) -> Iterator[Fields]:
        """Yield what a statement adds to what is known."""
        known = self._stage.find_known(key)
        if known is None:
            new = self._has_past and not self._stage.is_exact(statement) and "valid_from" not in statement
            yield statement | {"valid_from": self._edition} if new else statement
        elif self._stage.is_exact(statement):
            if _content(known.record) != _content(statement):
                yield statement
            else:
                self.report.unchanged += 1
        elif not known.is_open:
            yield self._start_after(statement, known.ended or self._edition)
        elif known.record.get("properties", {}) == statement.get("properties", {}):
            self.report.unchanged += 1
        elif closing := self._close(known):
            yield closing
            if closing["stance"] == "asserts":
                statement = statement | {"valid_from": self._edition}
            yield statement

    def _start_after(self, statement: Fields, end: str) -> Fields:
        """Return a statement about an entry that is on the list again."""
        start = statement.get("valid_from")
        if start and parse_partial(start).first.isoformat() >= end:
            return statement
        return statement | {"valid_from": self._edition}

    def _close(self, known: Known) -> Fields | None:
        """Return the statement that ends a known one; None if it has ended."""
        record, day = known.record, self._edition
        if record.get("valid_to") and parse_partial(record["valid_to"]).first.isoformat() <= day:
            return None
        source = self._importer.source_id(day)
        closing = {name: value for name, value in record.items() if name not in ("recorded_at", "confidence")}
        closing |= {"source": source, "text": f"The edition of {day} no longer says: {record['text']}"}
        start = record.get("valid_from")
        if record["source"] == source or (start and parse_partial(start).first.isoformat() >= day):
            return closing | {"stance": "retracts", "retracts": [known.id]}
        return closing | {"valid_to": day}

    def _write(self, statement: Fields, file: str, line: int) -> Iterator[RawRecord]:
        raw = RawRecord("statement", statement, file, line)
        ends = [statement[name] for name in ("subject", "object", "said_by") if name in statement]
        for one in ends:
            if not (
                self._stage.is_defined(one)
                or one in self._before.entities
                or (self._delta and not self._before.is_graph)
            ):
                self.report.leave_out("an end of a statement is not defined", f"{_show(raw)} {one}")
                return
        if self._validate(statement, raw) is None:
            return
        if statement["source"] == self._importer.source_id(self._edition) and not self._source_written:
            self._source_written = True
            self.report.written["source"] += 1
            yield RawRecord("source", self._importer.source_record(self._edition), file, line)
        self.report.written["statement"] += 1
        yield raw

    def _validate(self, statement: Fields, raw: RawRecord) -> Statement | None:
        """Return a valid statement; report another one."""
        found = validate_plain_statement(statement) or self._validator.validate_statement(raw)
        if found is None:
            self._report_problems(_show(raw))
        return found

    def _report_problems(self, where: str) -> None:
        problems = self._validator.problems
        reason = str(problems[0]).removeprefix(f"{problems[0].where}: ") if problems else "is not valid"
        name = problems[0].where.rpartition(" ")[2] if problems else ""
        self.report.leave_out(f"{name} {_QUOTED.sub('…', reason)}"[:160], where)
        problems.clear()

    def _refuse_cut_short(self, gone: int) -> None:
        known = self._stage.known_count
        if self._delta or self._may_close_many or gone <= max(_FEW, known * MAX_CLOSED):
            return
        raise RecordsRefused(
            f"This edition lacks {gone:,} of {known:,} entries of the one before, so the file may be cut short. "
            "Check it, and use --allow-removals if it is whole.",
            [],
        )


def _invalid_codes(record: Fields) -> list[str]:
    """Return the identifiers of a record that are not in the form of their standard."""
    kind = vocabulary().kinds.get(vocabulary().kind_of(record["id"]) or "")
    specs = kind.identifiers if kind and "details" in kind.properties else {}
    return [
        name
        for name, value in record.get("identifiers", {}).items()
        if name in specs and isinstance(value, str) and not specs[name].is_valid(value)
    ]


def _move_to_details(record: Fields, names: Collection[str]) -> Fields:
    given, properties = record["identifiers"], record.get("properties", {})
    details = [*properties.get("details", ()), *(f"{name}: {given[name]}" for name in names)]
    kept = {name: value for name, value in given.items() if name not in names}
    moved = {**record, "properties": {**properties, "details": details}, "identifiers": kept}
    return moved if kept else {name: value for name, value in moved.items() if name != "identifiers"}


def _show(raw: RawRecord) -> str:
    """Return the place of a record as a report names it."""
    name = Path(raw.file).name
    return f"{name}:{raw.line}" if raw.line else name


def _content(statement: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(statement.get(name) or None for name in ("properties", "valid_from", "valid_to", "stance"))
