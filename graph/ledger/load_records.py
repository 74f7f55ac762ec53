"""Loading of records: extend the ledger, and write only the links and periods that change.

A load of up to ``BATCH`` records is one transaction. A larger one is split into several, each of which leaves the
ledger and its projection consistent. If a load is interrupted, loading again completes it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from graph.errors import RecordsRefused
from graph.ingest.batch import Batch, Records
from graph.ingest.serialize import serialize_entity, serialize_source
from graph.ledger.checks import check_against_graph, filter_new
from graph.ledger.merging import apply_merges
from graph.ledger.relationship_dates import add_missing_dates
from graph.ledger.reproject import reproject
from graph.ledger.types import BATCH, Affected, FactKey, LoadResult, Progress, batched
from graph.model.dates import format_instant
from graph.model.names import KEYS_VERSION
from graph.model.resolution import is_amendment, resolve
from graph.model.types import Entity, Source, Statement, to_canonical_json
from graph.projection.project import RULES_VERSION, projection_key
from graph.store import Store, Transaction
from graph.store.mapping import (
    entity_row,
    recorded_entity,
    source_from_properties,
    source_row,
    statement_from_properties,
    statement_row,
)


class _NothingNewError(Exception):
    """Signal to roll back a transaction without new records, which keeps the revision unchanged."""


async def check_batch(store: Store, batch: Batch) -> Records:
    """Return the batch's records, checked against the graph. Raises RecordsRefused with all problems."""
    return await check_against_graph(store.read, batch)


async def ingest(store: Store, batch: Batch, progress: Progress = lambda _done, _all: None) -> LoadResult:
    """Load what is new in a batch. ``progress`` gets the number of loaded records and the total.

    Raises RecordsRefused with all problems, and loads nothing then. The batch is checked without a lock, so a refusal
    delays no one. If the revision has changed when a transaction begins, others wrote meanwhile: the batch is checked
    again in the transaction, where no one else can write.
    """
    revision = (await store.state()).revision
    new = await filter_new(store.read, await check_batch(store, batch))
    loaded, done = LoadResult(), 0
    recorded_at = format_instant(datetime.now(UTC))
    for part in [new] if new.count <= BATCH else list(_batches(new)):
        if not part.count:
            continue

        async def work(tx: Transaction, part: Records = part, last: int = revision) -> tuple[int, LoadResult]:
            return await _ingest_part(tx, part, last, batch, recorded_at)

        try:
            revision, taken = await store.write(work)
        except _NothingNewError:
            taken = LoadResult()
        except RecordsRefused as refused:
            if loaded.is_empty:
                raise
            raise _make_partial_refusal(refused) from None
        loaded += taken
        done += part.count
        progress(done, new.count)
    return loaded


def _make_partial_refusal(refused: RecordsRefused) -> RecordsRefused:
    sentence = (
        "Others wrote during this load: a part is loaded, and the rest conflicts with theirs. Fix it and load again."
    )
    return RecordsRefused(sentence, refused.problems)


async def _ingest_part(
    tx: Transaction, part: Records, checked_at: int, batch: Batch, recorded_at: str
) -> tuple[int, LoadResult]:
    """Write one part and return the new revision. Raises _NothingNewError if others wrote all of it.

    ``checked_at``: the revision that the batch was checked at.
    """
    (ledger,) = await tx.run("ledger/begin", version=RULES_VERSION, keys_version=KEYS_VERSION)
    revision: int = ledger["revision"]
    if revision != checked_at + 1:
        await check_against_graph(tx.run, batch)
        part = await filter_new(tx.run, part)
        if not part.count:
            raise _NothingNewError
    return revision, await _write(tx, part, revision, recorded_at)


