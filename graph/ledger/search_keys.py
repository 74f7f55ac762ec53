"""Search keys of a graph that another version of the rules for names wrote."""

from graph.ledger.types import BATCH
from graph.model.names import KEYS_VERSION
from graph.store import Store
from graph.store.mapping import entity_from_properties, search_keys


async def refresh_keys(store: Store) -> int:
    """Write the search keys of all entities where they are older; return their count.

    A start that is cut off leaves the old version noted, so the next one writes all of them.
    """
    state = await store.state()
    if not state.revision or state.keys_version == KEYS_VERSION:
        return 0
    written, after = 0, ""
    while rows := await store.read("ledger/entities_to_key", after=after, limit=BATCH):
        keys = [
            {"id": e.id, "keys": search_keys(e)} for e in (entity_from_properties(row["properties"]) for row in rows)
        ]
        await store.write(lambda tx, keys=keys: tx.run("ledger/set_search_keys", rows=keys))  # type: ignore[misc]
        written, after = written + len(rows), rows[-1]["properties"]["id"]
    await store.write(lambda tx: tx.run("ledger/set_keys_version", version=KEYS_VERSION))
    return written
