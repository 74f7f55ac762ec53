"""Batch: raw records of any format as valid entities, sources and statements in a spool.

`parse` finds all problems that the files alone show. A record may also name what is already in the graph: `Batch` has
the ids that are not defined in the files, and `graph.ledger.checks` looks those up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from graph.errors import Problem, RecordsRefused
from graph.ingest.name_clashes import NameIndex
from graph.ingest.plain_statements import validate_plain_statement
from graph.ingest.readers import RawRecord
from graph.ingest.spool import Spool
from graph.ingest.validator import RecordValidator
from graph.model.dates import parse_partial, parse_published_on
from graph.model.resolution import canonical_ids, is_identity, merge_conflicts
from graph.model.types import Entity, Source, Statement
from graph.model.vocabulary import Property, vocabulary

#: Order in which problems are listed.
_TYPES = ("entity", "source", "statement")
_EXCHANGED = {"subject": "object", "object": "subject"}


@dataclass(frozen=True)
class Records:
    """Valid records."""

    entities: Sequence[Entity] = ()
    sources: Sequence[Source] = ()
    statements: Sequence[Statement] = ()

    @property
    def count(self) -> int:
        """Number of records."""
        return len(self.entities) + len(self.sources) + len(self.statements)


class IdReference(NamedTuple):
    """Id in a field of a record. ``order``: the record's type and number, and the place in the record."""

    order: tuple[int, int, int]
    named: str
    where: str


class Batch:
    """Records that are loaded together or not at all, with the problems of their files.

    ``restored``: the records come from a backup. They were checked together when they were first loaded, in their
    order. Checked at once, they may look invalid, such as two actors of one name that were merged and separated again.
    """

    def __init__(
        self, spool: Spool, problems: Sequence[Problem] = (), references: Sequence[IdReference] = (), *, restored: bool
    ) -> None:
        """Set what was found. ``references`` are those of invalid records, which are not in the spool."""
        self.spool = spool
        self.problems = problems
        self.restored = restored
        self._references = references

    @property
    def needs_graph(self) -> bool:
        """True if the graph may show problems that the files do not."""
        return bool(self.spool.count_read or self._references)

    def where(self, record_id: str, name: str) -> str:
        """Return the place of a field of an entity or a source."""
        found = self.spool.find_definition(record_id)
        if found is None:
            raise KeyError(record_id)
        return found.raw.where(name)

    def unresolved_ids(self) -> Iterator[str]:
        """Yield the ids that are named and not defined here, in order."""
        return self.spool.unresolved_ids()

    def raise_problems(
        self, missing: Iterable[str] = (), merges: Iterable[Statement] = (), found: Iterable[Problem] = ()
    ) -> None:
        """Raise RecordsRefused with all problems if there are any.

        ``missing``: unresolved ids that the graph does not have; ``merges``: its statements that merge or separate
        entities; ``found``: problems that only the graph shows.
        """
        problems = [*self.problems, *self._find_undefined(set(missing)), *self._find_merge_conflicts(merges), *found]
        if problems:
            raise _build_refusal(problems)

    def _find_undefined(self, missing: set[str]) -> Iterator[Problem]:
        if not missing:
            return
        references = [*self._references, *_find_references(self.spool)]
        places: dict[str, list[str]] = {}
        for reference in sorted(r for r in references if r.named in missing):
            places.setdefault(reference.named, []).append(reference.where)
        for named, found in places.items():
            yield from (Problem(place, f"{named} is not defined in these files or in the graph") for place in found)

    def _find_merge_conflicts(self, merges: Iterable[Statement]) -> Iterator[Problem]:
        """Yield conflicts between merges, which another record of the ledger may have retracted."""
        amendments = self.spool.amendments()
        reasons = merge_conflicts([*merges, *(spooled.item for spooled in amendments)])
        for spooled in amendments:
            if reason := reasons.get(spooled.item.id):
                yield Problem(spooled.raw.where("object"), reason)


def _find_references(spool: Spool) -> Iterator[IdReference]:
    """Yield the references of all records in a spool."""
    for number, raw, entity, _ in spool.entities():
        specs = vocabulary().kinds[entity.kind].properties
        for place, (named, name) in enumerate(_list_property_references(entity.properties, specs)):
            yield IdReference((0, number, place), named, raw.where(name))
    for number, raw, statement, exchanged in spool.statements():
        for place, (named, name) in enumerate(list_references(statement)):
            given = _EXCHANGED.get(name, name) if exchanged else name
            yield IdReference((2, number, place), named, raw.where(given))


def list_references(statement: Statement) -> list[tuple[str, str]]:
    """Return the ids that a statement names, each with its field."""
    single = ("subject", "object", "said_by", "source")
    found = [(getattr(statement, name), name) for name in single if getattr(statement, name)]
    found += [(named, name) for name in ("retracts", "corrects") for named in getattr(statement, name)]
    if statement.properties and not is_identity(statement):
        specs = vocabulary().relationships[statement.predicate].properties
        found += _list_property_references(statement.properties, specs)
    return found


def _list_property_references(
    properties: Mapping[str, Any], specs: Mapping[str, Property]
) -> Iterator[tuple[str, str]]:
    for name, value in properties.items():
        if specs[name].type in ("entity", "entities"):
            for named in value if isinstance(value, list) else [value]:
                yield named, f"properties.{name}"


