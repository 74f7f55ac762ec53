"""Validate records against the graph: references, clashes of names, publication dates.

The graph is asked from outside, or from inside the transaction that loads the records.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.ingest.batch import Batch, Records
from graph.ingest.name_clashes import fold_names
from graph.ledger.types import BATCH, RunQuery, batched
from graph.model.names import WHOLE_KEY_PREFIX, fold_compact, quote_phrase
from graph.model.types import Entity, Source, Statement
from graph.store.mapping import (
    entity_from_properties,
    recorded_entity,
    source_from_properties,
    statement_from_properties,
)

#: The most names of one look-up: Lucene allows a query 1,024 terms.
NAMES_PER_QUERY = 500
_NOBODY = Entity("", "", "")


async def check_against_graph(ask: RunQuery, draft: Batch) -> Records:
    """The draft's records, with what they bear on looked up in the graph. Raises RecordsRefused with every fault."""
    missing = sorted(draft.unresolved)
    known: set[str] = set()
    sources: list[Source] = []
    for ids in batched(missing, BATCH):
        known |= {row["id"] for row in await ask("ledger/existing_entities", ids=ids)}
        known |= {row["id"] for row in await ask("ledger/existing_statements", ids=ids)}
        sources += [source_from_properties(row["properties"]) for row in await ask("ledger/existing_sources", ids=ids)]
    alike = await _find_same_named(ask, draft.records.entities)
    told = [statement_from_properties(row["statement"]) for row in await ask("ledger/identity_statements")]
    said = await _find_redated_statements(ask, draft.records.sources)
    return draft.resolve(known | {source.id for source in sources}, sources, alike, told, said)


async def _find_same_named(ask: RunQuery, entities: Sequence[Entity]) -> list[Entity]:
    """Entities of the graph that may have a name that is new to an actor."""
    actors = [entity for entity in entities if fold_names(entity)]
    there = await _fetch_entities(ask, actors)
    names = sorted(
        {
            fold_compact(name)
            for e in actors
            for name in fold_names(e).keys() - fold_names(there.get(e.id, _NOBODY)).keys()
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
    """What an entity of the graph keeps of its names where its record is given anew: those of the merged into it."""
    shown, own = entity_from_properties(properties), recorded_entity(properties)
    names = [name for name in (shown.name, *shown.aliases) if name not in (own.name, *own.aliases)]
    return replace(shown, name=names[0], aliases=tuple(names[1:])) if names else None


async def _find_redated_statements(ask: RunQuery, sources: Sequence[Source]) -> list[Statement]:
    """What was said, on a day that is known, in those of the sources that the graph has with another date."""
    there = await _fetch_sources(ask, sources)
    changed = [s.id for s in sources if s.id in there and there[s.id].published_on != s.published_on]
    said: list[Statement] = []
    for ids in batched(changed, BATCH):
        said += [statement_from_properties(row["statement"]) for row in await ask("ledger/statements_said_on", ids=ids)]
    return said


async def filter_new(ask: RunQuery, records: Records) -> Records:
    """Those of the records that the graph does not hold as they are."""
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
    """The records that the graph has under the ids of some."""
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
