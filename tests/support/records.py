"""Shortcuts for writing records in tests."""

from typing import Any

from graph import ledger
from graph.ingest.batch import Batch, Records, parse
from graph.ingest.readers import RawRecord, read_files
from graph.ingest.spool import Spool
from graph.model.types import Entity, Source, Statement
from graph.store import Store


def source(slug: str = "a", day: str = "2025-07-01", publisher: str | None = None) -> Source:
    return Source(f"source:{slug}", f"Title {slug}", publisher or f"Publisher {slug}", day)


def said(
    subject: str = "official:lutnick", predicate: str = "EASED", obj: str = "measure:h20", **fields: Any
) -> Statement:
    given = {"stance": "asserts", "source": "source:a", "locator": "paragraph 1", "text": "So it was said.", **fields}
    return Statement(subject=subject, predicate=predicate, object=obj, **given)


def entity(entity_id: str, **fields: Any) -> Entity:
    kind = {"measure": "Measure", "official": "Official", "government": "Government", "company": "Company",
            "product": "Product", "agency": "Agency", "event": "Event", "agreement": "Agreement",
            "person": "Person", "organization": "Organization",
            "court": "Court"}[entity_id.partition(":")[0]]  # fmt: skip
    needed = {"Measure": {"measure_kind": "tariff"}, "Event": {"event_kind": "talks"}}.get(kind, {})
    return Entity(entity_id, kind, fields.pop("name", entity_id), properties=needed, **fields)


async def load(
    store: Store, records: Records, progress: ledger.Progress = lambda _done, _all: None
) -> ledger.LoadResult:
    """Load records as if they came from a backup, with fewer checks."""
    return await ledger.ingest(store, batch_of(records), progress)


def batch_of(records: Records) -> Batch:
    """Return a batch of valid records, as if they came from a backup."""
    spool, number = Spool(), 0
    for item in (*records.entities, *records.sources):
        number += 1
        kind = "entity" if isinstance(item, Entity) else "source"
        assert spool.add_definition(number, RawRecord(kind, {}, "test", number), item) is None
    for statement in records.statements:
        number += 1
        spool.add_statement(number, RawRecord("statement", {}, "test", number), statement)
    return Batch(spool, restored=True)


def read_records(paths: list[str]) -> Records:
    """Return the records of files, which need no graph. Raises RecordsRefused."""
    batch = parse(read_files(paths))
    batch.raise_problems(batch.unresolved_ids())
    return records_of(batch)


def records_of(batch: Batch) -> Records:
    """Return the valid records of a batch, each once."""
    spool = batch.spool
    statements = {spooled.item.id: spooled.item for spooled in spool.statements()}
    return Records(
        tuple(spooled.item for spooled in spool.entities()),
        tuple(spooled.item for spooled in spool.sources()),
        tuple(statements.values()),
    )
