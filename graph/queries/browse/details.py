"""Pages of one entity and of one source."""

from collections.abc import Sequence
from typing import Any

from graph.errors import NotFound
from graph.queries.base import Clocks, QueryRunner
from graph.views.measures import status_basis
from graph.views.responses import serialize_link, serialize_reference, serialize_statement

#: Links, and statements, of an entity that are looked at.
MAX_LOOKED_AT = 3000
#: Links of one type that a page shows, and those of a type that is chosen.
MAX_LINKS_OF_TYPE, MAX_LINKS_SHOWN = 12, 500
STATEMENTS_ON_PAGE = 25
_STATEMENTS_OF_SOURCE = 100


class DetailQueries(QueryRunner):
    """Queries for the pages of entities and sources."""

    async def fetch_links(self, entity_id: str, shown: str | None, clocks: Clocks) -> list[dict[str, Any]]:
        """Return the links of an entity by type, with the status of measures."""
        rows = await self._store.read("pages/entity", **link_parameters(entity_id, shown, clocks))
        return [
            {
                "type": row["type"],
                "out": row["out"],
                "total": row["total"],
                "links": [
                    {**serialize_link(link, clocks.day), "other_kind": link["other_kind"], **_status(link["period"])}
                    for link in row["links"]
                ],
            }
            for row in rows
        ]

    async def fetch_statements(self, entity_id: str, only: str | None, page: int, clocks: Clocks) -> dict[str, Any]:
        """Return what is said about an entity, newest first, and numbers about its support."""
        rows = await self._store.read(
            "pages/entity_statements", id=entity_id, only=only, known_at=clocks.known_at, most=MAX_LOOKED_AT,
            skip=(page - 1) * STATEMENTS_ON_PAGE, limit=STATEMENTS_ON_PAGE,
        )  # fmt: skip
        return {**rows[0], "statements": [_statement(row) for row in rows[0]["statements"]]}

    async def fetch_source(self, source_id: str, only: str | None, page: int, clocks: Clocks) -> dict[str, Any]:
        """Return a source and what it says. Raises NotFound, also for one that was not published by then."""
        rows = await self._store.read(
            "pages/source", id=source_id, only=only, known_at=clocks.known_at, most=MAX_LOOKED_AT,
            skip=(page - 1) * _STATEMENTS_OF_SOURCE, limit=_STATEMENTS_OF_SOURCE,
        )  # fmt: skip
        if not rows:
            raise NotFound(
                f"There is no source {source_id!r:.80} published by {clocks.known_at:%Y-%m-%d}: "
                "search in GET /browse/sources."
            )
        found = rows[0]
        said = [
            {**_statement({**row, "source": found["source"]}), "others": row["others"]} for row in found["statements"]
        ]
        return {**found, "statements": said, "per_page": _STATEMENTS_OF_SOURCE}

    async def fetch_names(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the names of those ids that are entities."""
        if not ids:
            return {}
        return {row["id"]: row["name"] for row in await self._store.read("pages/names", ids=list(ids))}

    async def fetch_tiles(self, clocks: Clocks) -> dict[str, int]:
        """Return the numbers of the start page."""
        row: dict[str, int] = (await self._store.read("pages/tiles", **clocks.parameters))[0]
        return row

    async def list_choices(self, limit: int) -> list[dict[str, str]]:
        """Return entities to choose from, by name."""
        rows: list[dict[str, str]] = await self._store.read("pages/choices", limit=limit)
        return rows


def link_parameters(entity_id: str, shown: str | None, clocks: Clocks) -> dict[str, Any]:
    """Return the parameters of the query of an entity's links."""
    return {
        "id": entity_id,
        "shown": shown,
        "most": MAX_LOOKED_AT,
        "each": MAX_LINKS_OF_TYPE,
        "all_of": MAX_LINKS_SHOWN,
        **clocks.parameters,
    }


def _statement(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **serialize_statement(row),
        "fact_id": row["fact_id"],
        "type": row["predicate"],
        "subject": serialize_reference(row["subject"]),
        "object": serialize_reference(row["object"]),
        "alone": row.get("alone"),
    }


def _status(period: dict[str, Any] | None) -> dict[str, Any]:
    if period is None:
        return {"status": None, "basis": None}
    basis, _ = status_basis({**period, "valid_from_latest": None})
    return {"status": period["status"], "basis": basis}
