"""Checks of records against the graph: undefined ids, conflicting merges, name clashes, publication dates.

They run before the transaction that loads a batch, and again in the transaction if others wrote in between.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.errors import Problem
from graph.ingest.batch import Batch, Records, find_late_statements, is_after_publication
from graph.ingest.name_clashes import NameIndex, fold_names
from graph.ledger.types import BATCH, RunQuery, batched
from graph.model.names import WHOLE_KEY_PREFIX, fold_compact, quote_phrase
from graph.model.resolution import canonical_ids
from graph.model.types import Entity, Source
from graph.store.mapping import (
    entity_from_properties,
    recorded_entity,
    source_from_properties,
    statement_from_properties,
)

#: Most names in one look-up: Lucene allows 1,024 terms in a query.
NAMES_PER_QUERY = 500
_NO_ENTITY = Entity("", "", "")


async def check_against_graph(ask: RunQuery, batch: Batch) -> Records:
    """Return the batch's records. Raises RecordsRefused with all problems of the files and of the graph."""
    known: set[str] = set()
    sources: dict[str, Source] = {}
    for ids in batched(sorted(batch.unresolved), BATCH):
        known |= {row["id"] for row in await ask("ledger/existing_entities", ids=ids)}
        known |= {row["id"] for row in await ask("ledger/existing_statements", ids=ids)}
        rows = await ask("ledger/existing_sources", ids=ids)
        sources |= {row["id"]: source_from_properties(row["properties"]) for row in rows}
    merges = [statement_from_properties(row["statement"]) for row in await ask("ledger/identity_statements")]
    found: list[Problem] = []
    if not batch.restored:
        found += await _find_name_clashes(ask, batch, canonical_ids([*merges, *batch.records.statements]))
        found += find_late_statements(batch.statements, sources)
        found += await _find_redated_sources(ask, batch)
    return batch.resolve(known | sources.keys(), merges, found)


async def _find_name_clashes(ask: RunQuery, batch: Batch, canonical: Mapping[str, str]) -> list[Problem]:
    """Find actors with a name of another actor in the graph."""
    index = NameIndex(canonical)
    for other in await _find_same_named(ask, batch.records.entities):
        index.add(other, "in the graph")
    return [
        Problem(batch.where(entity.id, "name"), message)
        for entity in batch.records.entities
        for message in index.find_clashes(entity)
    ]


async def _find_same_named(ask: RunQuery, entities: Sequence[Entity]) -> list[Entity]:
    """Find entities in the graph that may have an actor's new name."""
    actors = [entity for entity in entities if fold_names(entity)]
    there = await _fetch_entities(ask, actors)
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
    given = {entity.id for entity in entities}
    others = [
        _keep_merged_names(rows[one]) if one in given else entity_from_properties(rows[one]) for one in sorted(rows)
    ]
    return [other for other in others if other]


def _keep_merged_names(properties: Mapping[str, Any]) -> Entity | None:
    """Return an entity with only the names it got by merges, if any; else None.

    Its own names come from the record that is loaded again.
    """
    shown, own = entity_from_properties(properties), recorded_entity(properties)
    names = [name for name in (shown.name, *shown.aliases) if name not in (own.name, *own.aliases)]
    return replace(shown, name=names[0], aliases=tuple(names[1:])) if names else None


async def _find_redated_sources(ask: RunQuery, batch: Batch) -> list[Problem]:
    """Find sources given an earlier day than that of a statement in the graph."""
    sources = {source.id: source for source in batch.records.sources}
    there = await _fetch_sources(ask, sources.values())
    changed = [i for i, source in sources.items() if i in there and there[i].published_on != source.published_on]
    replaced = {statement.id for statement in batch.records.statements}
    replaced |= {named for statement in batch.records.statements for named in statement.corrects}
    problems: list[Problem] = []
    for ids in batched(changed, BATCH):
        for row in await ask("ledger/statements_said_on", ids=ids):
            said = statement_from_properties(row["statement"])
            source = sources[said.source]
            if said.id not in replaced and is_after_publication(said, source):
                message = f"{source.published_on} is before {said.said_on}, when statement {said.id} in it was said"
                problems.append(Problem(batch.where(source.id, "published_on"), message))
    return problems


async def filter_new(ask: RunQuery, records: Records) -> Records:
    """Return the records that are not in the graph, or differ from those there."""
    entities, sources = await _fetch_entities(ask, records.entities), await _fetch_sources(ask, records.sources)
    known: set[str] = set()
    for ids in batched([s.id for s in records.statements], BATCH):
        known |= {row["id"] for row in await ask("ledger/existing_statements", ids=ids)}
    return Records(
        entities=tuple(e for e in records.entities if entities.get(e.id) != e),
        sources=tuple(s for s in records.sources if sources.get(s.id) != s),
        statements=tuple(s for s in records.statements if s.id not in known),
    )


async def _fetch_entities(ask: RunQuery, wanted: Iterable[Entity]) -> dict[str, Entity]:
    """Return the recorded entities in the graph, by id."""
    found: dict[str, Entity] = {}
    for ids in batched([e.id for e in wanted], BATCH):
        rows = await ask("ledger/existing_entities", ids=ids)
        found |= {row["id"]: recorded_entity(row["properties"]) for row in rows}
    return found


async def _fetch_sources(ask: RunQuery, wanted: Iterable[Source]) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for ids in batched([s.id for s in wanted], BATCH):
        found |= {
            row["id"]: source_from_properties(row["properties"])
            for row in await ask("ledger/existing_sources", ids=ids)
        }
    return found
