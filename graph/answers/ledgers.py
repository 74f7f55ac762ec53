"""The ledger as users get it: what changed and why, and the graph or its records to take away."""

from collections.abc import Sequence
from datetime import datetime

from graph import ledger, shapes
from graph.answers.base import Asker, Clocks, Page, bad, cursor_of, key_of
from graph.dates import parse_instant
from graph.records import Records, named_by
from graph.rows import recorded_entity, source_of, statement_of
from graph.shapes import Shape


class Ledgers(Asker):
    """Answers about the ledger itself."""

    async def changes(self, since: str | None, limit: int) -> Page:
        """What was taken in after a change, the oldest first.

        ``since`` is the cursor of a change, or the day or instant from which on; None begins with the first of all.
        """
        feed = await ledger.changes(self._store, await self._key(since), limit)
        items = [shapes.change(change) | {"cursor": _cursor(change.key)} for change in feed.changes]
        return Page(items, _cursor(feed.changes[-1].key) if feed.more else None)

    async def _key(self, since: str | None) -> tuple[int, str]:
        if not since:
            return ledger.START
        if (instant := _instant(since)) is not None:
            return await ledger.taken_in_since(self._store, instant)
        revision, _, key = key_of(since).partition(" ")
        if not (revision.isascii() and revision.isdecimal() and len(revision) < 19):  # what Neo4j can count up to
            raise bad("since", "is neither a cursor of this feed nor a day or an instant")
        return int(revision), key

    async def whole(self, ids: Sequence[str] | None, clocks: Clocks) -> Shape:
        """All nodes and links that hold on the day, or those of some entities. Raises NotFound."""
        await self.must_exist(ids or [])
        table = await self._store.table(
            self.queries["whole_graph"].cypher, {"ids": list(ids) if ids else None, **clocks.parameters}
        )
        nodes = [shapes.any_entity(node["entity"], node["period"], clocks.day) for node, _ in table.rows if node]
        return {"nodes": nodes, "links": [shapes.link(link, clocks.day) for _, link in table.rows if link]}

    async def statements_of(self, facts: Sequence[str], known_at: datetime) -> set[str]:
        """The ids of all statements about some facts that could be known by then."""
        rows = await self._store.read("write/statements_known", fact_ids=list(facts), known_at=known_at)
        return {row["statement"]["id"] for row in rows}

    async def records(self) -> Records:
        """The whole ledger as records."""
        return await ledger.dump(self._store)

    async def evidence(self, ids: Sequence[str] | None, clocks: Clocks) -> Records:
        """The records behind what ``whole`` gives: entities, and what was said of their links by then, and where.

        Entities that the statements only name come along, so that the records can be taken in elsewhere.
        """
        part = await self.whole(ids, clocks)
        facts = sorted({link["fact_id"] for link in part["links"]})
        rows = await self._store.read("write/statements_known", fact_ids=facts, known_at=clocks.known_at)
        told = [statement_of(row["statement"]) for row in await self._store.read("write/identity_statements")]
        said = [statement_of(row["statement"]) for row in rows]
        said = [statement.as_recorded or statement for statement in said]
        named = {node["id"] for node in part["nodes"]} | {i for statement in said for i in named_by(statement)}
        said += [one for one in told if {one.subject, one.object} <= named]
        sources = {row["source"]["id"]: source_of(row["source"]) for row in rows}
        entities = await self._store.read("write/existing_entities", ids=sorted(named))
        return Records(
            tuple(recorded_entity(row["properties"]) for row in entities),
            tuple(sources[i] for i in sorted(sources)),
            tuple(said),
        )


def _instant(text: str) -> datetime | None:
    """The beginning of a day, or an instant; None for what is neither."""
    try:
        return parse_instant(text if "T" in text else f"{text}T00:00:00Z")
    except ValueError:
        return None


def _cursor(key: tuple[int, str]) -> str:
    return cursor_of(f"{key[0]} {key[1]}")
