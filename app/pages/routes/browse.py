"""Routes of lists and of the search."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.api.caching import require_version
from app.api.deps import QueriesDep, reject_unknown_parameters
from app.api.parameters import Text
from app.api.responses import json_response
from app.api.routes.pictures import html_response
from app.pages.frame import render_page
from app.pages.routes.deps import FrameDep
from app.pages.search.questions import find_subject
from app.pages.search.results import describe_search, suggest
from graph.queries import GraphQueries
from graph.views.types.entities import FoundEntity

router = APIRouter(prefix="/browse", dependencies=[Depends(reject_unknown_parameters), Depends(require_version)])

Search = Annotated[Text, Query(description="Words to search for.")]


@router.get("/search")
async def search(answers: QueriesDep, frame: FrameDep, q: Search = None) -> Response:
    """Show the entities and the questions that fit some words."""
    found = await _search(answers, q or "", 30)
    return html_response(render_page("search.html", frame, describe_search(q or "", found, answers.queries, frame)))


@router.get("/suggest")
async def suggestions(answers: QueriesDep, frame: FrameDep, q: Search = None) -> Response:
    """Return entities and questions for the search box. Each has its address below the root."""
    found = await _search(answers, q or "", 6)
    return json_response({"items": suggest(q or "", found, answers.queries, frame)})


async def _search(answers: GraphQueries, q: str, most: int) -> list[FoundEntity]:
    """Return the entities that a question or a name is about."""
    if not q.strip():
        return []
    subject = find_subject(q)
    asked = [subject, q] if subject and subject != q.strip() else [q]
    found: dict[str, FoundEntity] = {}
    for words in asked:
        for entity in (await answers.entities(words, None, most, None)).items:
            found.setdefault(entity["id"], entity)
    return list(found.values())[:most]
