"""Dependencies of routes: runtime, clocks, response format, and checks of the query string."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.api.negotiation import negotiate
from app.api.parameters import AsOf, Excel, KnownAt
from app.api.responses import Responder
from app.runtime.runtime import Runtime
from graph.errors import InvalidParameter, Problem
from graph.queries import Clocks, GraphQueries, invalid_parameter


def get_runtime(request: Request) -> Runtime:
    """Return the runtime of the application that serves the request."""
    runtime: Runtime = request.app.state.runtime
    return runtime


# FastAPI runs a dependency that is not async in a thread, which takes longer than all of these together.


async def _get_runtime(request: Request) -> Runtime:
    return get_runtime(request)


async def _get_queries(request: Request) -> GraphQueries:
    return get_runtime(request).answers


async def _parse_clocks(
    as_of: AsOf = None,
    known_at: KnownAt = None,
) -> Clocks:
    return Clocks.parse(as_of, known_at)


async def _get_optional_clocks(request: Request, clocks: Annotated[Clocks, Depends(_parse_clocks)]) -> Clocks | None:
    """Return the clocks, or None if the request gives neither of them."""
    return clocks if {"as_of", "known_at"} & request.query_params.keys() else None


async def _get_responder(
    request: Request,
    format: Annotated[
        Literal["json", "csv", "ndjson"] | None, Query(description="Format of the response; overrides `Accept`.")
    ] = None,
    excel: Excel = False,
) -> Responder:
    if excel and format not in (None, "csv"):
        raise invalid_parameter("excel", f"gives CSV and conflicts with format={format}: remove one of them")
    if excel:
        return Responder(request, "excel")
    return Responder(request, format or negotiate(request.headers.get("accept")))


RuntimeDep = Annotated[Runtime, Depends(_get_runtime)]
QueriesDep = Annotated[GraphQueries, Depends(_get_queries)]
ClocksDep = Annotated[Clocks, Depends(_parse_clocks)]
OptionalClocksDep = Annotated[Clocks | None, Depends(_get_optional_clocks)]
ResponderDep = Annotated[Responder, Depends(_get_responder)]


async def reject_unknown_parameters(request: Request) -> None:
    """Raise InvalidParameter for unknown query parameters, and for a repeated one that takes one value."""
    route: APIRoute = request.scope["route"]
    lists = _query_parameters(route)
    problems = []
    for name in dict.fromkeys(request.query_params.keys()):
        if name not in lists:
            allowed = ", ".join(lists) or "none"
            problems.append(Problem(name[:80], f"is not a parameter here; allowed are {allowed}"))
        elif not lists[name] and len(request.query_params.getlist(name)) > 1:
            problems.append(Problem(name, "is given more than once"))
    if problems:
        raise InvalidParameter(f"{problems[0]}.", problems)


def require_single_values(params: Mapping[str, str], items: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the parameters of a query string. Raises InvalidParameter for a repeated one."""
    names = [name for name, _ in items]
    for name in params:
        if names.count(name) > 1:
            raise invalid_parameter(name[:80], "is given more than once")
    return dict(params)


def query_parameter_names(route: APIRoute) -> set[str]:
    """Return the names of the query parameters of a route."""
    return set(_query_parameters(route))


#: Names of the query parameters of each route, and whether they take several values.
_parameters_of: dict[str, dict[str, bool]] = {}


def _query_parameters(route: APIRoute) -> dict[str, bool]:
    known = _parameters_of.get(route.unique_id)
    if known is None:
        fields = _query_fields(route.dependant)
        known = {field.alias: "list[" in str(field.field_info.annotation) for field in fields}
        _parameters_of[route.unique_id] = known
    return known


def _query_fields(dependant: Dependant) -> Iterator[Any]:
    yield from dependant.query_params
    for sub in dependant.dependencies:
        yield from _query_fields(sub)
