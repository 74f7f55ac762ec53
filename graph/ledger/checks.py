"""Validate records against the graph: references, clashes of names, publication dates.

The graph is asked from outside, or from inside the transaction that loads the records.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.ingest.batch import Draft, Records
from graph.ingest.name_clashes import names_of
from graph.ledger.types import BATCH, Ask, parts
from graph.model.names import WHOLE, quoted, whole
from graph.model.types import Entity, Source, Statement
from graph.store.mapping import entity_of, recorded_entity, source_of, statement_of

#: The most names of one look-up: Lucene allows a query 1,024 terms.
NAMES = 500
_NOBODY = Entity("", "", "")


async def judged(ask: Ask, draft: Draft) -> Records:
    """The draft's records, with what they bear on looked up in the graph. Raises RecordsRefused with every fault."""
    missing = sorted(draft.unresolved)
    known: set[str] = set()
    sources: list[Source] = []
    for ids in parts(missing, BATCH):
        known |= {row["id"] for row in await ask("write/existing_entities", ids=ids)}
        known |= {row["id"] for row in await ask("write/existing_statements", ids=ids)}
        sources += [source_of(row["properties"]) for row in await ask("write/existing_sources", ids=ids)]
    alike = await _named_alike(ask, draft.records.entities)
    told = [statement_of(row["statement"]) for row in await ask("write/identity_statements")]
    said = await _said_in_changed(ask, draft.records.sources)
    return draft.settle(known | {source.id for source in sources}, sources, alike, told, said)


async def _named_alike(ask: Ask, entities: Sequence[Entity]) -> list[Entity]:
    """Entities of the graph that may have a name that is new to an actor."""
    actors = [entity for entity in entities if names_of(entity)]
    there = await _entities(ask, actors)
    names = sorted(
        {whole(name) for e in actors for name in names_of(e).keys() - names_of(there.get(e.id, _NOBODY)).keys()}
    )
    rows: dict[str, Mapping[str, Any]] = {}
    for part in parts(names, NAMES):
        lucene = " OR ".join(quoted(WHOLE + name) for name in part)
        found = await ask("write/entities_named", lucene=lucene)
        rows |= {row["properties"]["id"]: row["properties"] for row in found}
    given = {entity.id for entity in entities}
    others = [_kept(rows[one]) if one in given else entity_of(rows[one]) for one in sorted(rows)]
    return [other for other in others if other]


def _kept(properties: Mapping[str, Any]) -> Entity | None:
    """What an entity of the graph keeps of its names where its record is given anew: those of the merged into it."""
    shown, own = entity_of(properties), recorded_entity(properties)
    names = [name for name in (shown.name, *shown.aliases) if name not in (own.name, *own.aliases)]
    return replace(shown, name=names[0], aliases=tuple(names[1:])) if names else None


async def _said_in_changed(ask: Ask, sources: Sequence[Source]) -> list[Statement]:
    """What was said, on a day that is known, in those of the sources that the graph has with another date."""
    there = await _sources(ask, sources)
    changed = [s.id for s in sources if s.id in there and there[s.id].published_on != s.published_on]
    said: list[Statement] = []
    for ids in parts(changed, BATCH):
        said += [statement_of(row["statement"]) for row in await ask("write/statements_said_on", ids=ids)]
    return said


async def new_ones(ask: Ask, records: Records) -> Records:
    """Those of the records that the graph does not hold as they are."""
    entities, sources = await _entities(ask, records.entities), await _sources(ask, records.sources)
    known: set[str] = set()
    for ids in parts([s.id for s in records.statements], BATCH):
        known |= {row["id"] for row in await ask("write/existing_statements", ids=ids)}
    return Records(
        entities=tuple(e for e in records.entities if entities.get(e.id) != e),
        sources=tuple(s for s in records.sources if sources.get(s.id) != s),
        statements=tuple(s for s in records.statements if s.id not in known),
    )


async def _entities(ask: Ask, wanted: Iterable[Entity]) -> dict[str, Entity]:
    """The records that the graph has under the ids of some."""
    found: dict[str, Entity] = {}
    for ids in parts([e.id for e in wanted], BATCH):
        rows = await ask("write/existing_entities", ids=ids)
        found |= {row["id"]: recorded_entity(row["properties"]) for row in rows}
    return found


async def _sources(ask: Ask, wanted: Iterable[Source]) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for ids in parts([s.id for s in wanted], BATCH):
        found |= {row["id"]: source_of(row["properties"]) for row in await ask("write/existing_sources", ids=ids)}
    return found
