"""Queries for the ledger: changes, and exports of the graph or its records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from graph import ledger
from graph.ingest.batch import Records, collect_entity_ids
from graph.model.dates import parse_query_instant
from graph.model.resolution import canonical_ids, is_identity
from graph.model.types import Statement
from graph.queries.base import Clocks, QueryRunner, ResultPage, decode_cursor, encode_cursor, invalid_parameter
from graph.store.mapping import recorded_entity, source_from_properties, statement_from_properties
from graph.views.measures import serialize_node
from graph.views.responses import serialize_change, serialize_link
from graph.views.types.entities import EntityResponse
from graph.views.types.evidence import Change
from graph.views.types.links import LinkResponse

#: Key of a change: a revision, up to the largest integer of Neo4j, and the record in it.
_FEED_KEY = r"\d{1,18} (?:entity|source|statement) \S+"


@dataclass(frozen=True)
class GraphFilter:
    """Conditions on entities and the links among them; None means any."""

    ids: Sequence[str] | None = None
    kinds: Sequence[str] | None = None
    types: Sequence[str] | None = None
    certainties: Sequence[str] | None = None


class WholeGraph(TypedDict):
    """Nodes and links for an export."""

    nodes: list[EntityResponse]
    links: list[LinkResponse]


class LedgerQueries(QueryRunner):
    """Queries for the ledger itself."""

    async def changes(self, since: str | None, limit: int) -> ResultPage[Change]:
        """Return the changes after a cursor or since a day or instant, the oldest first.

        ``since`` None means from the first change on. Raises InvalidParameter.
        """
        feed = await ledger.read_changes(self._store, await self._parse_since(since), limit)
        items = [serialize_change(change, _cursor(change.key)) for change in feed.changes]
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

    async def fetch_graph(self, wanted: GraphFilter, clocks: Clocks) -> WholeGraph:
        """Return all nodes and links that hold on the day, or a part of them. Raises NotFound."""
        await self.require_entities(wanted.ids or [])
        table = await self._store.table(self.queries["whole_graph"].cypher, vars(wanted) | clocks.parameters)
        nodes = [serialize_node(node["entity"], node["period"], clocks.day) for node, _ in table.rows if node]
        return {
            "nodes": await self.add_pending_acts(nodes, clocks),
            "links": [serialize_link(link, clocks.day) for _, link in table.rows if link],
        }

    async def find_statement_ids(self, facts: Sequence[str], known_at: datetime) -> set[str]:
        """Return the ids of all statements about some facts that could be known by then."""
        rows = await self._store.read("ledger/statements_known", fact_ids=list(facts), known_at=known_at)
        return {row["statement"]["id"] for row in rows}

    async def fetch_evidence(self, wanted: GraphFilter, clocks: Clocks) -> Records:
        """Return the records behind ``fetch_graph``: entities, and the known statements about their links.

        The records can be loaded elsewhere, so everything that they name is included: other entities, entities merged
        with one of them and the statements that say so, and statements that were corrected or retracted.
        """
        part = await self.fetch_graph(wanted, clocks)
        facts = sorted({link["fact_id"] for link in part["links"]})
        rows = await self._store.read("ledger/statements_known", fact_ids=facts, known_at=clocks.known_at)
        rows += await self._store.read("ledger/identity_statements")
        statements = [_original_statement(row) for row in rows]
        merges = [statement for statement in statements if is_identity(statement)]
        found = {statement.id: statement for statement in statements if not is_identity(statement)}
        await self._add_corrected(found)
        named = {node["id"] for node in part["nodes"]} | {
            i for statement in found.values() for i in collect_entity_ids(statement)
        }
        merged = canonical_ids(merges)
        named |= {merged.get(one, one) for one in named}
        named |= {one for one, stays in merged.items() if stays in named}
        found |= {one.id: one for one in merges if {one.subject, one.object} <= named}
        await self._add_corrected(found)
        named |= {i for statement in found.values() for i in collect_entity_ids(statement)}
        entities = await self._store.read("ledger/existing_entities", ids=sorted(named))
        sources = await self._store.read(
            "ledger/existing_sources", ids=sorted({statement.source for statement in found.values()})
        )
        return Records(
            tuple(recorded_entity(row["properties"]) for row in entities),
            tuple(source_from_properties(row["properties"]) for row in sources),
            tuple(found.values()),
        )

    async def _add_corrected(self, found: dict[str, Statement]) -> None:
        """Add the statements that these correct or retract, and so on."""
        new = list(found.values())
        while missing := sorted({i for s in new for i in (*s.corrects, *s.retracts)} - found.keys()):
            new = [_original_statement(row) for row in await self._store.read("ledger/statements_by_id", ids=missing)]
            found |= {statement.id: statement for statement in new}


def _original_statement(row: Mapping[str, Any]) -> Statement:
    """Return the statement of a row as it was loaded."""
    statement = statement_from_properties(row["statement"])
    return statement.as_recorded or statement


def _instant(text: str) -> datetime | None:
    """Return the start of a day, or an instant; None for other text."""
    try:
        return parse_query_instant(text if "T" in text else f"{text}T00:00:00Z")
    except ValueError:
        return None


def _cursor(key: tuple[int, str]) -> str:
    return encode_cursor(f"{key[0]} {key[1]}")
