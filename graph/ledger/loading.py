"""Taking records in: the ledger grows, and only what its growth changes in the projected graph is written.

A load of up to ``BATCH`` records is one transaction. A larger one is written in several, parted so that each leaves the
ledger and its projection whole: one that is cut off has taken in less, nothing by half, and loading again completes it.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby

from graph.dates import instant_text
from graph.identity import mends_ledger, resolve
from graph.judge import names_of
from graph.ledger.base import BATCH, Fact, Loaded, Progress, Touched, parts
from graph.ledger.joining import join
from graph.ledger.projecting import project_again
from graph.model import Entity, Source, Statement, canonical
from graph.project import RULES_VERSION, anchor
from graph.records import Draft, Records, entity_record, source_record
from graph.rows import (
    entity_of,
    entity_row,
    recorded_entity,
    source_of,
    source_row,
    statement_of,
    statement_row,
)
from graph.store import Store, Transaction

NAMES = 1000


async def settle(store: Store, draft: Draft) -> Records:
    """The draft's records, with what they name looked up in the graph. Raises RecordsRefused with every fault."""
    missing = sorted(draft.unresolved)
    known: set[str] = set()
    sources: list[Source] = []
    for ids in parts(missing, BATCH):
        known |= {row["id"] for row in await store.read("write/existing_entities", ids=ids)}
        known |= {row["id"] for row in await store.read("write/existing_statements", ids=ids)}
        sources += [source_of(row["properties"]) for row in await store.read("write/existing_sources", ids=ids)]
    alike = await _named_alike(store, draft.records.entities)
    told = [statement_of(row["statement"]) for row in await store.read("write/identity_statements")]
    return draft.settle(known | {source.id for source in sources}, sources, alike, told)


async def _named_alike(store: Store, entities: Sequence[Entity]) -> list[Entity]:
    """Entities of the graph that may go by a name of an actor that is new to it.

    Not asked for more than ``NAMES`` at once: a public list that long comes with identifiers of its own.
    """
    known: set[str] = set()
    for ids in parts([e.id for e in entities], BATCH):
        known |= {row["id"] for row in await store.read("write/existing_entities", ids=ids)}
    names = sorted({name for e in entities if e.id not in known for name in names_of(e)})
    if not names or len(names) > NAMES:
        return []
    rows = await store.read("write/entities_named", phrases=[f'"{name}"' for name in names])
    return [entity_of(row["properties"]) for row in rows]


async def load(store: Store, records: Records, progress: Progress = lambda _done, _all: None) -> Loaded:
    """Takes records in. What is there already is left alone; ``progress`` is told how many of how many are done."""
    new = await _new(store, records)
    total = len(new.entities) + len(new.sources) + len(new.statements)
    loaded, done = Loaded(), 0
    recorded_at = instant_text(datetime.now(UTC))
    for part in [new] if total <= BATCH else list(_batches(new)):
        if not (part.entities or part.sources or part.statements):
            continue
        loaded += await store.write(lambda tx, part=part: _write(tx, part, recorded_at))  # type: ignore[misc]
        done += len(part.entities) + len(part.sources) + len(part.statements)
        progress(done, total)
    return loaded


async def _new(store: Store, records: Records) -> Records:
    """Those of the records that the graph does not hold as they are."""
    entities: dict[str, Entity] = {}
    sources: dict[str, Source] = {}
    known: set[str] = set()
    for ids in parts([e.id for e in records.entities], BATCH):
        rows = await store.read("write/existing_entities", ids=ids)
        entities |= {row["id"]: recorded_entity(row["properties"]) for row in rows}
    for ids in parts([s.id for s in records.sources], BATCH):
        rows = await store.read("write/existing_sources", ids=ids)
        sources |= {row["id"]: source_of(row["properties"]) for row in rows}
    for ids in parts([s.id for s in records.statements], BATCH):
        known |= {row["id"] for row in await store.read("write/existing_statements", ids=ids)}
    return Records(
        entities=tuple(e for e in records.entities if entities.get(e.id) != e),
        sources=tuple(s for s in records.sources if sources.get(s.id) != s),
        statements=tuple(s for s in records.statements if s.id not in known),
    )


