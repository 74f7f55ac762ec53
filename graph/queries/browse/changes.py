"""Changes of the status of measures, in order of time or as they became known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from graph.model.dates import format_start
from graph.queries.base import Clocks, QueryRunner
from graph.views.responses import format_row_end

_BOUNDS = ("valid_from", "valid_from_latest", "valid_to", "valid_to_earliest")


@dataclass(frozen=True)
class ChangeFilter:
    """Conditions on changes; None means any. ``newest``: as they became known, the newest first."""

    first: date | None = None
    last: date | None = None
    known_since: datetime | None = None
    entities: Sequence[str] | None = None
    kind: str | None = None
    status: str | None = None
    newest: bool = False


class ChangeQueries(QueryRunner):
    """Queries for changes of status."""

    async def status_changes(
        self, wanted: ChangeFilter, clocks: Clocks, limit: int, skip: int = 0
    ) -> list[dict[str, Any]]:
        """Return changes with the status before, who acted, and the source. ``as_of`` has no effect."""
        rows = await self._store.read("pages/changes", **change_parameters(wanted, clocks, limit, skip))
        return [_with_days(row) for row in rows]


def change_parameters(wanted: ChangeFilter, clocks: Clocks, limit: int, skip: int = 0) -> dict[str, Any]:
    """Return the parameters of the query of changes."""
    return {
        "from": wanted.first,
        "to": wanted.last,
        "known_since": wanted.known_since,
        "entities": list(wanted.entities) if wanted.entities else None,
        "kind": wanted.kind,
        "status": wanted.status,
        "newest": wanted.newest,
        "known_at": clocks.known_at,
        "skip": skip,
        "limit": limit,
    }


def _with_days(row: dict[str, Any]) -> dict[str, Any]:
    """Return a change with its days as the source gave them."""
    exact = row["valid_from"] == row["valid_from_latest"]
    days = {"on": format_start(row["valid_from"], row["valid_from_latest"]), "until": format_row_end(row)}
    rest = {key: value for key, value in row.items() if key not in _BOUNDS}
    return rest | days | {"exact": exact, "first_day": row["valid_from"]}
