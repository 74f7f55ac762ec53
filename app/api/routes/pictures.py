"""Pictures of subgraphs: the explorer's pages, and the scenes that they draw."""

from asyncio import gather
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from app.api.deps import (
    ClocksDep,
    Day,
    Depth,
    Ids,
    Kinds,
    Limit,
    QueriesDep,
    Steps,
    Types,
    parse_steps,
    reject_unknown_parameters,
)
from app.api.routes import error_responses, json_response, responses_for
from app.api.routes.entities import DEFAULT_NODE_LIMIT, require_ids
from app.api.schemas import Scene
from app.pictures.assets import content_security_policy
from graph.model.dates import OPEN_END, format_instant
from graph.queries import Clocks, GraphQueries, LinkFilter, SceneRequest, invalid_parameter
from graph.views.types.scenes import SceneGraph

router = APIRouter(dependencies=[Depends(reject_unknown_parameters)], tags=["pictures"])


def _scenery(
    id: Ids = None,
    depth: Depth = 1,
    type: Types = None,
    kind: Kinds = None,
    limit: Limit = DEFAULT_NODE_LIMIT,
    then: Steps = None,
) -> SceneRequest:
    return SceneRequest(require_ids(id), depth, LinkFilter(type, kind), limit, parse_steps(then))


SceneRequestDep = Annotated[SceneRequest, Depends(_scenery)]


# Drawing takes a while to import: the start of the service does not wait for it, the first picture does. It is work for
# the processor alone, so it is done in a thread, and other requests go on.


@router.get("/", include_in_schema=False)
async def start(answers: QueriesDep, clocks: ClocksDep) -> Response:
    """The way in: a search, and questions that open with one click."""
    from app.pictures import pages

    known = await answers.filter_existing([i for example in pages.load_examples() for i in example["id"]])
    return _page(pages.render_start_page(known, await _latest(answers, clocks)))


@router.get("/picture", summary="A picture of a subgraph", response_class=HTMLResponse, responses=error_responses(404))
async def picture(
    answers: QueriesDep,
    clocks: ClocksDep,
    scenery: SceneRequestDep,
    request: Request,
    standalone: Annotated[bool, Query(description="One file to download, which needs no network.")] = False,
    view: Annotated[
        str | None,
        Query(max_length=30_000, description="What the page shows first, as its address has it after the `#`."),
    ] = None,
) -> Response:
    """The subgraph as an interactive page, or as one file that opens anywhere."""
    from app.pictures.explorer_page import PageRequest, render

    asked = PageRequest(
        scenery, clocks, request.query_params.get("known_at"), view or "", await _latest(answers, clocks)
    )
    scene = await answers.scene(scenery, clocks.known_at)
    query = answers.queries["picture"].cypher
    answer = _page(await run_in_threadpool(render, scene, asked, query, standalone=standalone), standalone)
    if standalone:
        name = scenery.ids[0].replace(":", "-")
        answer.headers["Content-Disposition"] = f'attachment; filename="tradegraph-{name}.html"'
    return answer


@router.get(
    "/picture/timeline",
    summary="A measure's life as a picture",
    response_class=HTMLResponse,
    responses=error_responses(404),
)
async def timeline(
    answers: QueriesDep,
    clocks: ClocksDep,
    request: Request,
    id: Annotated[str, Query(max_length=500, description="Id of the measure.")],
) -> Response:
    """Its statuses, the acts that made them, and what was known of them earlier."""
    from app.pictures.pages import render_timeline_page

    life = await answers.fetch_status_history(id, clocks.known_at)
    every_day = {"as_of": (OPEN_END - timedelta(days=1)).isoformat(), "known_at": format_instant(clocks.known_at)}
    acts = await answers.run("acts_on_measure", {"measure": id, **every_day}, limit=100)
    now = (await answers.timeline(id, clocks))["measure"]
    known_at = request.query_params.get("known_at")
    return _page(render_timeline_page(life, acts, now, clocks, known_at, await _latest(answers, clocks)))


@router.get(
    "/picture/compare",
    summary="Before and after, as a picture",
    response_class=HTMLResponse,
    responses=error_responses(404),
)
async def compare(
    answers: QueriesDep,
    clocks: ClocksDep,
    scenery: SceneRequestDep,
    request: Request,
    before: Annotated[Day, Query(description="The first day.")] = None,
    after: Annotated[Day, Query(description="The second day; `as_of` if not given.")] = None,
) -> Response:
    """The same subgraph on two days in the same places, with what changed marked and listed."""
    from app.pictures.pages import render_compare_page
    from app.pictures.scene.compare import changed_measures

    last = after or clocks.as_of
    if before is None or before >= last:
        raise invalid_parameter("before", f"has to be given, as a day before {last}")
    scene = await answers.scene(scenery, clocks.known_at)
    changed = changed_measures(scene, (before.isoformat(), last.isoformat()))
    sources = await _sources(answers, scene, changed, Clocks(last, clocks.known_at))
    known_at, latest = request.query_params.get("known_at"), await _latest(answers, clocks)
    html = await run_in_threadpool(
        render_compare_page, scene, sources, (before, last), scenery.ids, clocks, known_at, latest
    )
    return _page(html)


@router.get("/scene", summary="What a picture draws", responses=responses_for(Scene, 404))
async def scene(answers: QueriesDep, clocks: ClocksDep, scenery: SceneRequestDep) -> Response:
    """Nodes with their places and links with their bends, and how each looks on every day."""
    from app.pictures.scene.build import build_scene

    return json_response(await run_in_threadpool(build_scene, await answers.scene(scenery, clocks.known_at)))


async def _latest(answers: GraphQueries, clocks: Clocks) -> str | None:
    """The day of the latest source that was known by then, None where there was no source."""
    latest: str | None = (await answers.stats(clocks.known_at))["latest_source"]
    return latest


async def _sources(
    answers: GraphQueries, scene: SceneGraph, measures: Sequence[str], clocks: Clocks
) -> dict[str, dict[str, Any]]:
    """Where the statuses of measures on a day come from; those without a status are left out."""
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


def _page(html: str, standalone: bool = False) -> Response:
    return HTMLResponse(html, headers={"Content-Security-Policy": content_security_policy(standalone=standalone)})
