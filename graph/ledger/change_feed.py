"""The ledger given back: what changed and why, in the order it was taken in, and all of it at once.

A change is a record as it was taken in: a new one, or one that was given anew. Taking in all changes in their order,
from the first, makes the same ledger.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from graph.ingest.batch import Records, serialize_entity, serialize_source, serialize_statement
from graph.ledger.types import BATCH, batched
from graph.model.dates import format_instant
from graph.model.resolution import is_identity
from graph.model.types import Statement
from graph.store import Store
from graph.store.mapping import recorded_entity, source_from_properties, statement_from_properties

ChangeReason = Literal["world_changed", "we_corrected", "retracted", "merged", "deleted"]

#: What a key of the feed is before the first change.
FEED_START = (0, "")
#: What comes after every key of one revision.
LAST_KEY = "~"


@dataclass(frozen=True)
class LedgerChange:
    """A record taken in. ``revision`` is that of the ledger after it, ``facts`` and ``entities`` are what it bears on.

    ``reason``: ``world_changed`` for what is new; ``we_corrected`` for a record given anew, a statement in the place of
    one that we recorded wrongly, and a merge that is taken back; ``retracted`` for what its source took back;
    ``merged`` for two records that became one entity; ``deleted`` for a statement that nothing stands in the place of.
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
        """Its place in the feed."""
        return self.revision, f"{self.type} {self.id}"


@dataclass(frozen=True)
class ChangePage:
    """A part of the feed; ``more`` tells whether changes follow."""

    changes: tuple[LedgerChange, ...]
    more: bool


async def read_changes(store: Store, after: tuple[int, str], limit: int) -> ChangePage:
    """Up to ``limit`` changes that come after a key, the oldest first."""
    revision, key = after
    rows = await store.read("ledger/changes", revision=revision, key=key, limit=limit + 1)
    mended = await _read_corrected(store, rows)
    return ChangePage(tuple(_make_change(row, mended) for row in rows[:limit]), more=len(rows) > limit)


async def find_key_before(store: Store, instant: datetime) -> tuple[int, str]:
    """The key after which the changes come that were taken in at an instant or later."""
    return await store.value("ledger/revision_before", instant=format_instant(instant)), LAST_KEY


async def _read_corrected(store: Store, rows: list[dict[str, Any]]) -> dict[str, Statement]:
    """The statements that some of the changes correct."""
    ids = sorted({one for row in rows for one in row["properties"].get("corrects") or ()})
    found: dict[str, Statement] = {}
    for part in batched(ids, BATCH):
        for row in await store.read("ledger/statements_by_id", ids=part):
            said = statement_from_properties(row["statement"])
            found[said.id] = said
    return found


def _make_change(row: Mapping[str, Any], mended: Mapping[str, Statement]) -> LedgerChange:
    kind, properties = row["type"], row["properties"]
    given: dict[str, Any] = {
        "revision": row["revision"],
        "recorded_at": row["recorded_at"],
        "type": kind,
        "id": row["id"],
    }
    if kind == "statement":
        said = statement_from_properties(properties)
        about = [said, *(mended[one] for one in said.corrects if one in mended)]
        facts = tuple(dict.fromkeys(one.fact_id for one in about if not is_identity(one)))
        entities = tuple(dict.fromkeys(end for one in about for end in (one.subject, one.object)))
        return LedgerChange(
            **given, reason=_classify_reason(said), record=serialize_statement(said), facts=facts, entities=entities
        )
    record: Mapping[str, Any]
    if "record" in properties:  # as it was before it was given anew
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


async def export_records(store: Store) -> Records:
    """The whole ledger, in an order that does not depend on how it was loaded."""
    entities = [recorded_entity(row["properties"]) for row in await store.read("ledger/all_entities")]
    sources = [source_from_properties(row["properties"]) for row in await store.read("ledger/all_sources")]
    statements = [statement_from_properties(row["properties"]) for row in await store.read("ledger/all_statements")]
    return Records(tuple(entities), tuple(sources), tuple(statements))
