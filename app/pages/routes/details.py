"""Routes of the pages of one entity and of one source."""

from asyncio import gather
from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.concurrency import run_in_threadpool

from app.api.caching import require_version
from app.api.deps import QueriesDep, reject_unknown_parameters
from app.api.routes.pictures import html_response
from app.pages.details.entity import EntityParts, describe_entity
from app.pages.details.links import list_link_rows
from app.pages.details.source import describe_source
from app.pages.exports import script_response, workbook_response
from app.pages.frame import Frame, render_page
from app.pages.routes.deps import FrameDep
from graph.cypher_files import read_cypher
from graph.model.dates import OPEN_END, format_instant
from graph.queries import GraphQueries
from graph.queries.browse.details import STATEMENTS_ON_PAGE, link_parameters

router = APIRouter(dependencies=[Depends(reject_unknown_parameters), Depends(require_version)])

PageNumber = Annotated[int, Query(ge=1, le=400)]


@router.get("/entity/{id}")
async def entity(
    answers: QueriesDep,
    frame: FrameDep,
    id: str,
    show: Annotated[str | None, Query(max_length=40)] = None,
    only: Literal["one_source", "disputed", "denied", ""] | None = None,
    page: PageNumber = 1,
    format: Literal["html", "xlsx", "cypher"] = "html",
) -> Response:
    """Show one entity: its status, links, evidence and disputes."""
    if format == "cypher":
        parameters = link_parameters(id, show, frame.clocks)
        return script_response(f"Links of {id}", parameters, read_cypher("pages/entity"))
    parts = await _fetch_parts(answers, frame, id, show, only or None, page)
    if format == "xlsx":
        columns, rows = list_link_rows(parts.links)
        return await workbook_response("Links", columns, rows, frame)
    shown = await run_in_threadpool(describe_entity, parts, frame, page, STATEMENTS_ON_PAGE)
    return html_response(render_page("entity.html", frame, shown))


@router.get("/source/{id}")
async def source(
    answers: QueriesDep,
    frame: FrameDep,
    id: str,
    only: Literal["one_source", ""] | None = None,
    page: PageNumber = 1,
    format: Literal["html", "cypher"] = "html",
) -> Response:
    """Show one source and what it says."""
    if format == "cypher":
        query = answers.queries["statements_in_source"]
        parameters = {"source": id, "locator": None, "known_at": frame.clocks.known_at, "limit": 1000}
        return script_response(query.title, parameters, query.cypher)
    found = await answers.fetch_source(id, only or None, page, frame.clocks)
    return html_response(render_page("source.html", frame, describe_source(found, frame, page)))


async def _fetch_parts(
    answers: GraphQueries, frame: Frame, entity_id: str, show: str | None, only: str | None, page: int
) -> EntityParts:
    """Return what the page shows. Raises NotFound, and Merged for an entity merged into another."""
    clocks = frame.clocks
    details = await answers.entity(entity_id, clocks)
    links, said, disputes = await gather(
        answers.fetch_links(entity_id, show, clocks),
        answers.fetch_statements(entity_id, only, page, clocks),
        answers.disputes(entity_id, None, clocks, 10, None),
    )
    of_measure: dict[str, Any] = {}
    if details["kind"] == "Measure":
        every_day = {"as_of": (OPEN_END - timedelta(days=1)).isoformat(), "known_at": format_instant(clocks.known_at)}
        life, acts = await gather(
            answers.fetch_status_history(entity_id, clocks.known_at),
            answers.run("acts_on_measure", {"measure": entity_id, **every_day}, limit=100),
        )
        rows = [dict(zip(acts.columns, row, strict=True)) for row in acts.rows]
        of_measure = {"life": life, "acts": rows, "reason": await _fetch_reason(answers, details, frame)}
    return EntityParts(details, links, said, disputes.items, **of_measure)


async def _fetch_reason(answers: GraphQueries, details: Any, frame: Frame) -> Any:
    """Return the statement on which the status of a measure rests, if any."""
    if not details.get("status_fact_id"):
        return None
    fact = await answers.fact(details["status_fact_id"], frame.clocks)
    return next((one for one in fact["statements"] if one["id"] == details["status_statement_id"]), None)
