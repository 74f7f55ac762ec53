"""The ledger given back: what changed and why, in the order it was taken in, and all of it at once.

A change is a record as it was taken in: a new one, or one that was given anew. Taking in all changes in their order,
from the first, makes the same ledger.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from graph.ingest.batch import Records, entity_record, source_record, statement_record
from graph.ledger.types import BATCH, parts
from graph.model.dates import instant_text
from graph.model.resolution import is_identity
from graph.model.types import Statement
from graph.store import Store
from graph.store.mapping import recorded_entity, source_of, statement_of

Reason = Literal["world_changed", "we_corrected", "retracted", "merged", "deleted"]

#: What a key of the feed is before the first change.
START = (0, "")
#: What comes after every key of one revision.
LAST = "~"


@dataclass(frozen=True)
class Change:
    """A record taken in. ``revision`` is that of the ledger after it, ``facts`` and ``entities`` are what it bears on.

    ``reason``: ``world_changed`` for what is new; ``we_corrected`` for a record given anew, a statement in the place of
    one that we recorded wrongly, and a merge that is taken back; ``retracted`` for what its source took back;
    ``merged`` for two records that became one entity; ``deleted`` for a statement that nothing stands in the place of.
    """

    revision: int
    recorded_at: str
    reason: Reason
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
class Feed:
    """A part of the feed; ``more`` tells whether changes follow."""

    changes: tuple[Change, ...]
    more: bool


async def changes(store: Store, after: tuple[int, str], limit: int) -> Feed:
    """Up to ``limit`` changes that come after a key, the oldest first."""
    revision, key = after
    rows = await store.read("write/changes", revision=revision, key=key, limit=limit + 1)
    mended = await _mended(store, rows)
    return Feed(tuple(_change(row, mended) for row in rows[:limit]), more=len(rows) > limit)


async def taken_in_since(store: Store, instant: datetime) -> tuple[int, str]:
    """The key after which the changes come that were taken in at an instant or later."""
    return await store.value("write/revision_before", instant=instant_text(instant)), LAST


async def _mended(store: Store, rows: list[dict[str, Any]]) -> dict[str, Statement]:
    """The statements that some of the changes correct."""
    ids = sorted({one for row in rows for one in row["properties"].get("corrects") or ()})
    found: dict[str, Statement] = {}
    for part in parts(ids, BATCH):
        for row in await store.read("write/statements_by_id", ids=part):
            said = statement_of(row["statement"])
            found[said.id] = said
    return found


def _change(row: Mapping[str, Any], mended: Mapping[str, Statement]) -> Change:
    kind, properties = row["type"], row["properties"]
    given: dict[str, Any] = {
        "revision": row["revision"],
        "recorded_at": row["recorded_at"],
        "type": kind,
        "id": row["id"],
    }
    if kind == "statement":
        said = statement_of(properties)
        about = [said, *(mended[one] for one in said.corrects if one in mended)]
        facts = tuple(dict.fromkeys(one.fact_id for one in about if not is_identity(one)))
        entities = tuple(dict.fromkeys(end for one in about for end in (one.subject, one.object)))
        return Change(**given, reason=_reason(said), record=statement_record(said), facts=facts, entities=entities)
    record: Mapping[str, Any]
    if "record" in properties:  # as it was before it was given anew
        record = json.loads(properties["record"])
    else:
        record = (
            entity_record(recorded_entity(properties)) if kind == "entity" else source_record(source_of(properties))
        )
    reason: Reason = "we_corrected" if row["again"] else "world_changed"
    return Change(**given, reason=reason, record=record, entities=(row["id"],) if kind == "entity" else ())


def _reason(said: Statement) -> Reason:
    if is_identity(said):
        return "merged" if said.stance == "asserts" else "we_corrected"
    if said.corrects:
        return "deleted" if said.stance == "retracts" else "we_corrected"
    return "retracted" if said.stance == "retracts" else "world_changed"


async def dump(store: Store) -> Records:
    """The whole ledger, in an order that does not depend on how it was loaded."""
    entities = [recorded_entity(row["properties"]) for row in await store.read("write/all_entities")]
    sources = [source_of(row["properties"]) for row in await store.read("write/all_sources")]
    statements = [statement_of(row["properties"]) for row in await store.read("write/all_statements")]
    return Records(tuple(entities), tuple(sources), tuple(statements))
