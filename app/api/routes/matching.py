"""Route that matches many names with entities at once."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from app.api.body import json_body
from app.api.deps import QueriesDep, reject_unknown_parameters
from app.api.receipts import ReceiptRoute, receipt_parameter
from app.api.responses import json_response
from app.api.routes.openapi import responses_for
from app.api.schemas import MatchResponse, StrictModel
from graph.errors import InvalidParameter, Problem
from graph.queries import Clocks, parse_party_question

#: Names in one request.
MAX_NAMES = 100

Name = Annotated[str, Field(min_length=1, max_length=500)]
Short = Annotated[str, Field(min_length=1, max_length=200)]

router = APIRouter(
    route_class=ReceiptRoute,
    dependencies=[Depends(reject_unknown_parameters), Depends(receipt_parameter)],
    tags=["entities"],
)


class MatchQuestion(StrictModel):
    """Name to match, your own id for it, and what is known of the party."""

    id: Short
    name: Name
    kind: Short | None = None
    countries: list[Short] = Field(default_factory=list, max_length=20)
    identifiers: dict[str, Short | list[Short]] = Field(default_factory=dict, max_length=20)
    birth_date: Short | None = None


class MatchRequest(StrictModel):
    """Names to match, and the clocks for the measures against those that are found."""

    queries: list[MatchQuestion] = Field(min_length=1, max_length=MAX_NAMES)
    as_of: str | None = None
    known_at: str | None = None
    threshold: Annotated[float, Field(ge=0.3, le=1)] = 0.7
    limit: Annotated[int, Field(ge=1, le=50)] = 5


def _describe_body() -> dict[str, Any]:
    shape = MatchRequest.model_json_schema()
    question = shape.pop("$defs")["MatchQuestion"]
    shape["properties"]["queries"]["items"] = question
    return {"required": True, "content": {"application/json": {"schema": shape}}}


@router.post(
    "/match",
    summary="Match names, and tell whether they are restricted",
    responses=responses_for(MatchResponse, 413, 415),
    openapi_extra={"requestBody": _describe_body()},
)
async def match(answers: QueriesDep, request: Request) -> Response:
    """Return the entities that names may mean, with reasons and the measures that target them."""
    asked = await json_body(request, MatchRequest)
    questions, problems, seen = [], [], set()
    for number, one in enumerate(asked.queries):
        where = f"queries.{number}"
        if one.id in seen:
            problems.append(Problem(f"{where}.id", "is the id of another query too: give each its own"))
        seen.add(one.id)
        question, faults = parse_party_question(
            one.id, one.name, one.kind, one.countries, one.identifiers, one.birth_date
        )
        questions.append(question)
        problems += [Problem(f"{where}.{fault.where}", fault.message) for fault in faults]
    if problems:
        raise InvalidParameter(f"{problems[0]}.", problems)
    clocks = Clocks.parse(asked.as_of, asked.known_at)
    return json_response(await answers.match(questions, asked.threshold, asked.limit, clocks))
