"""Receipts: an answer with its question, its two clocks, and the statements behind it.

``?receipt=true`` returns one on any route that answers with JSON; ``tradegraph verify`` repeats the question.
"""

from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import Query, Request, Response
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from starlette.types import Message, Receive

from app.api.caching import require_version
from app.api.deps import get_runtime, query_parameter_names
from app.api.root_path import inner_path
from graph.model.dates import format_instant, parse_known_at
from graph.queries import invalid_parameter

PARAMETER = "receipt"
_FORMATS = ("format", "excel")
#: Parses the parameter as FastAPI parses booleans.
_BOOL = TypeAdapter(bool)

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


async def receipt_parameter(
    receipt: Annotated[
        bool,
        Query(description="Add the question, clocks and statement ids, for `tradegraph verify`."),
    ] = False,
) -> None:
    """Declare the parameter on routes that return receipts; ReceiptRoute reads it."""


class ReceiptRoute(APIRoute):
    """Route that returns its answer inside a receipt if ``receipt=true``."""

    def get_route_handler(self) -> Handler:
        """Return the handler of the route, wrapped to build a receipt if requested."""
        answer = super().get_route_handler()

        has_receipts = PARAMETER in query_parameter_names(self)
        repeatable = self.methods == {"GET"}

        async def handler(request: Request) -> Response:
            if not has_receipts or not _is_wanted(request):
                if repeatable:
                    await require_version(request)
                return await answer(request)
            return await _build_receipt(request, answer, _find_clocks(self, request))

        return handler


def _is_wanted(request: Request) -> bool:
    try:
        return _BOOL.validate_python(request.query_params.get(PARAMETER, "false"))
    except ValidationError:
        return False  # the route itself then answers 422


def _find_clocks(route: APIRoute, request: Request) -> set[str]:
    """Return the clocks that the route, or its query of the library, has as parameters."""
    names = query_parameter_names(route)
    query = get_runtime(request).answers.queries.get(request.path_params.get("name", ""))
    return {"as_of", "known_at"} & (names | {parameter.name for parameter in query.parameters} if query else names)


def _formats(request: Request) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.query_params.multi_items() if name in _FORMATS]


async def _build_receipt(request: Request, answer: Handler, clocks: set[str]) -> Response:
    if not {("format", "json"), ("excel", "false")}.issuperset(_formats(request)):
        raise invalid_parameter(PARAMETER, "returns JSON: remove format and excel")
    runtime = get_runtime(request)
    now = datetime.now(UTC)
    asked = [(name, value) for name, value in request.query_params.multi_items() if name not in (PARAMETER, *_FORMATS)]
    # Clocks are written out, so that the question can be repeated on another day.
    nows = {"as_of": now.date().isoformat(), "known_at": format_instant(now)}
    asked += [(name, nows[name]) for name in sorted(clocks - dict(asked).keys())]
    given = dict(asked)
    body_asked = await _read_question(request, nows) if request.method == "POST" else None
    if body_asked is not None:
        given |= {name: body_asked[name] for name in nows}
    others = [(name, value) for name, value in request.scope["headers"] if name != b"accept"]
    headers = [*others, (b"accept", b"application/json")]
    scope = {**request.scope, "headers": headers, "query_string": urlencode(asked).encode()}
    revision = (await runtime.store.state()).revision
    receive = request.receive if body_asked is None else _repeat(orjson.dumps(body_asked))
    response = await answer(Request(scope, receive))
    if response.status_code != 200 or response.media_type != "application/json":
        return response
    body = orjson.loads(bytes(response.body))
    facts = sorted(find_named_ids(body)[0])
    known_at = parse_known_at(given["known_at"]) if "known_at" in given else now
    rests_on = {*_find_texts(body, "statement_id", "status_statement_id"), *_find_statement_ids(body)}
    rests_on |= await runtime.answers.find_statement_ids(facts, known_at)
    receipt = {
        "receipt": 1,
        "tradegraph": version("tradegraph"),
        "asked_at": format_instant(now),
        "revision": revision,
        "question": {"path": inner_path(request.scope), "parameters": asked}
        | ({} if body_asked is None else {"body": body_asked}),
        "as_of": given.get("as_of"),
        "known_at": format_instant(known_at),
        "statements": sorted(rests_on),
        "answer": body,
    }
    return Response(orjson.dumps(receipt), media_type="application/json")


async def _read_question(request: Request, nows: dict[str, str]) -> dict[str, Any] | None:
    """Return the body of a request with its clocks written out.

    None if it is not an object, or its clocks are no texts: the route then reports the error.
    """
    try:
        body = orjson.loads(await request.body())
    except ValueError:
        return None
    if not isinstance(body, dict):
        return None
    filled = body | {name: now for name, now in nows.items() if body.get(name) is None}
    return filled if all(isinstance(filled[name], str) for name in nows) else None


def _repeat(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _find_texts(body: Any, *keys: str) -> Iterator[str]:
    """Yield all strings under some keys, alone or in lists, at any depth."""
    for one in _iter_objects(body):
        for value in map(one.get, keys):
            yield from (text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str))


def _find_statement_ids(body: Any) -> Iterator[str]:
    for one in _iter_objects(body):
        if "stance" in one and isinstance(one.get("id"), str):
            yield one["id"]


def _iter_objects(body: Any) -> Iterator[dict[str, Any]]:
    if isinstance(body, dict):
        yield body
        for value in body.values():
            yield from _iter_objects(value)
        if body.keys() >= {"columns", "rows"}:
            for row in body["rows"]:
                yield dict(zip(body["columns"], row, strict=True))
    elif isinstance(body, list):
        for value in body:
            yield from _iter_objects(value)


def find_named_ids(body: Any) -> tuple[set[str], set[str]]:
    """Return the ids of facts and of entities in an answer."""
    entities = {one["id"] for one in _iter_objects(body) if "kind" in one and isinstance(one.get("id"), str)}
    return set(_find_texts(body, "fact_id", "fact_ids", "status_fact_id")), entities
