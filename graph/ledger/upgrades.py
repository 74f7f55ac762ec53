"""Upgrades of graphs that an older version wrote: search keys, dates of relationships, projection."""

from graph.ledger.reproject import reproject
from graph.ledger.types import BATCH, Affected, FactKey, LoadResult, Progress
from graph.model.names import KEYS_VERSION
from graph.model.vocabulary import vocabulary
from graph.projection.project import RULES_VERSION
from graph.store import Store
from graph.store.mapping import entity_from_properties, search_keys

_DATE_STEPS = ("ledger/date_statements", "ledger/date_periods")


async def refresh_keys(store: Store) -> int:
    """Write new search keys if another version wrote them; return the number of entities.

    The version is set last, so an interrupted start is repeated in full.
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


async def add_missing_dates(store: Store) -> int:
    """Give statements and relationships without dates theirs; return the number of both.

    An interrupted start continues with those that are left.
    """
    dated = 0
    for step in _DATE_STEPS:
        while (rows := await store.write(lambda tx, step=step: tx.run(step, limit=BATCH)))[0]["dated"]:  # type: ignore[misc]
            dated += rows[0]["dated"]
    return dated


async def reproject_if_outdated(store: Store, progress: Progress = lambda _done, _all: None) -> LoadResult:
    """Project the whole ledger again if another version of the rules projected it.

    The graph is a function of the ledger alone, so the new projection replaces the old one. What the projection does
    not write, the dates of evidence, is added first. ``progress`` gets the number of measures and facts that are done,
    and their total.
    """
    if (await store.state()).projected_by in (None, RULES_VERSION):
        return LoadResult()
    await add_missing_dates(store)
    acts = [r.name for r in vocabulary().relationships.values() if r.affects_status]
    total = await store.value("ledger/count_facts", acts=acts)
    changed, done = LoadResult(), 0
    for step in ("ledger/measures_after", "ledger/facts_after"):
        after = ""
        while rows := await store.read(step, after=after, limit=BATCH, acts=acts):
            affected = Affected()
            for row in rows:
                if step == "ledger/measures_after":
                    affected.measures.add(row["id"])
                else:
                    affected.add_fact(FactKey(**row))
            changed += await store.write(lambda tx, affected=affected: reproject(tx, affected))  # type: ignore[misc]
            after, done = rows[-1].get("id") or rows[-1]["fact_id"], done + len(rows)
            progress(done, total)
    await store.write(lambda tx: tx.run("ledger/set_projected_by", version=RULES_VERSION))
    return changed
