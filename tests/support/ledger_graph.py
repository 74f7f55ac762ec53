"""Contents of the ledger and the graph, for comparison."""

from itertools import groupby

from graph import ledger
from graph.ingest.batch import Records, parse
from graph.ingest.readers import RawRecord
from graph.ingest.serialize import serialize_entity, serialize_statement
from graph.projection.project import project


async def graph_of(store):
    """Return every link and period in the graph, by id."""
    links = await store.table("MATCH (:Entity)-[r]->(:Entity) RETURN r.link_id, properties(r), type(r)", {})
    periods = await store.table("MATCH (m:Measure)-[:HAS_STATUS]->(p) RETURN p.period_id, properties(p), m.id", {})
    return {row[0]: (str(sorted(row[1].items())), row[2]) for row in (*links.rows, *periods.rows)}


def projected_ids(loaded):
    projection = project(loaded.statements, {s.id: s for s in loaded.sources})
    return {x.link_id for x in projection.links} | {p.period_id for p in projection.periods}


def only(*statements):
    return Records(statements=statements)


async def replayed(store, size):
    """Read the whole feed by pages, then load each revision into an empty graph. Return the changes."""
    whole, after, more = [], (0, ""), True
    while more:
        feed = await ledger.read_changes(store, after, size)
        whole += feed.changes
        after, more = feed.changes[-1].key, feed.more
    await store.clear()
    for _, together in groupby(whole, key=lambda change: change.revision):
        records = [dict(change.record) for change in together]
        raws = [RawRecord(fields.pop("type"), fields, "feed", n) for n, fields in enumerate(records, 1)]
        await ledger.ingest(store, parse(raws))
    return whole


def lines(records):
    return [serialize_entity(e) for e in records.entities] + [serialize_statement(s) for s in records.statements]
