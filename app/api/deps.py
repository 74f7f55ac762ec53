"""The parameters that routes share, each checked in one place. What is not allowed is answered 422."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal, NoReturn, TypeVar, get_args

from fastapi import Depends, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import AfterValidator, BaseModel, BeforeValidator, ValidationError
from starlette.exceptions import HTTPException

from app.api.negotiation import negotiate
from app.api.problems import validation_problems
from app.api.replies import Reply
from app.api.schemas import Certainty
from app.runtime.runtime import Runtime
from graph.errors import InvalidParameter, NotJson, Problem
from graph.ingest.fields import one_of, some_of, split_list, text
from graph.ingest.readers import reject_duplicate_keys
from graph.model.dates import parse_query_day
from graph.model.vocabulary import vocabulary
from graph.queries import AddStep, Clocks, ExpandStep, GraphQueries, invalid_parameter
from graph.query_library import GROUPS

Body = TypeVar("Body", bound=BaseModel)

_DIGITS = re.compile(r"\d{1,9}", re.ASCII)


def _check_whole_number(value: Any) -> Any:
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise ValueError("must be a whole number, written in digits")
    return value


def _parse_day(value: Any) -> Any:
    return parse_query_day(value) if isinstance(value, str) else value


def _check_text(value: str | None) -> str | None:
    return text(value, 500) if value and value.strip() else None


def _choices(allowed: Iterable[str]) -> AfterValidator:
    return AfterValidator(lambda values: some_of(values, allowed))


def _explicit_choices(allowed: Iterable[str]) -> AfterValidator:
    return AfterValidator(lambda values: None if values is None else some_of(values, allowed) or [])


def choice(allowed: Iterable[str]) -> AfterValidator:
    """A check that the word, where one is given, is among those allowed."""
    return AfterValidator(lambda value: None if value is None else one_of(value, allowed))


def _runtime(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


def _answers(request: Request) -> GraphQueries:
    return _runtime(request).answers


AsOf = Annotated[
    str | None, Query(description="The day in the world, YYYY-MM-DD; today if not given.", examples=["2025-07-10"])
]
KnownAt = Annotated[
    str | None,
    Query(description="What could be known by then: a day, meaning its end, or an instant; now if not given."),
]


def _clocks(
    as_of: AsOf = None,
    known_at: KnownAt = None,
) -> Clocks:
    return Clocks.parse(as_of, known_at)


def _get_optional_clocks(request: Request, clocks: Annotated[Clocks, Depends(_clocks)]) -> Clocks | None:
    """The clocks where at least one of them was given; None where neither was."""
    return clocks if {"as_of", "known_at"} & request.query_params.keys() else None


def _query_fields(dependant: Dependant) -> Iterator[Any]:
    yield from dependant.query_params
    for sub in dependant.dependencies:
        yield from _query_fields(sub)


def query_parameter_names(route: APIRoute) -> set[str]:
    """The names of the query parameters that a route has."""
    return {field.alias for field in _query_fields(route.dependant)}


Excel = Annotated[bool, Query(description="CSV that a spreadsheet opens as it is, with no cell that it would run.")]


def _reply(
    request: Request,
    format: Annotated[
        Literal["json", "csv", "ndjson"] | None, Query(description="The format, in place of `Accept`.")
    ] = None,
    excel: Excel = False,
) -> Reply:
    if excel and format not in (None, "csv"):
        raise invalid_parameter(
            "excel", f"gives CSV, and format={format} asks for something else: leave one of them out"
        )
    if excel:
        return Reply(request, "excel")
    return Reply(request, format or negotiate(request.headers.get("accept")))


async def reject_unknown_parameters(request: Request) -> None:
    """Refuses parameters that the route does not have, and one given twice where one is meant."""
    route: APIRoute = request.scope["route"]
    lists = {field.alias: "list[" in str(field.field_info.annotation) for field in _query_fields(route.dependant)}
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
    """A query string as names and values, each name once."""
    names = [name for name, _ in items]
    for name in params:
        if names.count(name) > 1:
            raise invalid_parameter(name[:80], "is given more than once")
    return dict(params)


RuntimeDep = Annotated[Runtime, Depends(_runtime)]
QueriesDep = Annotated[GraphQueries, Depends(_answers)]
ClocksDep = Annotated[Clocks, Depends(_clocks)]
ReplyDep = Annotated[Reply, Depends(_reply)]
OptionalClocksDep = Annotated[Clocks | None, Depends(_get_optional_clocks)]

Limit = Annotated[
    int, Query(ge=1, le=500, description="How many at most, up to 500."), BeforeValidator(_check_whole_number)
]
Depth = Annotated[
    int, Query(ge=0, le=3, description="How many hops around, up to 3."), BeforeValidator(_check_whole_number)
]
MaxLength = Annotated[
    int, Query(ge=1, le=8, description="The most hops, up to 8."), BeforeValidator(_check_whole_number)
]
WithinDays = Annotated[
    int,
    Query(ge=1, le=365, description="An answer is inferred at most so many days after, up to 365."),
    BeforeValidator(_check_whole_number),
]
PathCount = Annotated[
    int, Query(ge=1, le=20, description="How many paths at most, up to 20."), BeforeValidator(_check_whole_number)
]
Cursor = Annotated[
    str | None, AfterValidator(_check_text), Query(description="The `next` of the page before, up to 500 characters.")
]
Text = Annotated[str | None, AfterValidator(_check_text), Query()]
Day = Annotated[date | None, BeforeValidator(_parse_day), Query()]
Ids = Annotated[list[str] | None, AfterValidator(split_list), Query()]
Kinds = Annotated[
    list[str] | None,
    Query(description="Kinds of entity, given more than once or parted by commas."),
    _choices(vocabulary().kinds),
]
Types = Annotated[
    list[str] | None,
    Query(description="Types of relationship, given more than once or parted by commas."),
    _choices(vocabulary().relationships),
]

#: Which links an export has, as a picture has filtered them: given but empty, none.
LinkTypes = Annotated[
    list[str] | None,
    Query(description="Types of relationship, given more than once or parted by commas; empty for no links."),
    _explicit_choices(vocabulary().relationships),
]
LinkCertainties = Annotated[
    list[str] | None,
    Query(description="Certainties of links, given more than once or parted by commas; empty for no links."),
    _explicit_choices(get_args(Certainty)),
]

StatusFilter = Annotated[Text, choice(vocabulary().statuses)]
StatusBasis = Annotated[Text, choice(vocabulary().status_bases)]
MeasureKind = Annotated[Text, choice(vocabulary().kinds["Measure"].properties["measure_kind"].one_of)]
QueryGroup = Annotated[Text, choice(GROUPS)]
Since = Annotated[
    str | None,
    Query(max_length=500, description="The `cursor` of the last change you have, or a day or instant."),
]


MAX_STEPS = 200
Steps = Annotated[
    list[str] | None,
    Query(
        description="Steps made since, in their order: `expand ID DAY`, with types if need be, or `add ID…`.",
        examples=[["expand company:nvidia 2025-07-20", "add product:nvidia-h20"]],
    ),
]


def parse_steps(texts: list[str] | None) -> list[ExpandStep | AddStep]:
    """The steps that a scene is made of, from their texts. Raises InvalidParameter."""
    if texts and len(texts) > MAX_STEPS:
        raise invalid_parameter("then", f"has {len(texts)} steps; at most {MAX_STEPS} are allowed")
    try:
        return [_parse_step(text(each, 30_000)) for each in texts or ()]
    except ValueError as error:
        raise invalid_parameter("then", f"is not allowed: {error}") from None


def _parse_step(given: str) -> ExpandStep | AddStep:
    verb, *rest = given.split()
    if verb == "add" and rest:
        return AddStep(rest)
    if verb == "expand" and len(rest) >= 2:
        known = vocabulary().relationships
        return ExpandStep(rest[0], parse_query_day(rest[1]), [one_of(name, known) for name in rest[2:]] or None)
    raise ValueError(f"{given!r:.80} is not a step: write `expand ID DAY`, with types if need be, or `add ID…`")


async def json_body(request: Request, model: type[Body]) -> Body:
    """The body of a request as JSON of the shape. What is not JSON is answered 400, what does not fit 422.

    A name that is there twice in one object is refused: which of the two was meant cannot be known.
    """
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "Send the body as JSON, with Content-Type: application/json.")
    try:
        content = (await request.body()).decode("utf-8-sig")
        body = json.loads(content, parse_constant=_no_constant, object_pairs_hook=reject_duplicate_keys)
        return model.model_validate(body, strict=True)
    except ValidationError as error:
        faults = validation_problems(error.errors(), whole="body")
        raise InvalidParameter(f"{faults[0]}.", faults) from None
    except json.JSONDecodeError as error:
        raise NotJson(f"The body is not valid JSON: {error.msg} at character {error.pos}.") from None
    except (ValueError, RecursionError) as error:
        why = str(error)[:200]
        raise InvalidParameter(f"The body cannot be read: it {why}.", [Problem("body", why)]) from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")
