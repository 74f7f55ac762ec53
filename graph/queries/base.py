"""What every question shares: the two clocks, pages of lists, and asking a query file."""

import base64
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Self

from graph.errors import InvalidParameter, Merged, NotFound, Problem
from graph.model.dates import parse_known_at, parse_query_day
from graph.query_library import Query
from graph.store import Store
from graph.views import add_pending_acts, needs_pending_acts
from graph.views.responses import JsonObject

_MAX_PENDING_ACTS = 10_000


@dataclass(frozen=True)
class Clocks:
    """``as_of``: when it was true in the world. ``known_at``: what could be known by then."""

    as_of: date
    known_at: datetime

    @classmethod
    def parse(cls, as_of: str | None, known_at: str | None) -> Self:
        """The clocks from a user's texts; each is now where none was given. Raises InvalidParameter."""
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
        """``as_of`` as ISO text."""
        return self.as_of.isoformat()

    @property
    def parameters(self) -> dict[str, Any]:
        """Both, by the names that the query files have for them."""
        return {"as_of": self.as_of, "known_at": self.known_at}


@dataclass(frozen=True)
class ResultPage:
    """A page of a list."""

    items: list[JsonObject]
    next: str | None = None

    def to_dict(self) -> JsonObject:
        """As it is sent."""
        return {"items": self.items, "next": self.next}


def encode_cursor(key: str) -> str:
    """A key as a cursor: opaque to users."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


#: Forms of the keys in cursors: of entities, of links, and of places in a list that is put in order here.
ENTITY_KEY = r"[a-z]+:[a-z0-9.-]+"
LINK_KEY = r"[A-Z_]+ \d{4}-\d\d-\d\d \S+"
PLACE_KEY = r"\d{1,9}"


def require_cursor_key(cursor: str | None, form: str) -> str:
    """The key in a cursor, empty for none. Raises InvalidParameter where it does not have the ``form`` of the list."""
    if not cursor:
        return ""
    key = decode_cursor(cursor, form)
    if key is None:
        raise invalid_parameter("cursor", "is not a cursor of this list; use the value of next as it is")
    return key


def decode_cursor(cursor: str, form: str) -> str | None:
    """The key in a cursor; None for a text that is not a cursor of that ``form``, a regular expression."""
    try:
        key = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:  # not of base64's letters, or not text
        return None
    return key if re.fullmatch(form, key, re.ASCII) else None


def invalid_parameter(name: str, message: str) -> InvalidParameter:
    """The error for a parameter at fault."""
    return InvalidParameter(f"{name} {message}.", [Problem(name, message)])


class QueryRunner:
    """Asks one store with one library of queries."""

    def __init__(self, store: Store, queries: Mapping[str, Query]) -> None:
        self._store = store
        self.queries = queries

    async def fetch_one(self, name: str, **parameters: object) -> dict[str, Any] | None:
        """The one record of a query file by the names of its columns; None where there is none."""
        table = await self._store.table(self.queries[name].cypher, parameters)
        return dict(zip(table.columns, table.rows[0], strict=True)) if table.rows else None

    async def fetch_value(self, name: str, **parameters: object) -> Any:
        """The one value of the one record of a query file that always gives one."""
        table = await self._store.table(self.queries[name].cypher, parameters)
        return table.rows[0][0]

    async def add_pending_acts(self, shown: Sequence[JsonObject], clocks: Clocks) -> list[JsonObject]:
        """Add to measures the acts that are not reported as done, where these bear on the status; see `insights`.

        Anything that is not a measure, or needs no such acts, comes back unchanged.
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
        """Those of the ids that are entities."""
        return {row["id"] for row in await self._store.read("ledger/existing_entities", ids=list(ids))}

    async def require_entities(self, ids: Sequence[str]) -> None:
        """Raises NotFound for the first of the ids that is no entity, and Merged for one that goes by another id."""
        if not ids:
            return
        found = {row["id"]: row["into"] for row in await self._store.read("ledger/entities_there", ids=list(ids))}
        for entity_id in ids:
            if entity_id not in found:
                raise entity_not_found(entity_id)
            if found[entity_id]:
                raise Merged(entity_id, found[entity_id])


def entity_not_found(entity_id: str) -> NotFound:
    """The error for an id that is no entity's."""
    return NotFound(f"There is no entity {entity_id!r:.80}: GET /entities?q= finds the ids of names.")


def measure_not_found(measure_id: str) -> NotFound:
    """The error for an id that is no measure's."""
    return NotFound(f"There is no measure {measure_id!r:.80}: GET /measures lists them all.")


def make_page(items: list[JsonObject], rows: Sequence[Any], limit: int, key: Any) -> ResultPage:
    """A page of items; ``rows`` is one longer than ``limit`` where a page follows, after the ``key`` of its last."""
    return ResultPage(items, encode_cursor(key(rows[limit - 1])) if len(rows) > limit else None)
