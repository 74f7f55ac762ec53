"""Look-ups of what the graph already has of given records.

Each answers with one record that has only what differs: rows take longer to send than to find.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from graph.ledger.types import BATCH, RunQuery, batched
from graph.model.types import Entity, Source
from graph.store.mapping import entity_properties, recorded_entity, source_from_properties, source_properties


async def ask_empty_graph(name: str, **parameters: Any) -> list[dict[str, Any]]:
    """Answer a look-up as an empty graph would, without asking it."""
    match name:
        case "ledger/missing_ids" | "ledger/missing_statements":
            return [{"missing": parameters["ids"]}]
        case "ledger/changed_entities" | "ledger/changed_sources":
            return [{"changed": list(range(len(parameters["rows"])))}]
        case "ledger/known_facts":
            return [{"facts": [], "measures": []}]
    return []


async def find_missing_ids(ask: RunQuery, ids: Iterable[str]) -> list[str]:
    """Return the ids that no entity, source or statement has."""
    missing: list[str] = []
    for part in batched(ids, BATCH):
        (row,) = await ask("ledger/missing_ids", ids=part)
        missing += row["missing"]
    return missing


async def find_missing_statements(ask: RunQuery, ids: Sequence[str]) -> set[str]:
    """Return the ids that no statement has."""
    if not ids:
        return set()
    (row,) = await ask("ledger/missing_statements", ids=ids)
    return set(row["missing"])


async def find_new_entities(ask: RunQuery, entities: Sequence[Entity]) -> tuple[list[Entity], set[str]]:
    """Return the entities missing or different in the graph, and the ids of the latter."""
    if not entities:
        return [], set()
    rows = [{"id": entity.id, "properties": entity_properties(entity)} for entity in entities]
    (row,) = await ask("ledger/changed_entities", rows=rows)
    found = [entities[position] for position in row["changed"]]
    there = await fetch_entities(ask, [entity.id for entity in found])  # a merged entity may only be shown otherwise
    return [entity for entity in found if there.get(entity.id) != entity], set(there)


async def find_new_sources(ask: RunQuery, sources: Sequence[Source]) -> tuple[list[Source], dict[str, Source]]:
    """Return the sources missing or different in the graph, and its records of the latter."""
    if not sources:
        return [], {}
    rows = [{"id": source.id, "properties": source_properties(source)} for source in sources]
    (row,) = await ask("ledger/changed_sources", rows=rows)
    found = [sources[position] for position in row["changed"]]
    return found, await fetch_sources(ask, [source.id for source in found])


async def find_known_facts(
    ask: RunQuery, fact_ids: Sequence[str], measures: Sequence[str]
) -> tuple[set[str], set[str]]:
    """Return the facts that have a statement, and the measures that have a status."""
    (row,) = await ask("ledger/known_facts", fact_ids=fact_ids, measures=measures)
    return set(row["facts"]), set(row["measures"])


async def fetch_entities(ask: RunQuery, ids: Sequence[str]) -> dict[str, Entity]:
    """Return the recorded entities in the graph, by id."""
    rows = await ask("ledger/existing_entities", ids=ids) if ids else []
    return {row["id"]: recorded_entity(row["properties"]) for row in rows}


async def fetch_sources(ask: RunQuery, ids: Sequence[str]) -> dict[str, Source]:
    """Return the sources in the graph, by id."""
    rows = await ask("ledger/existing_sources", ids=ids) if ids else []
    return {row["id"]: source_from_properties(row["properties"]) for row in rows}
