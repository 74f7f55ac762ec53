"""Taking records in: the ledger grows, and only what its growth changes in the projected graph is written.

A load of up to ``BATCH`` records is one transaction. A larger one is written in several, parted so that each leaves the
ledger and its projection whole: one that is cut off has taken in less, nothing by half, and loading again completes it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, TypeVar

from graph.dates import instant_text
from graph.judge import names_of
from graph.model import Entity, Source, Statement
from graph.project import RULES_VERSION, Projection, anchor, project, shapes_life
from graph.records import Draft, Records
from graph.rows import (
    entity_of,
    entity_row,
    link_row,
    period_row,
    source_of,
    source_row,
    statement_of,
    statement_row,
)
from graph.store import Store, Transaction
from graph.vocabulary import vocabulary

BATCH = 5000
NAMES = 1000

Item = TypeVar("Item")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Loaded:
    """What a load changed: records taken in, and links and periods that were written or gave way to newer versions."""

    entities: int = 0
    sources: int = 0
    statements: int = 0
    links_written: int = 0
    links_removed: int = 0
    periods_written: int = 0
    periods_removed: int = 0

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Loaded)))

    @property
    def nothing(self) -> bool:
        """Whether the graph is as it was."""
        return self == Loaded()


async def settle(store: Store, draft: Draft) -> Records:
    """The draft's records, with what they name looked up in the graph. Raises RecordsRefused with every fault."""
    missing = sorted(draft.unresolved)
    known: set[str] = set()
    sources: list[Source] = []
    for ids in _parts(missing, BATCH):
        known |= {row["id"] for row in await store.read("write/existing_entities", ids=ids)}
        known |= {row["id"] for row in await store.read("write/existing_statements", ids=ids)}
        sources += [source_of(row["properties"]) for row in await store.read("write/existing_sources", ids=ids)]
    alike = await _named_alike(store, draft.records.entities)
    return draft.settle(known | {source.id for source in sources}, sources, alike)


async def _named_alike(store: Store, entities: Sequence[Entity]) -> list[Entity]:
    """Entities of the graph that may go by a name of an actor that is new to it.

    Not asked for more than ``NAMES`` at once: a public list that long comes with identifiers of its own.
    """
    known: set[str] = set()
    for ids in _parts([e.id for e in entities], BATCH):
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
    parts = [new] if total <= BATCH else list(_batches(new))
    loaded, done = Loaded(), 0
    recorded_at = instant_text(datetime.now(UTC))
    for part in parts:
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
    for ids in _parts([e.id for e in records.entities], BATCH):
        rows = await store.read("write/existing_entities", ids=ids)
        entities |= {row["id"]: entity_of(row["properties"]) for row in rows}
    for ids in _parts([s.id for s in records.sources], BATCH):
        rows = await store.read("write/existing_sources", ids=ids)
        sources |= {row["id"]: source_of(row["properties"]) for row in rows}
    for ids in _parts([s.id for s in records.statements], BATCH):
        known |= {row["id"] for row in await store.read("write/existing_statements", ids=ids)}
    return Records(
        entities=tuple(e for e in records.entities if entities.get(e.id) != e),
        sources=tuple(s for s in records.sources if sources.get(s.id) != s),
        statements=tuple(s for s in records.statements if s.id not in known),
    )


def _batches(records: Records) -> Iterator[Records]:
    for entities in _parts(records.entities, BATCH):
        yield Records(entities=entities)
    for sources in _parts(records.sources, BATCH):
        yield Records(sources=sources)
    # A fact's statements stay together, and those of a measure's life: a projection needs them whole.
    batch: list[Statement] = []
    for _, together in groupby(sorted(records.statements, key=anchor), key=anchor):
        batch += together
        if len(batch) >= BATCH:
            yield Records(statements=tuple(batch))
            batch = []
    yield Records(statements=tuple(batch))


async def _write(tx: Transaction, records: Records, recorded_at: str) -> Loaded:
    await tx.run("write/begin", version=RULES_VERSION)
    await tx.run("write/upsert_entities", rows=[entity_row(e) for e in records.entities])
    await tx.run("write/upsert_sources", rows=[source_row(s) for s in records.sources])
    rows = [statement_row(s, recorded_at) for s in records.statements]
    await tx.run("write/create_statements", rows=rows)
    await tx.run("write/link_speakers", rows=[row for row in rows if row["said_by"]])
    facts = {s.fact_id for s in records.statements}
    measures = {s.object for s in records.statements if shapes_life(s.predicate, s.object)}
    for row in await tx.run("write/anchors_of_sources", ids=[s.id for s in records.sources]):
        facts.add(row["fact_id"])
        measures |= {row["object"]} if shapes_life(row["predicate"], row["object"]) else set()
    taken = Loaded(len(records.entities), len(records.sources), len(records.statements))
    return taken + await _project_again(tx, facts, measures)


