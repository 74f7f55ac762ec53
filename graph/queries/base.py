"""Basis of all queries: the two clocks, pages of lists, and running a query file."""

import asyncio
import base64
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, Self

from graph.errors import EntityNotFound, InvalidParameter, Merged, Problem
from graph.model.dates import parse_known_at, parse_query_day
from graph.model.vocabulary import vocabulary
from graph.queries.name_index import CandidateIndex
from graph.query_library import Query
from graph.store import Store
from graph.views.matches.search import MAX_ALIKE, merge_hits, rank_alike
from graph.views.measures import Measure, add_pending_acts, needs_pending_acts
from graph.views.search_ranking import MAX_CANDIDATES, Hit, build_lucene_query, rank_hits
from graph.views.types.entities import Item, Page

_MAX_PENDING_ACTS = 10_000
#: Most entities that an error suggests instead of an unknown id.
_MAX_SIMILAR = 3
#: Most characters of an unknown id that are searched for.
_MAX_SEARCHED = 100
#: Lucene query that finds nothing.
_NOTHING = '""'


@dataclass(frozen=True)
class Clocks:
    """The date asked about, ``as_of``, and the instant up to which sources are used, ``known_at``."""

    as_of: date
    known_at: datetime

    @classmethod
    def parse(cls, as_of: str | None, known_at: str | None) -> Self:
        """Return the clocks of a user's texts; each defaults to now. Raises InvalidParameter."""
        now = datetime.now(UTC)
        try:
            day = parse_query_day(as_of) if as_of is not None else now.date()
        except ValueError as error:
            raise invalid_parameter("as_of", f"is not allowed: {error}") from None
        try:
            return cls(day, parse_known_at(known_at) if known_at is not None else now)
        except ValueError as error:
            raise invalid_parameter("known_at", f"is not allowed: {error}") from None

    @property
    def day(self) -> str:
        """Return ``as_of`` as ISO text."""
        return self.as_of.isoformat()

    @property
    def parameters(self) -> dict[str, Any]:
        """Return both under the parameter names of the query files."""
        return {"as_of": self.as_of, "known_at": self.known_at}


@dataclass(frozen=True)
class ResultPage(Generic[Item]):
    """Page of a list, and the cursor of the page after it."""

    items: list[Item]
    next: str | None = None

    def to_dict(self) -> Page[Item]:
        """Return the page as it is sent."""
        return {"items": self.items, "next": self.next}


