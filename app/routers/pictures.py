"""Pictures of subgraphs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse

from app.explorer.assets import content_security_policy
from app.params import Depth, Ids, Kinds, Limit, Types, WithAnswers, WithClocks, only_known
from app.routers import errors_of
from app.routers.entities import NODES, wanted_ids
from graph.answers import LinkFilter
from graph.dates import instant_text

router = APIRouter(dependencies=[Depends(only_known)], tags=["pictures"])


@router.get("/picture", summary="A picture of a subgraph", response_class=HTMLResponse, responses=errors_of(404))
async def picture(
    answers: WithAnswers,
    clocks: WithClocks,
    id: Ids = None,
    depth: Depth = 1,
    type: Types = None,
    kind: Kinds = None,
    limit: Limit = NODES,
    standalone: Annotated[bool, Query(description="One file to download, which needs no network.")] = False,
) -> Response:
    """The subgraph as an interactive page, or as one file that opens anywhere."""
    from app.picture import render  # drawing takes a while to import: the start does not wait for it

    ids = wanted_ids(id)
    found = await answers.graph(ids, depth, LinkFilter(type, kind), clocks, limit)
    names = {node["id"]: node["name"] for node in found["nodes"]}
    title = ", ".join(names[wanted] for wanted in ids[:3]) + (" …" if len(ids) > 3 else "")
    page = render(
        found,
        title=title,
        as_of=clocks.day,
        known_at=instant_text(clocks.known_at.replace(microsecond=0)),
        standalone=standalone,
    )
    headers = {"Content-Security-Policy": content_security_policy(standalone=standalone)}
    if standalone:
        name = ids[0].replace(":", "-")
        headers["Content-Disposition"] = f'attachment; filename="tradegraph-{name}.html"'
    return HTMLResponse(page, headers=headers)
