"""Types of query parameters, each with its checks and its description. FastAPI answers invalid values with 422."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, get_args

from fastapi import Query
from pydantic import AfterValidator, BeforeValidator

from app.api.schemas import Certainty
from graph.ingest.fields import one_of, some_of, split_list, text
from graph.model.dates import parse_query_day
from graph.model.vocabulary import vocabulary
from graph.queries import AddStep, ExpandStep, invalid_parameter
from graph.query_library import GROUPS
from graph.views.types.boards import Grouping

MAX_STEPS = 200

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


def _choices_or_none(allowed: Iterable[str]) -> AfterValidator:
    """Return a validator like ``_choices``, but an empty parameter allows nothing instead of everything."""
    return AfterValidator(lambda values: None if values is None else some_of(values, allowed) or [])


def _choice(allowed: Iterable[str]) -> AfterValidator:
    return AfterValidator(lambda value: None if value is None else one_of(value, allowed))


AsOf = Annotated[
    str | None, Query(description="The date you ask about, YYYY-MM-DD; default: today.", examples=["2025-07-10"])
]
KnownAt = Annotated[
    str | None,
    Query(description="Use only what was published by then: a day (its end counts) or an instant; default: now."),
]
Excel = Annotated[bool, Query(description="CSV for spreadsheets: no cell can run as a formula.")]
Limit = Annotated[
    int, Query(ge=1, le=500, description="Number of items at most, up to 500."), BeforeValidator(_check_whole_number)
]
Depth = Annotated[
    int, Query(ge=0, le=3, description="Number of hops around, up to 3."), BeforeValidator(_check_whole_number)
]
MaxLength = Annotated[
    int, Query(ge=1, le=8, description="Number of hops at most, up to 8."), BeforeValidator(_check_whole_number)
]
WithinDays = Annotated[
    int,
    Query(ge=1, le=365, description="Infer an answer at most this many days after, up to 365."),
    BeforeValidator(_check_whole_number),
]
PathCount = Annotated[
    int, Query(ge=1, le=20, description="Number of paths at most, up to 20."), BeforeValidator(_check_whole_number)
]
Cursor = Annotated[
    str | None,
    AfterValidator(_check_text),
    Query(description="The `next` of the previous page, up to 500 characters."),
]
Text = Annotated[str | None, AfterValidator(_check_text), Query()]
Day = Annotated[date | None, BeforeValidator(_parse_day), Query()]
Ids = Annotated[list[str] | None, AfterValidator(split_list), Query()]
Kinds = Annotated[
    list[str] | None,
    Query(description="Kinds of entity, repeated or separated by commas."),
    _choices(vocabulary().kinds),
]
Types = Annotated[
    list[str] | None,
    Query(description="Types of relationship, repeated or separated by commas."),
    _choices(vocabulary().relationships),
]

#: Filters of an export, in the form that a picture sends: an empty one means no links.
LinkTypes = Annotated[
    list[str] | None,
    Query(description="Types of relationship, repeated or separated by commas; empty for no links."),
    _choices_or_none(vocabulary().relationships),
]
LinkCertainties = Annotated[
    list[str] | None,
    Query(description="Certainties of links, repeated or separated by commas; empty for no links."),
    _choices_or_none(get_args(Certainty)),
]

StatusFilter = Annotated[Text, _choice(vocabulary().statuses)]
StatusBasis = Annotated[Text, _choice(vocabulary().status_bases)]
MeasureKind = Annotated[Text, _choice(vocabulary().kinds["Measure"].properties["measure_kind"].one_of)]
GroupBy = Annotated[
    Grouping | None,
    Query(description="What groups the measures of a board; default: their kind, or the path to a company or product."),
]
QueryGroup = Annotated[Text, _choice(GROUPS)]
Since = Annotated[
    str | None,
    Query(max_length=500, description="The `cursor` of the last change you have, or a day or instant."),
]
Steps = Annotated[
    list[str] | None,
    Query(
        description="Later steps, in order: `expand ID DAY`, with types if needed, or `add ID…`.",
        examples=[["expand company:nvidia 2025-07-20", "add product:nvidia-h20"]],
    ),
]


def parse_steps(texts: list[str] | None) -> list[ExpandStep | AddStep]:
    """Parse the steps by which a scene was built. Raises InvalidParameter."""
    if texts and len(texts) > MAX_STEPS:
        raise invalid_parameter("then", f"has {len(texts)} steps; at most {MAX_STEPS} are allowed")
    try:
        return [_parse_step(text(each, 30_000)) for each in texts or ()]
    except ValueError as error:
        raise invalid_parameter("then", f"is invalid: {error}") from None


def _parse_step(given: str) -> ExpandStep | AddStep:
    verb, *rest = given.split()
    if verb == "add" and rest:
        return AddStep(rest)
    if verb == "expand" and len(rest) >= 2:
        known = vocabulary().relationships
        return ExpandStep(rest[0], parse_query_day(rest[1]), [one_of(name, known) for name in rest[2:]] or None)
    raise ValueError(f"{given!r:.80} is not a step: write `expand ID DAY`, with types if needed, or `add ID…`")


def require_ids(ids: list[str] | None) -> list[str]:
    """Return the ids that a subgraph starts from. Raises InvalidParameter for none, or for more than 50."""
    if not ids:
        raise invalid_parameter("id", "is required: give the entity to start from, such as company:nvidia")
    if len(ids) > 50:
        raise invalid_parameter("id", f"names {len(ids)} entities; at most 50 are allowed")
    return ids
