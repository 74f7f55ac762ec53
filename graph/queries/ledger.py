"""The ledger as users get it: what changed and why, and the graph or its records to take away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph import ledger
from graph.ingest.batch import Records, collect_entity_ids
from graph.model.dates import parse_query_instant
from graph.model.resolution import canonical_ids, is_identity
from graph.model.types import Statement
from graph.queries.base import Clocks, QueryRunner, ResultPage, decode_cursor, encode_cursor, invalid_parameter
from graph.store.mapping import recorded_entity, source_from_properties, statement_from_properties
from graph.views import responses
from graph.views.responses import JsonObject

#: A revision, as large as Neo4j can count, and the record in it.
_FEED_KEY = r"\d{1,18} (?:entity|source|statement) \S+"


@dataclass(frozen=True)
class GraphFilter:
    """Entities of the graph and links among them; None means any."""

    ids: Sequence[str] | None = None
    kinds: Sequence[str] | None = None
    types: Sequence[str] | None = None
    certainties: Sequence[str] | None = None


class LedgerQueries(QueryRunner):
    """Answers about the ledger itself."""

    async def changes(self, since: str | None, limit: int) -> ResultPage:
        """What was taken in after a change, the oldest first.

        ``since`` is the cursor of a change, or the day or instant from which on; None begins with the first of all.
        """
        feed = await ledger.read_changes(self._store, await self._parse_since(since), limit)
        items = [responses.serialize_change(change) | {"cursor": _cursor(change.key)} for change in feed.changes]
        return ResultPage(items, _cursor(feed.changes[-1].key) if feed.more else None)

    async def _parse_since(self, since: str | None) -> tuple[int, str]:
        if not since:
            return ledger.FEED_START
        if (instant := _instant(since)) is not None:
            return await ledger.find_key_before(self._store, instant)
        place = decode_cursor(since, _FEED_KEY)
        if place is None:
            raise invalid_parameter("since", "is neither a cursor of this feed nor a day or an instant")
        revision, _, key = place.partition(" ")
        return int(revision), key

    async def fetch_graph(self, wanted: GraphFilter, clocks: Clocks) -> JsonObject:
        """All nodes and links that hold on the day, or a part of them. Raises NotFound."""
        await self.require_entities(wanted.ids or [])
        table = await self._store.table(self.queries["whole_graph"].cypher, vars(wanted) | clocks.parameters)
        nodes = [responses.serialize_node(node["entity"], node["period"], clocks.day) for node, _ in table.rows if node]
        return {
            "nodes": await self.add_pending_acts(nodes, clocks),
            "links": [responses.serialize_link(link, clocks.day) for _, link in table.rows if link],
        }

    async def find_statement_ids(self, facts: Sequence[str], known_at: datetime) -> set[str]:
        """The ids of all statements about some facts that could be known by then."""
        rows = await self._store.read("ledger/statements_known", fact_ids=list(facts), known_at=known_at)
        return {row["statement"]["id"] for row in rows}

    async def records(self) -> Records:
        """The whole ledger as records."""
        return await ledger.export_records(self._store)

    async def fetch_evidence(self, wanted: GraphFilter, clocks: Clocks) -> Records:
        """The records behind what ``whole`` gives: entities, and what was said of their links by then, and where.

        All that these name comes along, so that they can be taken in elsewhere: other entities, those that were merged
        with one of them, by which statements, and the statements that were corrected or taken back.
        """
        part = await self.fetch_graph(wanted, clocks)
        facts = sorted({link["fact_id"] for link in part["links"]})
        rows = await self._store.read("ledger/statements_known", fact_ids=facts, known_at=clocks.known_at)
        rows += await self._store.read("ledger/identity_statements")
        told = [_original_statement(row) for row in rows]
        joins = [statement for statement in told if is_identity(statement)]
        said = {statement.id: statement for statement in told if not is_identity(statement)}
        await self._add_corrected(said)
        named = {node["id"] for node in part["nodes"]} | {
            i for statement in said.values() for i in collect_entity_ids(statement)
        }
        goes_by = canonical_ids(joins)
        named |= {goes_by.get(one, one) for one in named}
        named |= {one for one, stays in goes_by.items() if stays in named}
        said |= {one.id: one for one in joins if {one.subject, one.object} <= named}
        await self._add_corrected(said)
        named |= {i for statement in said.values() for i in collect_entity_ids(statement)}
        entities = await self._store.read("ledger/existing_entities", ids=sorted(named))
        sources = await self._store.read(
            "ledger/existing_sources", ids=sorted({statement.source for statement in said.values()})
        )
        return Records(
            tuple(recorded_entity(row["properties"]) for row in entities),
            tuple(source_from_properties(row["properties"]) for row in sources),
            tuple(said.values()),
        )

    async def _add_corrected(self, said: dict[str, Statement]) -> None:
        """Adds the statements that some of these correct or take back, and those that they do, and so on."""
        new = list(said.values())
        while missing := sorted({i for s in new for i in (*s.corrects, *s.retracts)} - said.keys()):
            new = [_original_statement(row) for row in await self._store.read("ledger/statements_by_id", ids=missing)]
            said |= {statement.id: statement for statement in new}


def _original_statement(row: Mapping[str, Any]) -> Statement:
    """The statement of a row as it was taken in."""
    statement = statement_from_properties(row["statement"])
    return statement.as_recorded or statement


def _instant(text: str) -> datetime | None:
    """The beginning of a day, or an instant; None for what is neither."""
    try:
        return parse_query_instant(text if "T" in text else f"{text}T00:00:00Z")
    except ValueError:
        return None


def _cursor(key: tuple[int, str]) -> str:
    return encode_cursor(f"{key[0]} {key[1]}")
