"""Route of the lists. All of a list's state is in its address."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.exceptions import HTTPException

from app.api.caching import require_version
from app.api.deps import QueriesDep, require_single_values
from app.api.parameters import Text
from app.api.responses import Responder
from app.api.routes.pictures import html_response
from app.formats.tables import FORMATS
from app.pages.exports import list_exports, script_response, workbook_response
from app.pages.frame import CLOCK_NAMES, Frame, render_page
from app.pages.lists.columns import LISTS, list_table
from app.pages.lists.listing import PAGE_SIZE, Asked, Listing, describe_list
from app.pages.routes.deps import FrameDep
from graph.queries import ListPage, ListQuestion, invalid_parameter
from graph.queries.browse.lists import MAX_ROWS, list_cypher, list_parameters
from graph.store import JsonTable

router = APIRouter(prefix="/browse", dependencies=[Depends(require_version)])

_OWN = ("q", "sort", "page", "format", "excel")


@router.get("/{name}")
async def show_list(
    request: Request,
    answers: QueriesDep,
    frame: FrameDep,
    name: str,
    q: Annotated[Text, Query(description="Words that a row contains.")] = None,
    sort: str | None = None,
    page: Annotated[int, Query(ge=1, le=MAX_ROWS // PAGE_SIZE)] = 1,
    format: Literal["html", "json", "csv", "ndjson", "xlsx", "cypher"] = "html",
    excel: bool = False,
) -> Response:
    """Show one page of a list, or return all its rows as a file."""
    if name not in LISTS:
        raise HTTPException(404)
    listing = LISTS[name]
    asked = Asked(q or "", _parse_facets(request, listing), _parse_sort(sort, listing), page)
    whole = format in (*FORMATS, "xlsx") or excel
    question = _question(asked, 0 if whole else asked.skip, MAX_ROWS if whole else PAGE_SIZE)
    if format == "cypher":
        return script_response(listing.title, list_parameters(name, question, frame.clocks), list_cypher(name))
    found = await answers.browse(name, question, frame.clocks)
    if whole:
        form = "excel" if excel else format
        columns, rows = list_table(found.rows, joined=form in ("csv", "excel", "xlsx"))
        if form == "xlsx":
            return await workbook_response(listing.title, columns, rows, frame)
        return Responder(request, form).table(JsonTable(columns, rows, found.capped, []))
    shown = describe_list(listing, asked, found, frame)
    return html_response(
        render_page("list.html", frame, shown | {"exports": list_exports(frame)} | _trust(name, found, frame))
    )


def _parse_facets(request: Request, listing: Listing) -> dict[str, str]:
    """Return the chosen values of facets. Raises InvalidParameter."""
    given = require_single_values(dict(request.query_params), request.query_params.multi_items())
    facets = {facet.name for facet in listing.facets}
    for name in given:
        if name not in (*facets, *_OWN, *CLOCK_NAMES):
            allowed = ", ".join((*sorted(facets), *_OWN, *CLOCK_NAMES))
            raise invalid_parameter(name[:80], f"is not a parameter here; allowed are {allowed}")
    return {name: value for name, value in given.items() if name in facets and value}


def _parse_sort(sort: str | None, listing: Listing) -> str:
    if sort and sort not in listing.sorts:
        raise invalid_parameter("sort", f"must be one of {', '.join(listing.sorts)}")
    return sort or listing.sort


def _question(asked: Asked, skip: int, limit: int) -> ListQuestion:
    facets: dict[str, Any] = dict(asked.chosen)
    if "year" in facets:
        if not facets["year"].isascii() or not facets["year"].isdigit() or len(facets["year"]) > 4:
            raise invalid_parameter("year", "must be a year, such as 2025")
        facets["year"] = int(facets["year"])
    order = asked.sort.removeprefix("-")
    return ListQuestion(asked.words.split(), facets, order, asked.sort.startswith("-"), skip, limit)


def _trust(name: str, found: ListPage, frame: Frame) -> dict[str, Any]:
    """Return the line about support, which filters the list."""
    if name != "measures":
        return {}
    on = frame.given.get("only")
    counts = {each["value"]: each["count"] for each in found.facets["only"]}
    texts = {"one_source": "with one source only", "disputed": "disputed", "by_terms": "by their own terms"}
    return {
        "trust": [
            {
                "text": f"{counts.get(value, 0)} {text}",
                "href": frame.here(only=None if on == value else value),
                "on": on == value,
                "term": value if value in ("one_source", "by_terms") else None,
            }
            for value, text in texts.items()
        ]
    }
