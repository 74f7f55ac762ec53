"""Raw records to entities, sources and statements: one validator for every format.

Two steps, because a record may name what is already in the graph: ``parse`` judges each record by itself and says
which ids it could not find among the records; ``Draft.settle`` takes those of them that the graph knows, and gives the
records or refuses all of them, with every fault and its place.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from graph.errors import Problem, RecordsRefused
from graph.ingest.name_clashes import NameIndex
from graph.ingest.readers import RawRecord
from graph.ingest.validator import ENTITY_CHECKS, SOURCE_CHECKS, STATEMENT_CHECKS, RecordValidator
from graph.model.dates import format_instant, parse_partial, parse_published_on
from graph.model.resolution import canonical_ids, is_identity, merge_conflicts
from graph.model.types import Entity, Source, Statement
from graph.model.vocabulary import vocabulary


@dataclass(frozen=True)
class Records:
    """Records that hold."""

    entities: tuple[Entity, ...] = ()
    sources: tuple[Source, ...] = ()
    statements: tuple[Statement, ...] = ()


@dataclass
class Batch:
    """Records judged one by one. ``unresolved`` are ids that are named and not defined here, with their places.

    ``restored``: a ledger that was taken in once. What two records say together was judged then, in the order they
    came; all at once they may look otherwise, as two actors of one name that were merged and parted again.
    """

    records: Records
    problems: list[Problem]
    unresolved: dict[str, list[str]] = field(default_factory=dict)
    restored: bool = False
    _sources: dict[str, Source] = field(default_factory=dict)
    _raw_entities: dict[str, RawRecord] = field(default_factory=dict)
    _raw_sources: dict[str, RawRecord] = field(default_factory=dict)
    _raw_statements: list[tuple[RawRecord, Statement]] = field(default_factory=list)

    @property
    def needs_graph(self) -> bool:
        """Whether there is anything that the graph could say something about."""
        return any((self.records.entities, self.records.sources, self.records.statements, self.unresolved))

    def resolve(
        self,
        known: Collection[str],
        sources: Iterable[Source] = (),
        named_alike: Iterable[Entity] = (),
        identity: Iterable[Statement] = (),
        said_before: Iterable[Statement] = (),
    ) -> Records:
        """The records, given which of the ``unresolved`` ids the graph knows, and the sources among them.

        ``named_alike`` are entities of the graph that may go by a name of an actor defined here, ``identity`` the
        statements of the graph that join or part records, ``said_before`` those of the graph in sources that are
        given another date here. Raises RecordsRefused with every fault if there is any.
        """
        problems = list(self.problems)
        for missing, places in self.unresolved.items():
            if missing not in known:
                problems += [Problem(p, f"{missing} is not defined in these files or in the graph") for p in places]
        told = [*identity, *self.records.statements]
        refused = merge_conflicts(told)
        problems += [Problem(raw.where("object"), refused[s.id]) for raw, s in self._raw_statements if s.id in refused]
        if not self.restored:
            problems += self._name_clashes(named_alike, canonical_ids(told))
            problems += self._late_statements(self._sources | {s.id: s for s in sources}, said_before)
        if problems:
            raise build_refusal(problems)
        return self.records

    def _name_clashes(self, named_alike: Iterable[Entity], goes_by: Mapping[str, str]) -> Iterator[Problem]:
        """Actors with a name of another in the graph."""
        there = NameIndex(goes_by)
        for other in named_alike:
            there.add(other, "in the graph")
        for entity in self.records.entities:
            for message in there.find_clashes(entity):
                yield Problem(self._raw_entities[entity.id].where("name"), message)

    def _late_statements(self, sources: Mapping[str, Source], said_before: Iterable[Statement]) -> Iterator[Problem]:
        """What was said after its source was published, but for what is corrected here."""
        corrected = {mended for statement in self.records.statements for mended in statement.corrects}
        here = {statement.id for statement in self.records.statements}
        for raw, said in self._raw_statements:
            source = sources.get(said.source)
            if source and said.id not in corrected and _is_after_publication(said, source):
                message = f"{said.said_on} is after {source.id} was published ({source.published_on})"
                yield Problem(raw.where("said_on"), message)
        for said in said_before:
            source = sources[said.source]
            if said.id not in corrected | here and _is_after_publication(said, source):
                message = f"{source.published_on} is before {said.said_on}, when statement {said.id} in it was said"
                yield Problem(self._raw_sources[source.id].where("published_on"), message)


def build_refusal(problems: Sequence[Problem]) -> RecordsRefused:
    """The error for records with problems."""
    count = len(problems)
    sentence = f"{count} problem{'s' if count > 1 else ''} found; nothing was loaded. Fix and load again."
    return RecordsRefused(sentence, problems)


def parse(raws: Sequence[RawRecord], problems: Iterable[Problem] = (), *, restored: bool = False) -> Batch:
    """Judges raw records. ``problems`` are faults already found in the form of their files."""
    judge = RecordValidator(list(problems), restored=restored)
    entities = judge.deduplicate([(r, judge.validate_entity(r)) for r in raws if r.type == "entity"])
    sources = judge.deduplicate([(r, judge.validate_source(r)) for r in raws if r.type == "source"])
    said = [(r, s) for r in raws if r.type == "statement" and (s := judge.validate_statement(r))]
    statements = {statement.id: statement for _, statement in said}
    if not restored:
        judge.check_name_clashes(entities, canonical_ids(statements.values()))
    defined = judge.defined_ids | set(statements)
    return Batch(
        records=Records(tuple(e for _, e in entities), tuple(s for _, s in sources), tuple(statements.values())),
        problems=judge.problems,
        unresolved={i: places for i, places in judge.references.items() if i not in defined},
        restored=restored,
        _sources={source.id: source for _, source in sources},
        _raw_entities={entity.id: raw for raw, entity in entities},
        _raw_sources={source.id: raw for raw, source in sources},
        _raw_statements=said,
    )


def _is_after_publication(statement: Statement, source: Source) -> bool:
    # A day's grace: where it is said and where it is published, the calendar may differ by one.
    published = parse_published_on(source.published_on).date() + timedelta(days=1)
    return statement.said_on is not None and parse_partial(statement.said_on).first > published


def collect_entity_ids(statement: Statement) -> set[str]:
    """The entities that a statement names."""
    specs = {} if is_identity(statement) else vocabulary().relationships[statement.predicate].properties
    named = {statement.subject, statement.object, *([statement.said_by] if statement.said_by else [])}
    for name, value in statement.properties.items():
        if specs[name].type in ("entity", "entities"):
            named |= set(value) if isinstance(value, list) else {value}
    return named


def serialize_statement(statement: Statement) -> dict[str, Any]:
    """A statement as a JSON Lines record: what ``parse`` makes the same statement of."""
    return {"type": "statement"} | _pick_fields(statement.as_recorded or statement, STATEMENT_CHECKS)


def serialize_entity(entity: Entity) -> dict[str, Any]:
    """An entity as a JSON Lines record."""
    return {"type": "entity"} | _pick_fields(entity, {k: v for k, v in ENTITY_CHECKS.items() if k != "kind"})


def serialize_source(source: Source) -> dict[str, Any]:
    """A source as a JSON Lines record."""
    return {"type": "source"} | _pick_fields(source, SOURCE_CHECKS)


def _pick_fields(item: object, names: Iterable[str]) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in names}
    return {name: _to_json_value(value) for name, value in values.items() if value not in (None, (), {})}


def _to_json_value(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        return format_instant(value)
    return list(value) if isinstance(value, tuple) else value
