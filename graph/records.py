"""Raw records to entities, sources and statements: one validator for every format.

Two steps, because a record may name what is already in the graph: ``parse`` judges each record by itself and says
which ids it could not find among the records; ``Draft.settle`` takes those of them that the graph knows, and gives the
records or refuses all of them, with every fault and its place.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from graph.dates import instant_text, parse_partial, published_instant
from graph.errors import Problem, RecordsRefused
from graph.identity import faults, merged
from graph.judge import ENTITY, MEND_NAMES, SOURCE, STATEMENT, Judge, same_actor
from graph.model import Entity, Source, Statement
from graph.reading import RawRecord
from graph.vocabulary import vocabulary


@dataclass(frozen=True)
class Records:
    """Records that hold."""

    entities: tuple[Entity, ...] = ()
    sources: tuple[Source, ...] = ()
    statements: tuple[Statement, ...] = ()


@dataclass
class Draft:
    """Records judged one by one. ``unresolved`` are ids that are named and not defined here, with their places."""

    records: Records
    problems: list[Problem]
    unresolved: dict[str, list[str]] = field(default_factory=dict)
    _sources: dict[str, Source] = field(default_factory=dict)
    _places: dict[str, RawRecord] = field(default_factory=dict)
    _said: list[tuple[RawRecord, Statement]] = field(default_factory=list)

    def settle(
        self,
        known: Collection[str],
        sources: Iterable[Source] = (),
        named_alike: Iterable[Entity] = (),
        identity: Iterable[Statement] = (),
    ) -> Records:
        """The records, given which of the ``unresolved`` ids the graph knows, and the sources among them.

        ``named_alike`` are entities of the graph that may go by a name of an actor defined here, ``identity`` the
        statements of the graph that join or part records. Raises RecordsRefused with every fault if there is any.
        """
        for missing, places in self.unresolved.items():
            if missing not in known:
                self.problems += [
                    Problem(p, f"{missing} is not defined in these files or in the graph") for p in places
                ]
        goes_by = merged([*identity, *self.records.statements])
        for entity in self.records.entities:
            for other in named_alike:
                if goes_by.get(entity.id, entity.id) == goes_by.get(other.id, other.id):
                    continue
                if name := same_actor(entity, other):
                    message = f"{name!r} is also a name of {other.id} in the graph; {MEND_NAMES}"
                    self.problems.append(Problem(self._places[entity.id].where("name"), message))
        refused = faults([*identity, *self.records.statements])
        self.problems += [Problem(raw.where("object"), refused[s.id]) for raw, s in self._said if s.id in refused]
        by_id = self._sources | {source.id: source for source in sources}
        for raw, statement in self._said:
            if source := by_id.get(statement.source):
                self.problems += _said_too_late(raw, statement, source)
        if self.problems:
            count = len(self.problems)
            sentence = f"{count} fault{'s' if count > 1 else ''} found; nothing was loaded. Mend and load again."
            raise RecordsRefused(sentence, self.problems)
        return self.records


def parse(raws: Sequence[RawRecord], problems: Iterable[Problem] = ()) -> Draft:
    """Judges raw records. ``problems`` are faults already found in the form of their files."""
    judge = Judge(list(problems))
    entities = judge.once([(r, judge.entity(r)) for r in raws if r.type == "entity"])
    sources = judge.once([(r, judge.source(r)) for r in raws if r.type == "source"])
    said = [(r, s) for r in raws if r.type == "statement" and (s := judge.statement(r))]
    statements = {statement.id: statement for _, statement in said}
    judge.one_name_one_entity(entities, merged(statements.values()))
    defined = {e.id for _, e in entities} | {s.id for _, s in sources} | set(statements)
    return Draft(
        records=Records(tuple(e for _, e in entities), tuple(s for _, s in sources), tuple(statements.values())),
        problems=judge.problems,
        unresolved={i: places for i, places in judge.named.items() if i not in defined},
        _sources={source.id: source for _, source in sources},
        _places={entity.id: raw for raw, entity in entities},
        _said=said,
    )


def _said_too_late(raw: RawRecord, statement: Statement, source: Source) -> list[Problem]:
    # A day's grace: where it is said and where it is published, the calendar may differ by one.
    published = published_instant(source.published_on).date() + timedelta(days=1)
    if statement.said_on and parse_partial(statement.said_on).first > published:
        message = f"{statement.said_on} is after {source.id} was published ({source.published_on})"
        return [Problem(raw.where("said_on"), message)]
    return []


def named_by(statement: Statement) -> set[str]:
    """The entities that a statement names."""
    specs = vocabulary().relationships[statement.predicate].properties
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
