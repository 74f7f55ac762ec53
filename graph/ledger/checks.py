"""Checks of records against the graph: undefined ids, conflicting merges, name clashes, publication dates.

All of them run before anything is written. If others wrote meanwhile, those of a part of the load run again in the
transaction that writes it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.errors import Problem
from graph.ingest.batch import Batch, find_late_statements, is_after_publication, last_day_said
from graph.ingest.name_clashes import NameIndex, fold_names
from graph.ledger.lookups import (
    fetch_entities,
    fetch_sources,
    find_missing_ids,
    find_new_entities,
    find_new_sources,
)
from graph.ledger.types import BATCH, RunQuery, batched
from graph.model.dates import parse_partial
from graph.model.names import WHOLE_KEY_PREFIX, fold_compact, quote_phrase
from graph.model.resolution import canonical_ids
from graph.model.types import Entity, Source, Statement
from graph.store.mapping import entity_from_properties, recorded_entity, statement_from_properties

#: Most names in one look-up: Lucene allows 1,024 terms in a query.
NAMES_PER_QUERY = 500
_NO_ENTITY = Entity("", "", "")


async def check_against_graph(ask: RunQuery, batch: Batch) -> None:
    """Raise RecordsRefused with all problems of the files and of the graph."""
    missing = await find_missing_ids(ask, batch.unresolved_ids())
    merges = await fetch_merges(ask)
    found: list[Problem] = []
    if not batch.restored:
        for entities in batched((spooled.item for spooled in batch.spool.entities()), BATCH):
            found += await find_name_clashes(ask, batch, entities, merges)
        found += await _find_late_statements(ask, batch, batch.spool.last_days_said())
        for sources in batched((spooled.item for spooled in batch.spool.sources()), BATCH):
            found += await find_redated_sources(ask, batch, sources)
    batch.raise_problems(missing, merges, found)


async def check_part(
    ask: RunQuery,
    batch: Batch,
    entities: Sequence[Entity],
    sources: Sequence[Source],
    statements: Iterable[Statement],
) -> None:
    """Raise RecordsRefused if new records of a part conflict with what others wrote since `check_against_graph`.

    What is once in the ledger stays there, so ids that were found are not looked up again.
    """
    merges = await fetch_merges(ask)
    found: list[Problem] = []
    if not batch.restored:
        found += await find_name_clashes(ask, batch, entities, merges)
        found += await find_redated_sources(ask, batch, sources)
        days = sorted((s.source, parse_partial(s.said_on).first.isoformat()) for s in statements if s.said_on)
        found += await _find_late_statements(ask, batch, dict(days).items())
    batch.raise_problems((), merges, found)


async def fetch_merges(ask: RunQuery) -> list[Statement]:
    """Return the graph's statements that merge or separate entities."""
    return [statement_from_properties(row["statement"]) for row in await ask("ledger/identity_statements")]


async def find_name_clashes(
    ask: RunQuery, batch: Batch, entities: Sequence[Entity], merges: Sequence[Statement]
) -> list[Problem]:
    """Find new names of actors that other actors in the graph have."""
    actors, _ = await find_new_entities(ask, [entity for entity in entities if fold_names(entity)])
    if not actors:
        return []
    amendments = [spooled.item for spooled in batch.spool.amendments()]
    index = NameIndex(canonical_ids([*merges, *amendments]))
    for other in await _find_same_named(ask, batch, actors):
        index.add(other, "in the graph")
    return [
        Problem(batch.where(entity.id, "name"), message) for entity in actors for message in index.find_clashes(entity)
    ]


async def _find_same_named(ask: RunQuery, batch: Batch, actors: Sequence[Entity]) -> list[Entity]:
    """Find entities in the graph that may have an actor's new name."""
    there = await fetch_entities(ask, [actor.id for actor in actors])
    names = sorted(
        {
            fold_compact(name)
            for e in actors
            for name in fold_names(e).keys() - fold_names(there.get(e.id, _NO_ENTITY)).keys()
        }
    )
    rows: dict[str, Mapping[str, Any]] = {}
    for part in batched(names, NAMES_PER_QUERY):
        lucene = " OR ".join(quote_phrase(WHOLE_KEY_PREFIX + name) for name in part)
        found = await ask("ledger/entities_named", lucene=lucene)
        rows |= {row["properties"]["id"]: row["properties"] for row in found}
    others = [
        _keep_merged_names(rows[one]) if batch.spool.find_definition(one) else entity_from_properties(rows[one])
        for one in sorted(rows)
    ]
    return [other for other in others if other]


def _keep_merged_names(properties: Mapping[str, Any]) -> Entity | None:
    """Return an entity with only the names it got by merges, if any; else None.

    Its own names come from the record that is loaded again.
    """
    shown, own = entity_from_properties(properties), recorded_entity(properties)
    names = [name for name in (shown.name, *shown.aliases) if name not in (own.name, *own.aliases)]
    return replace(shown, name=names[0], aliases=tuple(names[1:])) if names else None


async def _find_late_statements(ask: RunQuery, batch: Batch, days_said: Iterable[tuple[str, str]]) -> list[Problem]:
    """Find statements said after the publication of a source that only the graph has.

    ``days_said``: sources with the last day on which a statement in them was said.
    """
    late: dict[str, Source] = {}
    for part in batched(days_said, BATCH):
        days = {source: day for source, day in part if not batch.spool.find_definition(source)}
        for source in (await fetch_sources(ask, list(days))).values():
            if days[source.id] > last_day_said(source).isoformat():
                late[source.id] = source
    return find_late_statements(batch.spool, late)


async def find_redated_sources(ask: RunQuery, batch: Batch, sources: Sequence[Source]) -> list[Problem]:
    """Find sources given an earlier day than that of a statement in the graph."""
    new, there = await find_new_sources(ask, sources)
    changed = {s.id: s for s in new if s.id in there and there[s.id].published_on != s.published_on}
    rows = await ask("ledger/statements_said_on", ids=list(changed)) if changed else []
    said = [statement_from_properties(row["statement"]) for row in rows]
    late = [statement for statement in said if is_after_publication(statement, changed[statement.source])]
    if not late:
        return []
    replaced = {spooled.item.id for spooled in batch.spool.statements()}
    replaced |= {named for spooled in batch.spool.amendments() for named in spooled.item.corrects}
    return list(_list_redated(batch, changed, (statement for statement in late if statement.id not in replaced)))


def _list_redated(batch: Batch, changed: Mapping[str, Source], late: Iterable[Statement]) -> Iterator[Problem]:
    for statement in late:
        source = changed[statement.source]
        message = f"{source.published_on} is before {statement.said_on}, when statement {statement.id} in it was said"
        yield Problem(batch.where(source.id, "published_on"), message)