async def _project_again(tx: Transaction, facts: set[str], measures: set[str]) -> Loaded:
    """Projects some facts and the lives of some measures, and writes what is other than before."""
    statements, sources = await _ledger_of(tx, facts, measures)
    projection = project(statements, sources)
    links, old_links = await _links_changed(tx, statements, projection)
    periods, old_periods = await _periods_changed(tx, measures, projection)
    await tx.run("write/delete_links", rows=old_links)
    await tx.run("write/delete_periods", ids=old_periods)
    await tx.run("write/create_links", rows=links)
    await tx.run("write/create_periods", rows=periods)
    return Loaded(
        links_written=len(links),
        links_removed=len(old_links),
        periods_written=len(periods),
        periods_removed=len(old_periods),
    )


async def _ledger_of(tx: Transaction, facts: set[str], measures: set[str]) -> tuple[list[Statement], dict[str, Source]]:
    acts = [r.name for r in vocabulary().relationships.values() if r.shapes_life]
    rows = await tx.run("write/statements_of_measures", measures=sorted(measures), types=acts)
    rows += await tx.run("write/statements_of_facts", fact_ids=sorted(facts))
    statements = {row["statement"]["id"]: statement_of(row["statement"]) for row in rows}
    sources = {row["source"]["id"]: source_of(row["source"]) for row in rows}
    return list(statements.values()), sources


async def _links_changed(
    tx: Transaction, statements: Iterable[Statement], projection: Projection
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of links to write, and of links to remove."""
    by_fact = {s.fact_id: s for s in statements}
    facts = [
        {"fact_id": s.fact_id, "subject": s.subject, "type": s.predicate, "object": s.object} for s in by_fact.values()
    ]
    there = {row["id"]: row for row in await tx.run("write/links_of_facts", facts=facts)}
    wanted = {link.link_id: link for link in projection.links}
    return (
        [link_row(link) for link_id, link in wanted.items() if link_id not in there],
        [row for link_id, row in there.items() if link_id not in wanted],
    )


async def _periods_changed(
    tx: Transaction, measures: Iterable[str], projection: Projection
) -> tuple[list[dict[str, Any]], list[str]]:
    there = {row["id"] for row in await tx.run("write/periods_of_measures", measures=sorted(measures))}
    wanted = {period.period_id: period for period in projection.periods}
    return (
        [period_row(period) for period_id, period in wanted.items() if period_id not in there],
        sorted(there - wanted.keys()),
    )


async def bring_up_to_date(store: Store, progress: Progress = lambda _done, _all: None) -> Loaded:
    """Projects the whole ledger again where another version of the rules projected it; else does nothing.

    The graph is a function of the ledger alone, so whatever was projected before gives way to what is projected now.
    """
    if (await store.state()).projected_by in (None, RULES_VERSION):
        return Loaded()
    rows = await store.read("write/anchors")
    changed = Loaded()
    for part in _parts(rows, BATCH):
        facts = {row["fact_id"] for row in part}
        measures = {row["object"] for row in part if shapes_life(row["predicate"], row["object"])}
        changed += await store.write(lambda tx, f=facts, m=measures: _project_again(tx, f, m))  # type: ignore[misc]
        progress(len(part), len(rows))
    await store.write(lambda tx: tx.run("write/set_projected_by", version=RULES_VERSION))
    return changed


async def dump(store: Store) -> Records:
    """The whole ledger, in an order that does not depend on how it was loaded."""
    entities = [entity_of(row["properties"]) for row in await store.read("write/all_entities")]
    sources = [source_of(row["properties"]) for row in await store.read("write/all_sources")]
    statements = [statement_of(row["properties"]) for row in await store.read("write/all_statements")]
    return Records(tuple(entities), tuple(sources), tuple(statements))


def _parts(items: Sequence[Item], size: int) -> Iterator[tuple[Item, ...]]:
    for start in range(0, len(items), size):
        yield tuple(items[start : start + size])