def _batches(records: Records) -> Iterator[Records]:
    for entities in parts(records.entities, BATCH):
        yield Records(entities=entities)
    for sources in parts(records.sources, BATCH):
        yield Records(sources=sources)
    # A fact's statements stay together, and those of a measure's life: a projection needs them whole. What mends
    # other statements, or joins entities, comes after all that it may be about.
    mending = tuple(filter(mends_ledger, records.statements))
    telling = [s for s in records.statements if not mends_ledger(s)]
    batch: list[Statement] = []
    for _, together in groupby(sorted(telling, key=anchor), key=anchor):
        batch += together
        if len(batch) >= BATCH:
            yield Records(statements=tuple(batch))
            batch = []
    yield Records(statements=tuple(batch))
    yield Records(statements=mending)


async def _write(tx: Transaction, records: Records, recorded_at: str) -> Loaded:
    (ledger,) = await tx.run("write/begin", version=RULES_VERSION)
    revision: int = ledger["revision"]
    await _write_entities(tx, records.entities, revision)
    await _write_sources(tx, records.sources, revision)
    touched = Touched()
    for row in await tx.run("write/facts_of_sources", ids=[s.id for s in records.sources]):
        touched.add_fact(Fact(**row))
    goes_by = await join(tx, records.statements, [e.id for e in records.entities], touched)
    statements = [resolve(statement, goes_by) for statement in records.statements]
    rows = [statement_row(statement, recorded_at) for statement in statements]
    await tx.run("write/create_statements", rows=rows, revision=revision)
    await tx.run("write/link_subjects", rows=rows)
    await tx.run("write/link_speakers", rows=[row for row in rows if row["said_by"]])
    touched.add(statements)
    mended = sorted({mended for statement in statements for mended in statement.corrects})
    touched.add(statement_of(row["statement"]) for row in await tx.run("write/correct_statements", ids=mended))
    taken = Loaded(len(records.entities), len(records.sources), len(records.statements))
    return taken + await project_again(tx, touched)


async def _write_entities(tx: Transaction, entities: Sequence[Entity], revision: int) -> None:
    """Writes entities, and keeps what the records of those that were there said before."""
    there = {row["id"]: row for row in await tx.run("write/existing_entities", ids=[e.id for e in entities])}
    former = [
        {"id": i, "type": "entity", "record": canonical(entity_record(recorded_entity(row["properties"])))}
        for i, row in there.items()
    ]
    await tx.run("write/keep_former", rows=former)
    rows = [entity_row(entity) for entity in entities]
    merged = {one for one, row in there.items() if row["into"]}
    await tx.run("write/upsert_entities", rows=[row for row in rows if row["id"] not in merged], revision=revision)
    await tx.run("write/update_merged", rows=[row for row in rows if row["id"] in merged], revision=revision)


async def _write_sources(tx: Transaction, sources: Sequence[Source], revision: int) -> None:
    there = await tx.run("write/existing_sources", ids=[s.id for s in sources])
    former = [
        {"id": row["id"], "type": "source", "record": canonical(source_record(source_of(row["properties"])))}
        for row in there
    ]
    await tx.run("write/keep_former", rows=former)
    await tx.run("write/upsert_sources", rows=[source_row(source) for source in sources], revision=revision)


async def bring_up_to_date(store: Store, progress: Progress = lambda _done, _all: None) -> Loaded:
    """Projects the whole ledger again where another version of the rules projected it; else does nothing.

    The graph is a function of the ledger alone, so whatever was projected before gives way to what is projected now.
    """
    if (await store.state()).projected_by in (None, RULES_VERSION):
        return Loaded()
    rows = await store.read("write/facts")
    changed = Loaded()
    for part in parts(rows, BATCH):
        touched = Touched()
        for row in part:
            touched.add_fact(Fact(**row))
        changed += await store.write(lambda tx, touched=touched: project_again(tx, touched))  # type: ignore[misc]
        progress(len(part), len(rows))
    await store.write(lambda tx: tx.run("write/set_projected_by", version=RULES_VERSION))
    return changed
