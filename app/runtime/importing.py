"""Imports of public lists: from a file before, or into a runtime's graph."""

import asyncio
from collections.abc import Sequence
from typing import Any

from app.runtime.loading import SEED_DIR, ingest_records
from app.runtime.runtime import Runtime
from graph import ledger
from graph.importers.frame import Before, ListImport, Progress
from graph.importers.records import Importer
from graph.ingest.readers import RawRecord, read_files
from graph.ingest.serialize import serialize_statement
from graph.ingest.validator import RecordValidator

#: Kinds that many lists refer to.
_SHARED_KINDS = ("government:", "agency:")


def example_references() -> dict[str, dict[str, Any]]:
    """Return the governments and agencies of the example data, for lists to share."""
    files = sorted(str(path) for path in SEED_DIR.rglob("entities.yaml"))
    raws = [raw for raw in read_files(files) if isinstance(raw, RawRecord) and raw.type == "entity"]
    return {raw.fields["id"]: dict(raw.fields) for raw in raws if raw.fields["id"].startswith(_SHARED_KINDS)}


def know_file(importing: ListImport, importer: Importer, paths: Sequence[str], edition: str) -> None:
    """Note what an earlier edition in files says. Raises RecordsRefused if they cannot be read."""
    validator = RecordValidator()
    for raw in ListImport(importer, edition, Before()).records(paths):
        if raw.type == "entity":
            importing.know_definition(dict(raw.fields))
        elif raw.type == "statement" and (statement := validator.validate_statement(raw)):
            importing.know(dict(raw.fields), statement.id, edition)


async def load_list(
    runtime: Runtime,
    importer: Importer,
    paths: Sequence[str],
    edition: str,
    *,
    may_close_many: bool,
    reading: Progress,
    loading: ledger.Progress,
) -> tuple[ListImport, ledger.LoadResult]:
    """Load what an edition adds to the graph and closes in it. Raises RecordsRefused; then nothing is loaded."""
    ids, governments = await ledger.fetch_entity_ids(runtime.store)
    before = Before(ids, {}, governments, is_graph=True)
    importing = ListImport(importer, edition, before, may_close_many=may_close_many)
    await asyncio.to_thread(importer.prepare, paths)  # before the list has its name
    async for statement, day in ledger.iter_list_statements(runtime.store, importer.source.id):
        record = serialize_statement(statement)
        del record["type"]
        importing.know(record, statement.id, day)
    return importing, await ingest_records(runtime, importing.records(paths, reading), loading)
