"""Errors as pages, for browsers."""

from typing import Any

from fastapi import Request, Response

from app.api.deps import get_runtime
from app.api.problems import ShownProblem
from app.api.root_path import inner_path
from app.api.routes.pictures import html_response
from app.pages.frame import CLOCK_NAMES, Frame, render_page
from graph.errors import NotFound, TradegraphError
from graph.queries import Clocks

_GUESSES = 6
_RETRY_S = 5


async def show_problem(request: Request, problem: ShownProblem) -> Response:
    """Return an error as a page, with the entities that may be meant."""
    asked = tuple((name, value) for name, value in request.query_params.multi_items() if name in CLOCK_NAMES)
    frame = Frame(inner_path(request.scope).removeprefix("/"), _valid(asked), Clocks.parse(None, None), None)
    words = _find_words(request) if problem.status == 404 else ""
    page: dict[str, Any] = {
        "title": problem.title,
        "detail": _shorten(problem),
        "problems": problem.errors[1:] if len(problem.errors) > 1 else [],
        "guesses": await _guess(request, words),
        "q": words,
        "status": problem.status,
        "request_id": problem.request_id,
        "retry": problem.status == 503,
        "clocked": False,
    }
    response = html_response(render_page("error.html", frame, page), status=problem.status)
    if problem.status == 503:
        response.headers["Refresh"] = str(_RETRY_S)
    return response


def _valid(asked: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the clocks, unless they are the error."""
    try:
        given = dict(asked)
        Clocks.parse(given.get("as_of") or None, given.get("known_at") or None)
    except TradegraphError:
        return ()
    return asked


def _shorten(problem: ShownProblem) -> str:
    """Return what is missing, without the hint for programs."""
    if problem.kind != NotFound.slug:
        return problem.detail
    return f"{(problem.short or problem.detail).partition(': ')[0].rstrip('.')}."


def _find_words(request: Request) -> str:
    """Return the words of the id that was asked for."""
    last = inner_path(request.scope).rsplit("/", 1)[-1]
    given = request.path_params.get("id") or request.query_params.get("id") or last
    return str(given).partition(":")[2].replace("-", " ") or str(given).replace("-", " ")


async def _guess(request: Request, words: str) -> list[Any]:
    """Return entities whose names are like the words; none if the database does not answer."""
    if not words.strip():
        return []
    try:
        found = (await get_runtime(request).answers.entities(words[:200], None, _GUESSES, None)).items
    except TradegraphError:
        return []
    return [{"id": one["id"], "name": one["name"]} for one in found]
