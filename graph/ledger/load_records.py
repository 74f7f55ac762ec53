"""Loading of records: extend the ledger, and write only the links and periods that change.

A load of up to ``BATCH`` records is one transaction. A larger one is split into parts, each of which leaves the ledger
and its projection consistent. If a load is interrupted, loading again completes it. While Neo4j writes one part, the
next one is prepared.
"""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from graph.errors import RecordsRefused
from graph.ingest.batch import Batch
from graph.ingest.serialize import serialize_entity, serialize_source
from graph.ingest.spool import Spool, StatementKey
from graph.ledger.checks import check_against_graph, check_part, fetch_merges
from graph.ledger.lookups import ask_empty_graph
from graph.ledger.merging import apply_merges
from graph.ledger.prepare import Part, PreparedPart, prepare
from graph.ledger.reproject import reproject
from graph.ledger.types import BATCH, Affected, FactKey, LoadResult, Progress, RunQuery, batched
from graph.model.dates import format_instant
from graph.model.names import KEYS_VERSION
from graph.model.resolution import canonical_ids, is_identity, resolve
from graph.model.types import Entity, Source, Statement, to_canonical_json
from graph.projection.project import RULES_VERSION
from graph.store import Store, Transaction
from graph.store.mapping import (
    entity_row,
    recorded_entity,
    source_from_properties,
    source_row,
    statement_from_properties,
)
from graph.store.statement_rows import make_statement_parameters


class _NothingNewError(Exception):
    """Signal to roll back a transaction without new records, which keeps the revision unchanged."""


async def check_batch(store: Store, batch: Batch) -> None:
    """Check a batch against the graph. Raises RecordsRefused with all problems."""
    await check_against_graph(store.read, batch)


async def ingest(store: Store, batch: Batch, progress: Progress = lambda _done, _all: None) -> LoadResult:
    """Load what is new in a batch. ``progress`` gets the number of loaded records and the total.

    Raises RecordsRefused with all problems, and loads nothing then. The batch is checked, and each part is prepared,
    without a lock, so a refusal delays no one. If the revision shows in a transaction that others wrote meanwhile, the
    part is checked and prepared again there, where no one else can write.
    """
    revision = (await store.state()).revision
    ask = store.read if revision else ask_empty_graph
    await check_against_graph(ask, batch)
    canonical = canonical_ids(await fetch_merges(ask))
    return await _Load(store, batch, revision, canonical, progress).run()


class _Load:
    """Load of one batch. ``writes_by_others`` counts how often others were seen to have written."""

    def __init__(
        self, store: Store, batch: Batch, revision: int, canonical: Mapping[str, str], progress: Progress
    ) -> None:
        self._store = store
        self._batch = batch
        self._revision = revision
        self._canonical = canonical
        self._progress = progress
        self._recorded_at = format_instant(datetime.now(UTC))
        self._writes_by_others = 0
        # Parts have no record in common, so what this load has written is not asked for.
        self._ask: RunQuery = store.read if revision else ask_empty_graph
        self._loaded = LoadResult()

    async def run(self) -> LoadResult:
        """Load all parts in their order."""
        total, done = self._batch.spool.count_read, 0
        parts = _split(self._batch.spool)
        upcoming = self._start(parts)
        while upcoming:
            part, prepared, seen = await upcoming
            # A merged entity makes facts of two parts one: then the next part is prepared after this one is written.
            upcoming = None if self._canonical else self._start(parts)
            try:
                if not prepared.is_empty or seen != self._writes_by_others:
                    self._loaded += await self._write(part, prepared, seen)
            except BaseException:
                if upcoming:
                    upcoming.cancel()
                raise
            done += part.count
            self._progress(done, total)
            upcoming = upcoming or self._start(parts)
        if 0 < done < total:  # repeated statements are read once
            self._progress(total, total)
        return self._loaded

    def _start(self, parts: Iterator[Part]) -> "asyncio.Task[tuple[Part, PreparedPart, int]] | None":
        """Start to prepare the next part, if there is one."""
        part = next(parts, None)
        return asyncio.create_task(self._prepare(part)) if part else None

    async def _prepare(self, part: Part) -> tuple[Part, PreparedPart, int]:
        seen = self._writes_by_others
        prepared = await prepare(self._ask, self._batch.spool, part, self._canonical, self._recorded_at)
        return part, prepared, seen

    async def _write(self, part: Part, prepared: PreparedPart, seen: int) -> LoadResult:
        async def work(tx: Transaction) -> tuple[int, LoadResult]:
            (ledger,) = await tx.run("ledger/begin", version=RULES_VERSION, keys_version=KEYS_VERSION)
            revision: int = ledger["revision"]
            current = prepared
            if revision != self._revision + 1 or seen != self._writes_by_others:
                current = await self._prepare_again(tx, part)
            return revision, await _write(tx, current, self._canonical, revision, self._recorded_at)

        try:
            self._revision, taken = await self._store.write(work)
        except _NothingNewError:
            self._revision = (await self._store.state()).revision
            return LoadResult()
        except RecordsRefused as refused:
            if self._loaded.is_empty:
                raise
            raise _make_partial_refusal(refused) from None
        return taken

    async def _prepare_again(self, tx: Transaction, part: Part) -> PreparedPart:
        """Check and prepare a part in its transaction. Raises _NothingNewError if others wrote all of it."""
        self._writes_by_others += 1
        self._ask = self._store.read
        self._canonical = canonical_ids(await fetch_merges(tx.run))
        prepared = await prepare(tx.run, self._batch.spool, part, self._canonical, self._recorded_at)
        if prepared.is_empty:
            raise _NothingNewError
        await check_part(tx.run, self._batch, prepared.entities, prepared.sources, prepared.statements)
        return prepared