def _batches(records: Records) -> Iterator[Records]:
    for entities in batched(records.entities, BATCH):
        yield Records(entities=entities)
    for sources in batched(records.sources, BATCH):
        yield Records(sources=sources)
    # The statements of a fact, or of a measure's acts, stay together: a projection needs all of them. Corrections and
    # merges follow, because they refer to other statements.
    amendments = tuple(filter(is_amendment, records.statements))
    others = [s for s in records.statements if not is_amendment(s)]
    batch: list[Statement] = []
    for _, together in groupby(sorted(others, key=projection_key), key=projection_key):
        batch += together
        if len(batch) >= BATCH:
            yield Records(statements=tuple(batch))
            batch = []
    yield Records(statements=tuple(batch))
    yield Records(statements=amendments)


async def _write(tx: Transaction, records: Records, revision: int, recorded_at: str) -> LoadResult:
    await _write_entities(tx, records.entities, revision)
    await _write_sources(tx, records.sources, revision)
    touched = Affected()
    for row in await tx.run("ledger/facts_of_sources", ids=[s.id for s in records.sources]):
        touched.add_fact(FactKey(**row))
    canonical = await apply_merges(tx, records.statements, [e.id for e in records.entities], touched)
    statements = [resolve(statement, canonical) for statement in records.statements]
    rows = [statement_row(statement, recorded_at) for statement in statements]
    await tx.run("ledger/create_statements", rows=rows, revision=revision)
    await tx.run("ledger/link_subjects", rows=rows)
    await tx.run("ledger/link_speakers", rows=[row for row in rows if row["said_by"]])
    touched.add(statements)
    corrected = sorted({named for statement in statements for named in statement.corrects})
    touched.add(
        statement_from_properties(row["statement"]) for row in await tx.run("ledger/correct_statements", ids=corrected)
    )
    taken = LoadResult(len(records.entities), len(records.sources), len(records.statements))
    return taken + await reproject(tx, touched)


async def _write_entities(tx: Transaction, entities: Sequence[Entity], revision: int) -> None:
    """Write entities, and keep the earlier records of those that are in the graph."""
    there = {row["id"]: row for row in await tx.run("ledger/existing_entities", ids=[e.id for e in entities])}
    former = [serialize_entity(recorded_entity(row["properties"])) for row in there.values()]
    await _keep_former(tx, former)
    rows = [entity_row(entity) for entity in entities]
    merged = {one for one, row in there.items() if row["into"]}
    await tx.run("ledger/upsert_entities", rows=[row for row in rows if row["id"] not in merged], revision=revision)
    await tx.run("ledger/update_merged", rows=[row for row in rows if row["id"] in merged], revision=revision)


async def _write_sources(tx: Transaction, sources: Sequence[Source], revision: int) -> None:
    there = await tx.run("ledger/existing_sources", ids=[s.id for s in sources])
    await _keep_former(tx, [serialize_source(source_from_properties(row["properties"])) for row in there])
    await tx.run("ledger/upsert_sources", rows=[source_row(source) for source in sources], revision=revision)
    await tx.run("ledger/redate_statements", ids=[row["properties"]["id"] for row in there])


async def _keep_former(tx: Transaction, records: Iterable[Mapping[str, Any]]) -> None:
    """Store earlier versions of records for the change feed."""
    rows = [{"id": r["id"], "type": r["type"], "record": to_canonical_json(r)} for r in records]
    await tx.run("ledger/keep_former", rows=rows)


async def reproject_if_outdated(store: Store, progress: Progress = lambda _done, _all: None) -> LoadResult:
    """Project the whole ledger again if another version of the rules projected it.

    The graph is a function of the ledger alone, so the new projection replaces the old one. What the projection does
    not write, the dates of evidence, is added first.
    """
    if (await store.state()).projected_by in (None, RULES_VERSION):
        return LoadResult()
    await add_missing_dates(store)
    rows = await store.read("ledger/facts")
    changed = LoadResult()
    for part in batched(rows, BATCH):
        touched = Affected()
        for row in part:
            touched.add_fact(FactKey(**row))
        changed += await store.write(lambda tx, touched=touched: reproject(tx, touched))  # type: ignore[misc]
        progress(len(part), len(rows))
    await store.write(lambda tx: tx.run("ledger/set_projected_by", version=RULES_VERSION))
    return changed
