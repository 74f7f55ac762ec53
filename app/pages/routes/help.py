"""Routes of the help: the documentation as pages."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

from app.api.deps import reject_unknown_parameters
from app.api.parameters import Text
from app.api.routes.pictures import html_response
from app.pages.frame import render_page
from app.pages.routes.deps import FrameDep

router = APIRouter(dependencies=[Depends(reject_unknown_parameters)])

# The parser of Markdown is imported on first use, to keep the start of the service short.


@router.get("/help")
async def help_index(
    frame: FrameDep, q: Annotated[Text, Query(description="Words to look for in the documentation.")] = None
) -> Response:
    """Show the list of the documentation's pages, or the sections that contain some words."""
    from app.pages import help as documentation

    found = await run_in_threadpool(documentation.search_help, q) if q else None
    page = {"title": "Help", "within": q or "", "found": found, "pages": documentation.list_pages(), "name": ""}
    return html_response(render_page("help.html", frame, page | {"clocked": False, "text": "", "headings": []}))


@router.get("/help/images/{name}")
async def help_image(name: str) -> Response:
    """Return an image of the documentation."""
    from app.pages import help as documentation

    known = {path.name: path for path in (documentation.DOCS / "images").glob("*.png")}
    if name not in known:
        raise HTTPException(404)
    return FileResponse(known[name], media_type="image/png", headers={"Cache-Control": "public, max-age=3600"})


@router.get("/help/{name:path}")
async def help_page(frame: FrameDep, name: str) -> Response:
    """Show one page of the documentation."""
    from app.pages import help as documentation

    pages = documentation.list_pages()
    if name not in pages:
        raise HTTPException(404)
    text = await run_in_threadpool(documentation.render_page_text, name)
    page = {"title": pages[name], "within": "", "found": None, "pages": pages, "name": name, "text": text}
    headings = documentation.list_headings(name)
    return html_response(render_page("help.html", frame, page | {"clocked": False, "headings": headings}))
