"""Route of a picture, which is a board, an explorer or a file."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from app.api.deps import QueriesDep, reject_unknown_parameters
from app.api.parameters import GroupBy
from app.api.routes.openapi import error_responses
from app.api.routes.pictures import SceneRequestDep, html_response
from app.pages.board.page import describe_board
from app.pages.frame import Frame, render_page
from app.pages.routes.deps import FrameDep
from app.pictures.assets import BOARD_SCRIPTS, BOARD_STYLES
from graph.model.vocabulary import vocabulary
from graph.queries import BoardRequest, GraphQueries, SceneRequest

router = APIRouter(dependencies=[Depends(reject_unknown_parameters)], tags=["pictures"])

#: Links of one entity above which its board opens by itself.
MAX_PICTURED_LINKS = 25
#: Views by name; any other text is the part of an explorer's address after its ``#``.
_BOARDS = ("board", "timeline")
_EXPLORERS = {"picture": "", "table": "table=yes"}


@router.get(
    "/picture",
    summary="Board or picture of a subgraph",
    response_class=HTMLResponse,
    responses=error_responses(404),
)
async def picture(
    answers: QueriesDep,
    frame: FrameDep,
    wanted: SceneRequestDep,
    request: Request,
    standalone: Annotated[bool, Query(description="Return one file to download that works offline.")] = False,
    view: Annotated[
        str | None,
        Query(
            max_length=30_000,
            description="board, timeline, picture or table; or the initial view of the picture: the part of its "
            "address after the `#`. Default: the board of one entity with more than 25 links, else the picture.",
        ),
    ] = None,
    rolled_up: Annotated[
        bool, Query(description="On a board, include the agencies, courts and officials of a government.")
    ] = True,
    by: GroupBy = None,
) -> Response:
    """Show a subgraph as a board or a picture, or return it as a file."""
    if not standalone and (view in _BOARDS or (view is None and await _opens_as_board(answers, frame, wanted))):
        found = await answers.board(BoardRequest(wanted.ids, rolled_up, by), frame.clocks)
        page = await run_in_threadpool(describe_board, found, frame, wide=view == "timeline")
        return html_response(
            await run_in_threadpool(render_page, "board.html", frame, page, BOARD_SCRIPTS, BOARD_STYLES)
        )
    return await _explorer(answers, frame, wanted, request, standalone, _EXPLORERS.get(view or "", view or ""))


async def _explorer(
    answers: GraphQueries, frame: Frame, wanted: SceneRequest, request: Request, standalone: bool, view: str
) -> Response:
    from app.pictures.explorer_page import PageRequest, render

    page_request = PageRequest(wanted, frame.clocks, request.query_params.get("known_at"), view, frame.latest)
    scene = await answers.scene(wanted, frame.clocks.known_at)
    query = answers.queries["picture"].cypher
    # Drawing takes CPU time: it runs in a thread, so that other requests continue.
    answer = html_response(
        await run_in_threadpool(render, scene, page_request, query, standalone=standalone), standalone
    )
    if standalone:
        name = wanted.ids[0].replace(":", "-")
        answer.headers["Content-Disposition"] = f'attachment; filename="tradegraph-{name}.html"'
    return answer


async def _opens_as_board(answers: GraphQueries, frame: Frame, wanted: SceneRequest) -> bool:
    """Return whether the board opens: the picture is of one entity with many links."""
    plain = len(wanted.ids) == 1 and not wanted.steps and not wanted.link_filter.types and not wanted.link_filter.kinds
    if not plain or vocabulary().kind_of(wanted.ids[0]) is None:
        return False
    return await answers.count_links(wanted.ids[0], frame.clocks, MAX_PICTURED_LINKS + 1) > MAX_PICTURED_LINKS
