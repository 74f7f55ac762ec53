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
from graph.ingest.name_clashes import Namesakes
from graph.ingest.readers import RawRecord
from graph.ingest.validator import ENTITY, SOURCE, STATEMENT, Judge
from graph.model.dates import instant_text, parse_partial, published_instant
from graph.model.resolution import faults, is_identity, merged
from graph.model.types import Entity, Source, Statement
from graph.model.vocabulary import vocabulary


@dataclass(frozen=True)
class Records:
    """Records that hold."""

    entities: tuple[Entity, ...] = ()
    sources: tuple[Source, ...] = ()
    statements: tuple[Statement, ...] = ()


@dataclass
class Draft:
    """Records judged one by one. ``unresolved`` are ids that are named and not defined here, with their places.

    ``restored``: a ledger that was taken in once. What two records say together was judged then, in the order they
    came; all at once they may look otherwise, as two actors of one name that were merged and parted again.
    """

    records: Records
    problems: list[Problem]
    unresolved: dict[str, list[str]] = field(default_factory=dict)
    restored: bool = False
    _sources: dict[str, Source] = field(default_factory=dict)
    _places: dict[str, RawRecord] = field(default_factory=dict)
    _source_places: dict[str, RawRecord] = field(default_factory=dict)
    _said: list[tuple[RawRecord, Statement]] = field(default_factory=list)

    @property
    def bears_on_graph(self) -> bool:
        """Whether there is anything that the graph could say something about."""
        return any((self.records.entities, self.records.sources, self.records.statements, self.unresolved))

    def settle(
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
        refused = faults(told)
        problems += [Problem(raw.where("object"), refused[s.id]) for raw, s in self._said if s.id in refused]
        if not self.restored:
            problems += self._names_taken(named_alike, merged(told))
            problems += self._days_that_do_not_hold(self._sources | {s.id: s for s in sources}, said_before)
        if problems:
            raise refusal(problems)
        return self.records

    def _names_taken(self, named_alike: Iterable[Entity], goes_by: Mapping[str, str]) -> Iterator[Problem]:
        """Actors with a name of another in the graph."""
        there = Namesakes(goes_by)
        for other in named_alike:
            there.add(other, "in the graph")
        for entity in self.records.entities:
            for message in there.clashes(entity):
                yield Problem(self._places[entity.id].where("name"), message)

    def _days_that_do_not_hold(
        self, sources: Mapping[str, Source], said_before: Iterable[Statement]
    ) -> Iterator[Problem]:
        """What was said after its source was published, but for what is corrected here."""
        corrected = {mended for statement in self.records.statements for mended in statement.corrects}
        here = {statement.id for statement in self.records.statements}
        for raw, said in self._said:
            source = sources.get(said.source)
            if source and said.id not in corrected and _said_too_late(said, source):
                message = f"{said.said_on} is after {source.id} was published ({source.published_on})"
                yield Problem(raw.where("said_on"), message)
        for said in said_before:
            source = sources[said.source]
            if said.id not in corrected | here and _said_too_late(said, source):
                message = f"{source.published_on} is before {said.said_on}, when statement {said.id} in it was said"
                yield Problem(self._source_places[source.id].where("published_on"), message)


def refusal(problems: Sequence[Problem]) -> RecordsRefused:
    """The error for records with problems."""
    count = len(problems)
    sentence = f"{count} problem{'s' if count > 1 else ''} found; nothing was loaded. Fix and load again."
    return RecordsRefused(sentence, problems)


def parse(raws: Sequence[RawRecord], problems: Iterable[Problem] = (), *, restored: bool = False) -> Draft:
    """Judges raw records. ``problems`` are faults already found in the form of their files."""
    judge = Judge(list(problems), restored=restored)
    entities = judge.once([(r, judge.entity(r)) for r in raws if r.type == "entity"])
    sources = judge.once([(r, judge.source(r)) for r in raws if r.type == "source"])
    said = [(r, s) for r in raws if r.type == "statement" and (s := judge.statement(r))]
    statements = {statement.id: statement for _, statement in said}
    if not restored:
        judge.one_name_one_entity(entities, merged(statements.values()))
    defined = judge.defined | set(statements)
    return Draft(
        records=Records(tuple(e for _, e in entities), tuple(s for _, s in sources), tuple(statements.values())),
        problems=judge.problems,
        unresolved={i: places for i, places in judge.named.items() if i not in defined},
        restored=restored,
        _sources={source.id: source for _, source in sources},
        _places={entity.id: raw for raw, entity in entities},
        _source_places={source.id: raw for raw, source in sources},
        _said=said,
    )


def _said_too_late(statement: Statement, source: Source) -> bool:
    # A day's grace: where it is said and where it is published, the calendar may differ by one.
    published = published_instant(source.published_on).date() + timedelta(days=1)
    return statement.said_on is not None and parse_partial(statement.said_on).first > published


def named_by(statement: Statement) -> set[str]:
    """The entities that a statement names."""
    specs = {} if is_identity(statement) else vocabulary().relationships[statement.predicate].properties
    named = {statement.subject, statement.object, *([statement.said_by] if statement.said_by else [])}
    for name, value in statement.properties.items():
        if specs[name].type in ("entity", "entities"):
            named |= set(value) if isinstance(value, list) else {value}
    return named


def statement_record(statement: Statement) -> dict[str, Any]:
    """A statement as a JSON Lines record: what ``parse`` makes the same statement of."""
    return {"type": "statement"} | _given(statement.as_recorded or statement, STATEMENT)


def entity_record(entity: Entity) -> dict[str, Any]:
    """An entity as a JSON Lines record."""
    return {"type": "entity"} | _given(entity, {k: v for k, v in ENTITY.items() if k != "kind"})


def source_record(source: Source) -> dict[str, Any]:
    """A source as a JSON Lines record."""
    return {"type": "source"} | _given(source, SOURCE)


def _given(item: object, names: Iterable[str]) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in names}
    return {name: _plain(value) for name, value in values.items() if value not in (None, (), {})}


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        return instant_text(value)
    return list(value) if isinstance(value, tuple) else value