def encode_cursor(key: str) -> str:
    """Return a key as a cursor, which is opaque to users."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


#: Patterns of the keys in cursors: of entities, of links, and of offsets in a list that is sorted here.
ENTITY_KEY = r"[a-z]+:[a-z0-9.-]+"
LINK_KEY = r"[A-Z_]+ \d{4}-\d\d-\d\d \S+"
_OFFSET_KEY = r"\d{1,9}"


def require_cursor_key(cursor: str | None, form: str) -> str:
    """Return the key in a cursor, empty for no cursor. Raises InvalidParameter if it does not match ``form``."""
    if not cursor:
        return ""
    key = decode_cursor(cursor, form)
    if key is None:
        raise invalid_parameter("cursor", "is not a cursor of this list; use the value of next as it is")
    return key


def decode_cursor(cursor: str, form: str) -> str | None:
    """Return the key in a cursor; None unless it matches ``form``, a regular expression."""
    try:
        key = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:  # not of base64's letters, or not text
        return None
    return key if re.fullmatch(form, key, re.ASCII) else None


def invalid_parameter(name: str, message: str) -> InvalidParameter:
    """Return the error for an invalid parameter."""
    return InvalidParameter(f"{name} {message}.", [Problem(name, message)])


class QueryRunner:
    """Runner of the queries of one library on one store."""

    def __init__(self, store: Store, queries: Mapping[str, Query]) -> None:
        self._store = store
        self.queries = queries
        self.names = CandidateIndex(store)

    async def fetch_one(self, name: str, **parameters: object) -> dict[str, Any] | None:
        """Return the first record of a query file by column name, or None."""
        table = await self._store.table(self.queries[name].cypher, parameters)
        return dict(zip(table.columns, table.rows[0], strict=True)) if table.rows else None

    async def fetch_value(self, name: str, **parameters: object) -> Any:
        """Return the value of a query file that always gives one record with one column."""
        table = await self._store.table(self.queries[name].cypher, parameters)
        return table.rows[0][0]

    async def add_pending_acts(self, shown: Sequence[Measure], clocks: Clocks) -> list[Measure]:
        """Add the pending acts to measures whose status they may change.

        Other entities, and measures that need no such acts, are returned unchanged.
        """
        asked = sorted({one["id"] for one in shown if "status" in one and needs_pending_acts(one)})
        if not asked:
            return list(shown)
        table = await self._store.table(
            self.queries["pending_acts"].cypher, {"measures": asked, "limit": _MAX_PENDING_ACTS, **clocks.parameters}
        )
        acts: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for values in table.rows:
            row = dict(zip(table.columns, values, strict=True))
            acts[row["measure_id"]].append(row)
        known_on = clocks.known_at.date()
        return [
            add_pending_acts(one, acts[one["id"]], known_on) if one["id"] in asked and "status" in one else one
            for one in shown
        ]

    async def filter_existing(self, ids: Sequence[str]) -> set[str]:
        """Return those of the ids that are entities."""
        return {row["id"] for row in await self._store.read("ledger/existing_entities", ids=list(ids))}

    async def explain_empty(self, found: object, ids: Sequence[str]) -> None:
        """Raise the errors of ``require_entities`` if nothing was found.

        Something is found only if all ids exist. So most questions need no second query.
        """
        if not found:
            await self.require_entities(ids)

    async def require_entities(self, ids: Sequence[str]) -> None:
        """Raise NotFound for the first unknown id, Merged for an entity merged into another."""
        if not ids:
            return
        found = {row["id"]: row["into"] for row in await self._store.read("ledger/entities_there", ids=list(ids))}
        for entity_id in ids:
            if entity_id not in found:
                raise await self.entity_not_found(entity_id)
            if found[entity_id]:
                raise Merged(entity_id, found[entity_id])

    async def search_names(self, q: str, kinds: Sequence[str] | None) -> list[Hit]:
        """Return entities whose name is like a text, best first.

        They have all of its words, or if none has, some. Names that are alike in Latin letters are among both.
        """
        alike = asyncio.create_task(self._search_alike(q, kinds))
        try:
            return merge_hits(await self._search_words(q, kinds), await alike)
        finally:
            alike.cancel()

    async def _search_alike(self, q: str, kinds: Sequence[str] | None) -> list[Hit]:
        """Return entities whose names are like a text in Latin letters, best first."""
        rarity = await self.names.rarity()
        [found] = await self.names.find([q], rarity, MAX_ALIKE, kinds)
        return rank_alike(q, found, rarity) if found else []

    async def _search_words(self, q: str, kinds: Sequence[str] | None) -> list[Hit]:
        for every_word in (True, False):
            keys = build_lucene_query(q, every_word=every_word)
            if not keys and ":" not in q:
                return []
            # Without a word, only an id can match; the index still needs a query.
            rows = await self.fetch_value(
                "search", id=q.strip(), lucene=_NOTHING, keys=keys or _NOTHING, kinds=kinds, limit=MAX_CANDIDATES
            )
            if hits := rank_hits(q, rows, every_word=every_word):
                return hits
        return []

    async def entity_not_found(self, entity_id: str, kinds: Sequence[str] = ()) -> EntityNotFound:
        """Return the error for an unknown id, with entities that have a similar name. ``kinds``: those expected."""
        words = entity_id.rpartition(":")[2][:_MAX_SEARCHED].replace("-", " ")
        own = vocabulary().kind_of(entity_id)
        hits = await self.search_names(words, kinds or ([own] if own else None))
        if own and not kinds and not hits:
            hits = await self.search_names(words, None)
        similar = [(row["id"], row["name"]) for _, _, row in hits[:_MAX_SIMILAR]]
        return EntityNotFound(entity_id, kinds or ["entity"], similar)


def make_page(items: list[Item], rows: Sequence[Any], limit: int, key: Callable[[Any], str]) -> ResultPage[Item]:
    """Return a page of items; a page follows if ``rows`` is longer than ``limit``.

    Its cursor then has the ``key`` of the last item."""
    return ResultPage(items, encode_cursor(key(rows[limit - 1])) if len(rows) > limit else None)


def slice_page(items: list[Item], limit: int, cursor: str | None) -> ResultPage[Item]:
    """Return a page of a list that is sorted here; its cursor has an offset.

    Raises InvalidParameter for a cursor of another list."""
    start = int(require_cursor_key(cursor, _OFFSET_KEY) or "0")
    end = start + limit
    return ResultPage(items[start:end], encode_cursor(str(end)) if end < len(items) else None)