def _build_refusal(problems: Sequence[Problem]) -> RecordsRefused:
    count, them = (f"{len(problems)} problems", "them") if len(problems) > 1 else ("1 problem", "it")
    return RecordsRefused(f"{count} found; nothing was loaded. Fix {them} and load again.", problems)


def parse(raws: Iterable[RawRecord | Problem], *, restored: bool = False) -> Batch:
    """Validate raw records as far as possible without the graph.

    ``raws`` also yields the problems of the files' formats. They are read once.
    """
    collector = _Collector(restored=restored)
    for number, raw in enumerate(raws):
        collector.add(number, raw)
    return collector.finish()


class _Collector:
    """Collector of valid records in a spool, and of problems by type."""

    def __init__(self, *, restored: bool) -> None:
        self._spool = Spool()
        self._validator = RecordValidator(restored=restored)
        self._restored = restored
        self._format_problems: list[Problem] = []
        self._problems: dict[str, list[Problem]] = {kind: [] for kind in _TYPES}
        self._conflicts: dict[str, list[Problem]] = {kind: [] for kind in _TYPES}
        self._references: list[IdReference] = []

    def add(self, number: int, raw: RawRecord | Problem) -> None:
        """Add the next record, or the problem that was met in its place."""
        if isinstance(raw, Problem):
            self._format_problems.append(raw)
        elif raw.type == "statement":
            self._add_statement(number, raw)
        else:
            self._add_definition(number, raw)

    def _add_statement(self, number: int, raw: RawRecord) -> None:
        statement = validate_plain_statement(raw.fields)
        if statement is None:
            self._validator.problems = self._problems["statement"]
            statement = self._validator.validate_statement(raw)
        if statement is None:
            self._note_invalid(number, raw)
            return
        self._spool.add_statement(number, raw, statement)
        self._spool.add_named(named for named, _ in list_references(statement))

    def _add_definition(self, number: int, raw: RawRecord) -> None:
        validator = self._validator
        validator.problems = self._problems[raw.type]
        item = validator.validate_entity(raw) if raw.type == "entity" else validator.validate_source(raw)
        if item is None:
            self._note_invalid(number, raw)
            return
        self._spool.add_named(named for named, _ in validator.references)
        if first := self._spool.add_definition(number, raw, item):
            message = f"{item.id} is defined otherwise at {first.where()}"
            self._conflicts[raw.type].append(Problem(raw.where("id"), message))

    def _note_invalid(self, number: int, raw: RawRecord) -> None:
        """Note the ids of an invalid record, to report no problem twice."""
        validator = self._validator
        for place, (named, name) in enumerate(validator.references):
            self._references.append(IdReference((_TYPES.index(raw.type), number, place), named, raw.where(name)))
        self._spool.add_named(named for named, _ in validator.references)
        if validator.defined_id:
            self._spool.add_defined(validator.defined_id)

    def finish(self) -> Batch:
        """Return the batch, with the problems that several records show together."""
        problems = list(self._format_problems)
        for kind in _TYPES:
            problems += [*self._problems[kind], *self._conflicts[kind]]
        if not self._restored:
            problems += _find_name_clashes(self._spool)
            problems += find_late_statements(self._spool, _sources_published_before(self._spool))
        return Batch(self._spool, problems, self._references, restored=self._restored)


def _find_name_clashes(spool: Spool) -> Iterator[Problem]:
    """Yield actors of one kind with the same name, unless an identifier differs."""
    seen = NameIndex(canonical_ids(spooled.item for spooled in spool.amendments()))
    for _, raw, entity, _ in spool.entities_with_shared_names():
        for message in seen.find_clashes(entity):
            yield Problem(raw.where("name"), message)
        seen.add(entity, f"at {raw.where()}")


def _sources_published_before(spool: Spool) -> dict[str, Source]:
    """Return the sources here with a statement said after their publication."""
    out: dict[str, Source] = {}
    for source_id, day in spool.last_days_said():
        found = spool.find_definition(source_id)
        if found and day > last_day_said(found.item).isoformat():
            out[source_id] = found.item
    return out


def find_late_statements(spool: Spool, sources: Mapping[str, Source]) -> list[Problem]:
    """Return statements said after their source was published, without those corrected here."""
    if not sources:
        return []
    corrected = {named for spooled in spool.amendments() for named in spooled.item.corrects}
    late: list[tuple[int, Problem]] = []
    for source in sources.values():
        for number, raw, statement, _ in spool.statements(source.id):
            if statement.id not in corrected and is_after_publication(statement, source):
                message = f"{statement.said_on} is after {source.id} was published ({source.published_on})"
                late.append((number, Problem(raw.where("said_on"), message)))
    return [problem for _, problem in sorted(late, key=lambda pair: pair[0])]


def last_day_said(source: Source) -> date:
    """Return the last day on which a statement in a source may have been said."""
    # One day of tolerance: the calendar may differ between the speaker's place and the publisher's.
    return parse_published_on(source.published_on).date() + timedelta(days=1)


def is_after_publication(statement: Statement, source: Source) -> bool:
    """Return True if a statement was said after its source was published."""
    return statement.said_on is not None and parse_partial(statement.said_on).first > last_day_said(source)


def collect_entity_ids(statement: Statement) -> set[str]:
    """Return the ids of the entities that a statement names."""
    return {named for named, name in list_references(statement) if name not in ("source", "retracts", "corrects")}
