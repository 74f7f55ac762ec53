"""Entities, their links, the evidence behind them, and how they are connected."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from app.api import schemas
from app.api.deps import (
    ClocksDep,
    Cursor,
    Depth,
    Ids,
    Kinds,
    Limit,
    MaxLength,
    PathCount,
    QueriesDep,
    ReplyDep,
    Text,
    Types,
    reject_unknown_parameters,
)
from app.api.receipts import ReceiptRoute, receipt_parameter
from app.api.routes import json_response, responses_for
from app.api.schemas import EntityDetails, FactResponse, FoundEntity, GraphResponse, LinkResponse, PathResponse
from graph.queries import EndsFilter, LinkFilter, invalid_parameter

router = APIRouter(
    route_class=ReceiptRoute,
    dependencies=[Depends(reject_unknown_parameters), Depends(receipt_parameter)],
    tags=["entities"],
)

DEFAULT_NODE_LIMIT = 300


@router.get("/entities", summary="Search by name or identifier", responses=responses_for(schemas.Page[FoundEntity]))
async def entities(
    answers: QueriesDep,
    _clocks: ClocksDep,
    reply: ReplyDep,
    q: Annotated[Text, Query(description="A name, an alias or an identifier; spelling and order are forgiven.")] = None,
    kind: Kinds = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response:
    """Finds entities, the best fit first. Without `q`, lists all of them by id. Names have no dates."""
    return reply.page((await answers.entities(q, kind, limit, cursor)).to_dict(), FoundEntity)


@router.get("/entities/{id}", summary="One entity", responses=responses_for(EntityDetails, 404))
async def entity(answers: QueriesDep, clocks: ClocksDep, id: str) -> Response:
    """What it is, its names and identifiers, and its links on the day counted by type."""
    return json_response(await answers.entity(id, clocks))


@router.get(
    "/entities/{id}/links", summary="The links of an entity", responses=responses_for(schemas.Page[LinkResponse], 404)
)
async def entity_links(
    answers: QueriesDep,
    clocks: ClocksDep,
    reply: ReplyDep,
    id: str,
    type: Types = None,
    direction: Literal["out", "in", "both"] = "both",
    kind: Kinds = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Its links that hold, or may hold, on the day. `kind` is that of the other end."""
    found = await answers.list_entity_links(id, LinkFilter(type, kind, direction), clocks, limit, cursor)
    return reply.page(found.to_dict(), LinkResponse)


@router.get("/links", summary="Links of the whole graph", responses=responses_for(schemas.Page[LinkResponse], 404))
async def links(
    answers: QueriesDep,
    clocks: ClocksDep,
    reply: ReplyDep,
    type: Types = None,
    subject: Text = None,
    object: Text = None,
    subject_kind: Kinds = None,
    object_kind: Kinds = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Which measures restrict what, who announced what, and so on: links by type and by their ends."""
    ends = EndsFilter(subject, object, subject_kind, object_kind)
    return reply.page((await answers.links(type, ends, clocks, limit, cursor)).to_dict(), LinkResponse)


@router.get("/facts/{fact_id}", summary="The evidence of a fact", responses=responses_for(FactResponse, 404))
async def fact(answers: QueriesDep, clocks: ClocksDep, fact_id: str) -> Response:
    """Every statement for and against it that was known: who said it, where, and when."""
    return json_response(await answers.fact(fact_id, clocks))


@router.get(
    "/paths", summary="How two entities are connected", responses=responses_for(schemas.Page[PathResponse], 404)
)
async def paths(
    answers: QueriesDep,
    clocks: ClocksDep,
    reply: ReplyDep,
    start: Annotated[str, Query(alias="from", description="Id of the entity to start from.")],
    end: Annotated[str, Query(alias="to", description="Id of the entity to reach.")],
    max_length: MaxLength = 6,
    type: Types = None,
    k: PathCount = 3,
) -> Response:
    """The shortest chains of links that all hold on the day, each hop with its evidence, and the window they share."""
    return reply.page((await answers.paths(start, end, type, max_length, k, clocks)).to_dict(), PathResponse)


@router.get("/graph", summary="A subgraph", responses=responses_for(GraphResponse, 404))
async def graph(
    answers: QueriesDep,
    clocks: ClocksDep,
    id: Ids = None,
    depth: Depth = 1,
    type: Types = None,
    kind: Kinds = None,
    limit: Limit = DEFAULT_NODE_LIMIT,
) -> Response:
    """Nodes and links around some entities: the data behind a picture. `limit` counts nodes."""
    return json_response(await answers.graph(require_ids(id), depth, LinkFilter(type, kind), clocks, limit))


def require_ids(ids: list[str] | None) -> list[str]:
    """The ids that a subgraph starts from. Raises InvalidParameter for none, or for more than 50."""
    if not ids:
        raise invalid_parameter("id", "has to be given: the entity to start from, as company:nvidia")
    if len(ids) > 50:
        raise invalid_parameter("id", f"names {len(ids)} entities; at most 50 are allowed")
    return ids
