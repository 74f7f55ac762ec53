"""Taking records in: the ledger grows, and only what its growth changes in the projected graph is written.

A load of up to ``BATCH`` records is one transaction. A larger one is written in several, parted so that each leaves the
ledger and its projection whole: one that is cut off has taken in less, nothing by half, and loading again completes it.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby

from graph.errors import RecordsRefused
from graph.ingest.batch import Batch, Records, serialize_entity, serialize_source
from graph.ledger.checks import check_against_graph, filter_new
from graph.ledger.merging import apply_merges
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
    """Undoes a transaction that others made needless, so that the revision counts only what was taken in."""


async def check_draft(store: Store, draft: Batch) -> Records:
    """The draft's records, judged against the graph as it is now. Raises RecordsRefused with every fault."""
    return await check_against_graph(store.read, draft)


async def ingest(store: Store, draft: Batch, progress: Progress = lambda _done, _all: None) -> LoadResult:
    """Takes a draft's records in. Raises RecordsRefused with every fault, and then nothing is taken in.

    They are judged before anything is locked, so that what is refused keeps nobody waiting. Whoever writes meanwhile
    makes the revision another, and then they are judged again where nobody else can write.
    """
    revision = (await store.state()).revision
    return await _load(store, await check_draft(store, draft), revision, draft, progress)


async def load(store: Store, records: Records, progress: Progress = lambda _done, _all: None) -> LoadResult:
    """Takes records in that hold. What is there already is left alone; ``progress`` is told how many are done."""
    return await _load(store, records, (await store.state()).revision, None, progress)


async def _load(store: Store, records: Records, revision: int, draft: Batch | None, progress: Progress) -> LoadResult:
    """Takes in what is new of records that were judged at a revision."""
    new = await filter_new(store.read, records)
    total = _count(new)
    loaded, done = LoadResult(), 0
    recorded_at = format_instant(datetime.now(UTC))
    for part in [new] if total <= BATCH else list(_batches(new)):
        if not _count(part):
            continue

        async def work(tx: Transaction, part: Records = part, last: int = revision) -> tuple[int, LoadResult]:
            return await _ingest_part(tx, part, last, draft, recorded_at)

        try:
            revision, taken = await store.write(work)
        except _NothingNewError:
            taken = LoadResult()
        except RecordsRefused as refused:
            if loaded.is_empty:
                raise
            raise _make_partial_refusal(refused) from None
        loaded += taken
        done += _count(part)
        progress(done, total)
    return loaded


def _count(records: Records) -> int:
    return len(records.entities) + len(records.sources) + len(records.statements)


def _make_partial_refusal(refused: RecordsRefused) -> RecordsRefused:
    sentence = "Others wrote while this was loading, and the rest does not fit: a part is loaded. Fix and load again."
    return RecordsRefused(sentence, refused.problems)


async def _ingest_part(
    tx: Transaction, part: Records, judged_at: int, draft: Batch | None, recorded_at: str
) -> tuple[int, LoadResult]:
    """Writes one part, and says which revision that makes. Raises _NothingNewError where others wrote all of it."""
    (ledger,) = await tx.run("ledger/begin", version=RULES_VERSION, keys_version=KEYS_VERSION)
    revision: int = ledger["revision"]
    if revision != judged_at + 1:
        if draft:
            await check_against_graph(tx.run, draft)
        part = await filter_new(tx.run, part)
        if not _count(part):
            raise _NothingNewError
    return revision, await _write(tx, part, revision, recorded_at)


def _batches(records: Records) -> Iterator[Records]:
    for entities in batched(records.entities, BATCH):
        yield Records(entities=entities)
    for sources in batched(records.sources, BATCH):
        yield Records(sources=sources)
    # A fact's statements stay together, and those of a measure's life: a projection needs them whole. What mends
    # other statements, or joins entities, comes after all that it may be about.
    mending = tuple(filter(is_amendment, records.statements))
    telling = [s for s in records.statements if not is_amendment(s)]
    batch: list[Statement] = []
    for _, together in groupby(sorted(telling, key=projection_key), key=projection_key):
        batch += together
        if len(batch) >= BATCH:
            yield Records(statements=tuple(batch))
            batch = []
    yield Records(statements=tuple(batch))
    yield Records(statements=mending)


async def _write(tx: Transaction, records: Records, revision: int, recorded_at: str) -> LoadResult:
    await _write_entities(tx, records.entities, revision)
    await _write_sources(tx, records.sources, revision)
    touched = Affected()
    for row in await tx.run("ledger/facts_of_sources", ids=[s.id for s in records.sources]):
        touched.add_fact(FactKey(**row))
    goes_by = await apply_merges(tx, records.statements, [e.id for e in records.entities], touched)
    statements = [resolve(statement, goes_by) for statement in records.statements]
    rows = [statement_row(statement, recorded_at) for statement in statements]
    await tx.run("ledger/create_statements", rows=rows, revision=revision)
    await tx.run("ledger/link_subjects", rows=rows)
    await tx.run("ledger/link_speakers", rows=[row for row in rows if row["said_by"]])
    touched.add(statements)
    mended = sorted({mended for statement in statements for mended in statement.corrects})
    touched.add(
        statement_from_properties(row["statement"]) for row in await tx.run("ledger/correct_statements", ids=mended)
    )
    taken = LoadResult(len(records.entities), len(records.sources), len(records.statements))
    return taken + await reproject(tx, touched)


async def _write_entities(tx: Transaction, entities: Sequence[Entity], revision: int) -> None:
    """Writes entities, and keeps what the records of those that were there said before."""
    there = {row["id"]: row for row in await tx.run("ledger/existing_entities", ids=[e.id for e in entities])}
    former = [
        {"id": i, "type": "entity", "record": to_canonical_json(serialize_entity(recorded_entity(row["properties"])))}
        for i, row in there.items()
    ]
    await tx.run("ledger/keep_former", rows=former)
    rows = [entity_row(entity) for entity in entities]
    merged = {one for one, row in there.items() if row["into"]}
    await tx.run("ledger/upsert_entities", rows=[row for row in rows if row["id"] not in merged], revision=revision)
    await tx.run("ledger/update_merged", rows=[row for row in rows if row["id"] in merged], revision=revision)


async def _write_sources(tx: Transaction, sources: Sequence[Source], revision: int) -> None:
    there = await tx.run("ledger/existing_sources", ids=[s.id for s in sources])
    former = [
        {
            "id": row["id"],
            "type": "source",
            "record": to_canonical_json(serialize_source(source_from_properties(row["properties"]))),
        }
        for row in there
    ]
    await tx.run("ledger/keep_former", rows=former)
    await tx.run("ledger/upsert_sources", rows=[source_row(source) for source in sources], revision=revision)


async def reproject_if_outdated(store: Store, progress: Progress = lambda _done, _all: None) -> LoadResult:
    """Projects the whole ledger again where another version of the rules projected it; else does nothing.

    The graph is a function of the ledger alone, so whatever was projected before gives way to what is projected now.
    """
    if (await store.state()).projected_by in (None, RULES_VERSION):
        return LoadResult()
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
