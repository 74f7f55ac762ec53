"""Change feed of the ledger, with reasons, and export of the whole ledger.

A change is a record as it was loaded: a new one, or a new version of one. Loading all changes in order, from the first,
recreates the ledger.
"""

import json
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from graph.ingest.batch import Records
from graph.ingest.serialize import serialize_entity, serialize_source, serialize_statement
from graph.ledger.types import BATCH, batched
from graph.model.dates import format_instant
from graph.model.resolution import is_identity
from graph.model.types import Entity, Source, Statement
from graph.store import Store
from graph.store.mapping import recorded_entity, source_from_properties, statement_from_properties

ChangeReason = Literal["world_changed", "we_corrected", "retracted", "merged", "deleted"]

#: Key before the first change.
FEED_START = (0, "")
#: Sorts after every key of a revision.
LAST_KEY = "~"
#: Records that are read at a time in an export.
EXPORT_PAGE = 2000

#: Query of each type of record, and the function that builds a record of its properties.
_ALL_RECORDS: Mapping[str, Callable[[Mapping[str, Any]], Entity | Source | Statement]] = {
    "ledger/all_entities": recorded_entity,
    "ledger/all_sources": source_from_properties,
    "ledger/all_statements": statement_from_properties,
}


@dataclass(frozen=True)
class LedgerChange:
    """Loaded record. ``revision``: the ledger's revision after it; ``facts``, ``entities``: those that it affects.

    ``reason``: ``world_changed`` for a new record; ``we_corrected`` for a new version of a record, a statement that
    replaces one we recorded wrongly, and a retracted merge; ``retracted`` for a retraction by a source; ``merged`` for
    two records that became one entity; ``deleted`` for a statement that was removed without a replacement.
    """

    revision: int
    recorded_at: str
    reason: ChangeReason
    type: str
    id: str
    record: Mapping[str, Any]
    facts: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[int, str]:
        """Position in the feed."""
        return self.revision, f"{self.type} {self.id}"


@dataclass(frozen=True)
class ChangePage:
    """Part of the feed; ``more``: changes follow."""

    changes: tuple[LedgerChange, ...]
    more: bool


async def read_changes(store: Store, after: tuple[int, str], limit: int) -> ChangePage:
    """Return up to ``limit`` changes after a key, the oldest first."""
    revision, key = after
    rows = await store.read("ledger/changes", revision=revision, key=key, limit=limit + 1)
    corrected = await _read_corrected(store, rows)
    return ChangePage(tuple(_make_change(row, corrected) for row in rows[:limit]), more=len(rows) > limit)


async def find_key_before(store: Store, instant: datetime) -> tuple[int, str]:
    """Return the key before the changes that were loaded at an instant or later."""
    return await store.value("ledger/revision_before", instant=format_instant(instant)), LAST_KEY


async def _read_corrected(store: Store, rows: list[dict[str, Any]]) -> dict[str, Statement]:
    """Read the statements that some of the changes correct."""
    ids = sorted({one for row in rows for one in row["properties"].get("corrects") or ()})
    found: dict[str, Statement] = {}
    for part in batched(ids, BATCH):
        for row in await store.read("ledger/statements_by_id", ids=part):
            said = statement_from_properties(row["statement"])
            found[said.id] = said
    return found


def _make_change(row: Mapping[str, Any], corrected: Mapping[str, Statement]) -> LedgerChange:
    kind, properties = row["type"], row["properties"]
    given: dict[str, Any] = {
        "revision": row["revision"],
        "recorded_at": row["recorded_at"],
        "type": kind,
        "id": row["id"],
    }
    if kind == "statement":
        said = statement_from_properties(properties)
        about = [said, *(corrected[one] for one in said.corrects if one in corrected)]
        facts = tuple(dict.fromkeys(one.fact_id for one in about if not is_identity(one)))
        entities = tuple(dict.fromkeys(end for one in about for end in (one.subject, one.object)))
        return LedgerChange(
            **given, reason=_classify_reason(said), record=serialize_statement(said), facts=facts, entities=entities
        )
    record: Mapping[str, Any]
    if "record" in properties:  # an earlier version
        record = json.loads(properties["record"])
    else:
        record = (
            serialize_entity(recorded_entity(properties))
            if kind == "entity"
            else serialize_source(source_from_properties(properties))
        )
    reason: ChangeReason = "we_corrected" if row["again"] else "world_changed"
    return LedgerChange(**given, reason=reason, record=record, entities=(row["id"],) if kind == "entity" else ())


def _classify_reason(said: Statement) -> ChangeReason:
    if is_identity(said):
        return "merged" if said.stance == "asserts" else "we_corrected"
    if said.corrects:
        return "deleted" if said.stance == "retracts" else "we_corrected"
    return "retracted" if said.stance == "retracts" else "world_changed"


async def iter_records(store: Store) -> AsyncGenerator[Entity | Source | Statement]:
    """Yield the whole ledger by type and id, whatever the order of loading."""
    for name, build in _ALL_RECORDS.items():
        after = ""
        while rows := await store.read(name, after=after, limit=EXPORT_PAGE):
            for row in rows:
                yield build(row["properties"])
            after = rows[-1]["properties"]["id"]


async def export_records(store: Store) -> Records:
    """Return the whole ledger at once, for a small one."""
    found = [record async for record in iter_records(store)]
    return Records(
        tuple(one for one in found if isinstance(one, Entity)),
        tuple(one for one in found if isinstance(one, Source)),
        tuple(one for one in found if isinstance(one, Statement)),
    )
