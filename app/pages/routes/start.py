"""Route of the start page."""

from asyncio import gather
from dataclasses import replace
from datetime import date

from fastapi import APIRouter, Depends, Response

from app.api.caching import require_version
from app.api.deps import QueriesDep, reject_unknown_parameters
from app.api.routes.pictures import html_response
from app.pages.frame import Frame, render_page
from app.pages.routes.deps import FrameDep
from app.pages.start import describe_start
from app.pictures.pages import load_examples
from graph.queries.browse.changes import ChangeFilter

router = APIRouter(dependencies=[Depends(reject_unknown_parameters), Depends(require_version)])

_LAST_CHANGES = 8


@router.get("/")
async def start(answers: QueriesDep, frame: FrameDep) -> Response:
    """Show the start page. Its links open on the date of the latest source, unless it is asked about another."""
    shown = _open_on_latest(frame)
    counts, changes, known = await gather(
        answers.fetch_tiles(shown.clocks),
        answers.status_changes(ChangeFilter(newest=True, last=shown.clocks.as_of), shown.clocks, _LAST_CHANGES),
        answers.filter_existing([i for example in load_examples() for i in example["id"]]),
    )
    page = describe_start(counts, changes, known, len(answers.queries), shown)
    return html_response(render_page("start.html", shown, page))


def _open_on_latest(frame: Frame) -> Frame:
    """Return the frame on the date of the latest source, unless another is asked about."""
    if "as_of" in frame.chosen_clocks or not frame.latest or frame.latest >= frame.clocks.day:
        return frame
    clocks = replace(frame.clocks, as_of=date.fromisoformat(frame.latest))
    return replace(frame, asked=(*frame.asked, ("as_of", frame.latest)), clocks=clocks)
