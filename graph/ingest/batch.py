"""Conversion of raw records to entities, sources and statements, the same for every format.

`parse` finds all problems that the files alone show. A record may also name what is already in the graph: `Batch` holds
the ids that are not defined in the files, and `graph.ledger.checks` looks those up.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from graph.errors import Problem, RecordsRefused
from graph.ingest.name_clashes import NameIndex
from graph.ingest.readers import RawRecord
from graph.ingest.validator import RecordValidator
from graph.model.dates import parse_partial, parse_published_on
from graph.model.resolution import canonical_ids, is_identity, merge_conflicts
from graph.model.types import Entity, Source, Statement
from graph.model.vocabulary import vocabulary

RecordedStatement = tuple[RawRecord, Statement]


@dataclass(frozen=True)
class Records:
    """Valid records."""

    entities: tuple[Entity, ...] = ()
    sources: tuple[Source, ...] = ()
    statements: tuple[Statement, ...] = ()

    @property
    def count(self) -> int:
        """Number of records."""
        return len(self.entities) + len(self.sources) + len(self.statements)


@dataclass(frozen=True)
class Batch:
    """Records that are loaded together or not at all, with the problems of their files.

    ``unresolved``: ids that are named and not defined here, with the places that name them.
    ``statements``: each valid statement with its raw record, repeated ones too.
    ``restored``: the records come from a backup. They were checked together when they were first loaded, in their
    order. Checked at once, they may look invalid, such as two actors of one name that were merged and separated again.
    """

    records: Records
    problems: Sequence[Problem] = ()
    unresolved: Mapping[str, Sequence[str]] = field(default_factory=dict)
    statements: Sequence[RecordedStatement] = ()
    restored: bool = False
    _raw_by_id: Mapping[str, RawRecord] = field(default_factory=dict)

    @property
    def needs_graph(self) -> bool:
        """True if the graph may show problems that the files do not."""
        return bool(self.records.count or self.unresolved)

    def where(self, record_id: str, name: str) -> str:
        """Return the place of a field of an entity or a source."""
        return self._raw_by_id[record_id].where(name)

    def resolve(
        self, known: Collection[str] = (), merges: Iterable[Statement] = (), found: Iterable[Problem] = ()
    ) -> Records:
        """Return the records, given what a graph contains; the defaults mean an empty one.

        ``known``: ids that are in the graph; ``merges``: its statements that merge or separate entities; ``found``:
        problems that only the graph shows. Raises RecordsRefused with all problems if there are any.
        """
        problems = [*self.problems, *self._find_undefined(known), *self._find_merge_conflicts(merges), *found]
        if problems:
            raise _build_refusal(problems)
        return self.records

    def _find_undefined(self, known: Collection[str]) -> Iterator[Problem]:
        for missing, places in self.unresolved.items():
            if missing not in known:
                message = f"{missing} is not defined in these files or in the graph"
                yield from (Problem(place, message) for place in places)

    def _find_merge_conflicts(self, merges: Iterable[Statement]) -> Iterator[Problem]:
        """Yield conflicts between merges, which another record of the ledger may have retracted."""
        reasons = merge_conflicts([*merges, *self.records.statements])
        for raw, statement in self.statements:
            if reason := reasons.get(statement.id):
                yield Problem(raw.where("object"), reason)


def _build_refusal(problems: Sequence[Problem]) -> RecordsRefused:
    count, them = (f"{len(problems)} problems", "them") if len(problems) > 1 else ("1 problem", "it")
    return RecordsRefused(f"{count} found; nothing was loaded. Fix {them} and load again.", problems)


def parse(raws: Sequence[RawRecord], problems: Iterable[Problem] = (), *, restored: bool = False) -> Batch:
    """Validate raw records as far as possible without the graph. ``problems`` are those of the files' format."""
    validator = RecordValidator(list(problems), restored=restored)
    found = validator.problems
    entities = _deduplicate([(r, validator.validate_entity(r)) for r in raws if r.type == "entity"], found)
    sources = _deduplicate([(r, validator.validate_source(r)) for r in raws if r.type == "source"], found)
    said = [(r, s) for r in raws if r.type == "statement" and (s := validator.validate_statement(r))]
    statements = {statement.id: statement for _, statement in said}
    if not restored:
        found += _find_name_clashes(entities, canonical_ids(statements.values()))
        found += find_late_statements(said, {source.id: source for _, source in sources})
    defined = validator.defined_ids | set(statements)
    return Batch(
        records=Records(tuple(e for _, e in entities), tuple(s for _, s in sources), tuple(statements.values())),
        problems=found,
        unresolved={i: places for i, places in validator.references.items() if i not in defined},
        statements=said,
        restored=restored,
        _raw_by_id={item.id: raw for raw, item in (*entities, *sources)},
    )


def _deduplicate(found: Sequence[tuple[RawRecord, Any]], problems: list[Problem]) -> list[tuple[RawRecord, Any]]:
    """Drop exact duplicates; report different records with one id."""
    out: dict[str, tuple[RawRecord, Any]] = {}
    for raw, item in found:
        if item is None:
            continue
        first, other = out.setdefault(item.id, (raw, item))
        if other != item:
            problems.append(Problem(raw.where("id"), f"{item.id} is defined otherwise at {first.where()}"))
    return list(out.values())


def _find_name_clashes(found: Iterable[tuple[RawRecord, Entity]], canonical: Mapping[str, str]) -> Iterator[Problem]:
    """Yield actors of one kind with the same name, unless an identifier differs."""
    seen = NameIndex(canonical)
    for raw, entity in found:
        for message in seen.find_clashes(entity):
            yield Problem(raw.where("name"), message)
        seen.add(entity, f"at {raw.where()}")


def find_late_statements(said: Sequence[RecordedStatement], sources: Mapping[str, Source]) -> Iterator[Problem]:
    """Yield statements said after their source was published, without those corrected here."""
    corrected = {named for _, statement in said for named in statement.corrects}
    for raw, statement in said:
        source = sources.get(statement.source)
        if source and statement.id not in corrected and is_after_publication(statement, source):
            message = f"{statement.said_on} is after {source.id} was published ({source.published_on})"
            yield Problem(raw.where("said_on"), message)


def is_after_publication(statement: Statement, source: Source) -> bool:
    """Return True if a statement was said after its source was published."""
    # One day of tolerance: the calendar may differ between the speaker's place and the publisher's.
    published = parse_published_on(source.published_on).date() + timedelta(days=1)
    return statement.said_on is not None and parse_partial(statement.said_on).first > published


def collect_entity_ids(statement: Statement) -> set[str]:
    """Return the ids of the entities that a statement names."""
    specs = {} if is_identity(statement) else vocabulary().relationships[statement.predicate].properties
    named = {statement.subject, statement.object, *([statement.said_by] if statement.said_by else [])}
    for name, value in statement.properties.items():
        if specs[name].type in ("entity", "entities"):
            named |= set(value) if isinstance(value, list) else {value}
    return named
