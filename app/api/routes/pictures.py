"""Routes of the explorer: its pages, and the scenes that they draw."""

from asyncio import gather
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from app.api.caching import require_version
from app.api.deps import ClocksDep, QueriesDep, reject_unknown_parameters
from app.api.parameters import Day, Depth, GroupBy, Ids, Kinds, Limit, Steps, Types, parse_steps, require_ids
from app.api.responses import json_response
from app.api.routes.entities import DEFAULT_NODE_LIMIT
from app.api.routes.openapi import error_responses, responses_for
from app.api.schemas import Board, Scene
from app.pictures.assets import content_security_policy
from graph.model.dates import OPEN_END, format_instant
from graph.queries import BoardRequest, Clocks, GraphQueries, LinkFilter, SceneRequest, invalid_parameter
from graph.views.types.scenes import SceneGraph

router = APIRouter(dependencies=[Depends(reject_unknown_parameters)], tags=["pictures"])


async def parse_scene_request(
    id: Ids = None,
    depth: Depth = 1,
    type: Types = None,
    kind: Kinds = None,
    limit: Limit = DEFAULT_NODE_LIMIT,
    then: Steps = None,
) -> SceneRequest:
    """Return the request for a scene from the parameters."""
    return SceneRequest(require_ids(id), depth, LinkFilter(type, kind), limit, parse_steps(then))


SceneRequestDep = Annotated[SceneRequest, Depends(parse_scene_request)]


# The pages are imported on first use, to keep the start of the service short. Drawing takes CPU time: it runs in a
# thread, so that other requests continue.


@router.get(
    "/picture/timeline",
    summary="Picture of the status history of a measure",
    response_class=HTMLResponse,
    responses=error_responses(404),
)
async def timeline(
    answers: QueriesDep,
    clocks: ClocksDep,
    request: Request,
    id: Annotated[str, Query(max_length=500, description="Id of the measure.")],
) -> Response:
    """Show the status periods of a measure, their acts, and earlier versions of the record."""
    from app.pictures.pages import render_timeline_page

    life = await answers.fetch_status_history(id, clocks.known_at)
    every_day = {"as_of": (OPEN_END - timedelta(days=1)).isoformat(), "known_at": format_instant(clocks.known_at)}
    acts = await answers.run("acts_on_measure", {"measure": id, **every_day}, limit=100)
    now = (await answers.timeline(id, clocks))["measure"]
    known_at = request.query_params.get("known_at")
    return html_response(
        render_timeline_page(life, acts, now, clocks, known_at, await answers.latest_source(clocks.known_at))
    )


@router.get(
    "/picture/compare",
    summary="Picture of the changes between two days",
    response_class=HTMLResponse,
    responses=error_responses(404),
)
async def compare(
    answers: QueriesDep,
    clocks: ClocksDep,
    wanted: SceneRequestDep,
    request: Request,
    before: Annotated[Day, Query(description="First day.")] = None,
    after: Annotated[Day, Query(description="Second day; default: `as_of`.")] = None,
) -> Response:
    """Show a subgraph on two days in one layout, with the changes marked and listed."""
    from app.pictures.pages import render_compare_page
    from app.pictures.scene.compare import changed_measures

    last = after or clocks.as_of
    if before is None or before >= last:
        raise invalid_parameter("before", f"is required: give a day before {last}")
    scene = await answers.scene(wanted, clocks.known_at)
    changed = changed_measures(scene, (before.isoformat(), last.isoformat()))
    sources = await _fetch_status_sources(answers, scene, changed, Clocks(last, clocks.known_at))
    known_at, latest = request.query_params.get("known_at"), await answers.latest_source(clocks.known_at)
    html = await run_in_threadpool(
        render_compare_page, scene, sources, (before, last), wanted.ids, clocks, known_at, latest
    )
    return html_response(html)


@router.get("/scene", summary="Scene of a picture", responses=responses_for(Scene, 404))
async def scene(request: Request, answers: QueriesDep, clocks: ClocksDep, wanted: SceneRequestDep) -> Response:
    """Return nodes with positions, links with routes, and the look of each on every day."""
    from app.pictures.scene.build import build_scene

    await require_version(request)
    return json_response(await run_in_threadpool(build_scene, await answers.scene(wanted, clocks.known_at)))


@router.get("/board", summary="Board of an entity, or of two actors", responses=responses_for(Board, 404))
async def board(
    request: Request,
    answers: QueriesDep,
    clocks: ClocksDep,
    id: Annotated[Ids, Query(description="Id of the entity, or the ids of two actors.")] = None,
    rolled_up: Annotated[
        bool, Query(description="Include the agencies, courts and officials of a government or an agency.")
    ] = True,
    by: GroupBy = None,
) -> Response:
    """Return what an entity did and what was done to it, as columns of groups."""
    await require_version(request)
    return json_response(await answers.board(BoardRequest(require_ids(id), rolled_up, by), clocks))


async def _fetch_status_sources(
    answers: GraphQueries, scene: SceneGraph, measures: Sequence[str], clocks: Clocks
) -> dict[str, dict[str, Any]]:
    """Return the source of each measure's status on a day; skip measures without a status."""
    from app.pictures.scene.compare import find_causing_act, find_source

    if not measures:
        return {}
    graph = await answers.graph(measures, 0, LinkFilter(), clocks, len(measures))
    rests = {m["id"]: (m["status_fact_id"], m["status_statement_id"]) for m in graph["nodes"] if m["status_fact_id"]}
    acts = {measure: find_causing_act(scene, measure, clocks.day) for measure in rests}
    facts = await gather(*(answers.fact(acts[measure] or rests[measure][0], clocks) for measure in rests))
    return {
        measure: find_source(fact, None if acts[measure] else rests[measure][1])
        for measure, fact in zip(rests, facts, strict=True)
    }


def html_response(html: str, standalone: bool = False, *, status: int = 200) -> Response:
    """Return a page with its content security policy."""
    policy = content_security_policy(standalone=standalone)
    return HTMLResponse(html, status, headers={"Content-Security-Policy": policy})