def _make_partial_refusal(refused: RecordsRefused) -> RecordsRefused:
    sentence = (
        "Others wrote during this load: a part is loaded, and the rest conflicts with theirs. Fix it and load again."
    )
    return RecordsRefused(sentence, refused.problems)


def _split(spool: Spool) -> Iterator[Part]:
    """Split a load into parts; a small one is one part."""
    amendments = [spooled.item for spooled in spool.amendments()]
    if spool.count_read <= BATCH:
        yield Part(
            [spooled.item for spooled in spool.entities()],
            [spooled.item for spooled in spool.sources()],
            list(spool.statement_keys()),
            amendments,
        )
        return
    for definitions in batched(spool.entities(), BATCH):
        yield Part(entities=[spooled.item for spooled in definitions])
    for definitions in batched(spool.sources(), BATCH):
        yield Part(sources=[spooled.item for spooled in definitions])
    # The statements of a fact, or of a measure's acts, stay together: a projection needs all of them. Corrections and
    # merges follow, because they refer to other statements.
    keys: list[StatementKey] = []
    for _, together in groupby(spool.statement_keys(), key=lambda key: key.anchor):
        keys += together
        if len(keys) >= BATCH:
            yield Part(keys=keys)
            keys = []
    if keys:
        yield Part(keys=keys)
    if amendments:
        yield Part(amendments=amendments)


async def _write(
    tx: Transaction, part: PreparedPart, canonical: Mapping[str, str], revision: int, recorded_at: str
) -> LoadResult:
    affected = part.affected.copy()
    if part.entities:
        await _write_entities(tx, part.entities, part.known, revision)
    if part.sources:
        await _write_sources(tx, part.sources, part.known, revision, affected)
    statements, parameters = part.statements, part.parameters
    if part.amends or (part.entities and canonical):
        canonical = await apply_merges(tx, statements, [e.id for e in part.entities], affected)
    if part.amends:
        statements = [resolve(statement, canonical) for statement in statements]
        affected.add(statements)
        parameters = make_statement_parameters(statements, {}, recorded_at, canonical.keys())
    if statements:
        await _create_statements(tx, parameters, revision)
        affected.add(await _amend(tx, statements))
    if part.periods:
        await tx.run("ledger/create_periods", rows=part.periods)
    taken = LoadResult(
        entities=len(part.entities),
        sources=len(part.sources),
        statements=len(statements),
        links_written=part.links,
        periods_written=len(part.periods),
    )
    return taken if affected.is_empty else taken + await reproject(tx, affected)


async def _create_statements(tx: Transaction, parameters: Mapping[str, Any], revision: int) -> None:
    rows = await tx.run("ledger/create_statements", **parameters, revision=revision)
    if not rows or rows[0]["created"] != len(parameters["rows"]):
        raise RuntimeError("an entity or a source of these statements is missing, though it was looked up before")


async def _amend(tx: Transaction, statements: Sequence[Statement]) -> list[Statement]:
    """Mark merges, and mark the statements that are corrected; return those."""
    if identities := [statement.id for statement in statements if is_identity(statement)]:
        await tx.run("ledger/mark_identity", ids=identities)
    corrected = sorted({named for statement in statements for named in statement.corrects})
    rows = await tx.run("ledger/correct_statements", ids=corrected) if corrected else []
    return [statement_from_properties(row["statement"]) for row in rows]


async def _write_entities(tx: Transaction, entities: Sequence[Entity], known: Collection[str], revision: int) -> None:
    """Write entities, and keep the earlier records of those that are ``known`` to the graph."""
    rows = [entity_row(entity) for entity in entities]
    await tx.run("ledger/create_entities", rows=[row for row in rows if row["id"] not in known], revision=revision)
    changed = [row for row in rows if row["id"] in known]
    if changed:
        there = await tx.run("ledger/existing_entities", ids=[row["id"] for row in changed])
        await _keep_former(tx, [serialize_entity(recorded_entity(row["properties"])) for row in there])
        merged = {row["id"] for row in there if row["into"]}
        shown = [row for row in changed if row["id"] not in merged]
        await tx.run("ledger/update_entities", rows=shown, revision=revision)
        await tx.run("ledger/update_merged", rows=[row for row in changed if row["id"] in merged], revision=revision)


async def _write_sources(
    tx: Transaction, sources: Sequence[Source], known: Collection[str], revision: int, affected: Affected
) -> None:
    """Write sources. If some are ``known`` to the graph, keep their earlier records, and date their statements."""
    changed = [source.id for source in sources if source.id in known]
    there = await tx.run("ledger/existing_sources", ids=changed) if changed else []
    if there:
        await _keep_former(tx, [serialize_source(source_from_properties(row["properties"])) for row in there])
    await tx.run("ledger/upsert_sources", rows=[source_row(source) for source in sources], revision=revision)
    if changed:
        await tx.run("ledger/redate_statements", ids=changed)
        for row in await tx.run("ledger/facts_of_sources", ids=changed):
            affected.add_fact(FactKey(**row))


async def _keep_former(tx: Transaction, records: Iterable[Mapping[str, Any]]) -> None:
    """Store earlier versions of records for the change feed."""
    rows = [{"id": r["id"], "type": r["type"], "record": to_canonical_json(r)} for r in records]
    await tx.run("ledger/keep_former", rows=rows)
