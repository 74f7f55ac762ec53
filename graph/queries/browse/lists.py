"""Lists of measures, actors, products, agreements and sources, with the counts of their facets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.cypher_files import find_parameters, read_cypher
from graph.model.dates import format_start
from graph.queries.base import Clocks, QueryRunner
from graph.views.responses import format_row_end

#: Rows that are counted and can be reached by paging.
MAX_ROWS = 10_000
#: Rows of which facets are counted, where that needs a look at their relationships.
MAX_FACET_ROWS = 2000

#: Values of a facet at most.
_MAX_VALUES = 50

_FILES = {
    "measures": "pages/measures",
    "actors": "pages/actors",
    "products": "pages/products",
    "agreements": "pages/agreements",
    "sources": "pages/sources",
}


@dataclass(frozen=True)
class ListQuestion:
    """Question to a list: words that rows contain, values of facets, and the order."""

    words: Sequence[str]
    facets: Mapping[str, Any]
    order: str
    descending: bool
    skip: int
    limit: int


@dataclass(frozen=True)
class ListPage:
    """Rows of a page, and the number of all rows.

    ``facets`` has the values of each facet with their counts. ``capped``: there are more rows. ``facets_of``: number
    of rows whose facets are counted, None for all.
    """

    rows: Sequence[Mapping[str, Any]]
    total: int
    facets: Mapping[str, Sequence[Mapping[str, Any]]]
    capped: bool = False
    facets_of: int | None = None


class BrowseQueries(QueryRunner):
    """Queries of lists."""

    async def browse(self, name: str, asked: ListQuestion, clocks: Clocks) -> ListPage:
        """Return one page of the list of that name."""
        parameters = list_parameters(name, asked, clocks)
        table = await self._store.table(read_cypher(_FILES[name]), parameters)
        row = dict(zip(table.columns, table.rows[0], strict=True))
        capped = row["total"] == MAX_ROWS
        facets = {facet: _sort_values(facet, values) for facet, values in row["facets"].items()}
        facets_of = row["facets_of"] if row["facets_of"] < row["total"] else None
        rows = [_with_dates(each) for each in row["rows"]]
        return ListPage(rows, row["total"], facets, capped, facets_of)


def _sort_values(facet: str, values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the values of a facet, the largest counts first; the latest year first."""
    if facet == "year":
        return sorted(values, key=lambda value: -(value["value"] or 0))
    return sorted(values, key=lambda value: (-value["count"], str(value.get("name") or value["value"])))[:_MAX_VALUES]


def _with_dates(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with the days of a status as the source gave them."""
    if "valid_from" not in row:
        return row
    days = {key: row.pop(key) for key in ("valid_from", "valid_from_latest", "valid_to", "valid_to_earliest")}
    if days["valid_from"] is None:
        return row | {"since": None, "until": None}
    return row | {"since": format_start(days["valid_from"], days["valid_from_latest"]), "until": format_row_end(days)}


def list_parameters(name: str, asked: ListQuestion, clocks: Clocks) -> dict[str, Any]:
    """Return the parameters of a list's query; other facets are null."""
    own = {
        "words": [word.lower() for word in asked.words],
        "order": asked.order,
        "descending": asked.descending,
        "skip": asked.skip,
        "limit": asked.limit,
        "most": MAX_ROWS,
        "facet_most": MAX_FACET_ROWS,
        **clocks.parameters,
    }
    wanted = find_parameters(read_cypher(_FILES[name]))
    return {key: asked.facets.get(key) for key in wanted} | {key: own[key] for key in wanted & own.keys()}


def list_cypher(name: str) -> str:
    """Return the query of a list."""
    return read_cypher(_FILES[name])
