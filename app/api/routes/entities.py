"""Entities, their links, the evidence behind them, and how they are connected."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from app.api import schemas
from app.api.deps import (
    Cursor,
    Depth,
    Ids,
    Kinds,
    Limit,
    MaxLength,
    Text,
    Types,
    Ways,
    WithAnswers,
    WithClocks,
    WithReply,
    only_known,
)
from app.api.receipts import KeptRoute, kept
from app.api.routes import answers_with, sent
from app.api.schemas import EntityAlone, Fact, Found, Graph, Link, Path
from graph.queries import Ends, LinkFilter, bad

router = APIRouter(route_class=KeptRoute, dependencies=[Depends(only_known), Depends(kept)], tags=["entities"])

NODES = 300


@router.get("/entities", summary="Search by name or identifier", responses=answers_with(schemas.Page[Found]))
async def entities(
    answers: WithAnswers,
    _clocks: WithClocks,
    reply: WithReply,
    q: Annotated[Text, Query(description="A name, an alias or an identifier; spelling and order are forgiven.")] = None,
    kind: Kinds = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response:
    """Finds entities, the best fit first. Without `q`, lists all of them by id. Names have no dates."""
    return reply.page((await answers.entities(q, kind, limit, cursor)).shape(), Found)


@router.get("/entities/{id}", summary="One entity", responses=answers_with(EntityAlone, 404))
async def entity(answers: WithAnswers, clocks: WithClocks, id: str) -> Response:
    """What it is, its names and identifiers, and its links on the day counted by type."""
    return sent(await answers.entity(id, clocks))


@router.get("/entities/{id}/links", summary="The links of an entity", responses=answers_with(schemas.Page[Link], 404))
async def entity_links(
    answers: WithAnswers,
    clocks: WithClocks,
    reply: WithReply,
    id: str,
    type: Types = None,
    direction: Literal["out", "in", "both"] = "both",
    kind: Kinds = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Its links that hold, or may hold, on the day. `kind` is that of the other end."""
    found = await answers.links_of(id, LinkFilter(type, kind, direction), clocks, limit, cursor)
    return reply.page(found.shape(), Link)


@router.get("/links", summary="Links of the whole graph", responses=answers_with(schemas.Page[Link], 404))
async def links(
    answers: WithAnswers,
    clocks: WithClocks,
    reply: WithReply,
    type: Types = None,
    subject: Text = None,
    object: Text = None,
    subject_kind: Kinds = None,
    object_kind: Kinds = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Which measures restrict what, who announced what, and so on: links by type and by their ends."""
    ends = Ends(subject, object, subject_kind, object_kind)
    return reply.page((await answers.links(type, ends, clocks, limit, cursor)).shape(), Link)


@router.get("/facts/{fact_id}", summary="The evidence of a fact", responses=answers_with(Fact, 404))
async def fact(answers: WithAnswers, clocks: WithClocks, fact_id: str) -> Response:
    """Every statement for and against it that was known: who said it, where, and when."""
    return sent(await answers.fact(fact_id, clocks))


@router.get("/paths", summary="How two entities are connected", responses=answers_with(schemas.Page[Path], 404))
async def paths(
    answers: WithAnswers,
    clocks: WithClocks,
    reply: WithReply,
    start: Annotated[str, Query(alias="from", description="Id of the entity to start from.")],
    end: Annotated[str, Query(alias="to", description="Id of the entity to reach.")],
    max_length: MaxLength = 6,
    type: Types = None,
    k: Ways = 3,
) -> Response:
    """The shortest chains of links that all hold on the day, each hop with its evidence, and the window they share."""
    return reply.page((await answers.paths(start, end, type, max_length, k, clocks)).shape(), Path)


@router.get("/graph", summary="A subgraph", responses=answers_with(Graph, 404))
async def graph(
    answers: WithAnswers,
    clocks: WithClocks,
    id: Ids = None,
    depth: Depth = 1,
    type: Types = None,
    kind: Kinds = None,
    limit: Limit = NODES,
) -> Response:
    """Nodes and links around some entities: the data behind a picture. `limit` counts nodes."""
    return sent(await answers.graph(wanted_ids(id), depth, LinkFilter(type, kind), clocks, limit))


def wanted_ids(ids: list[str] | None) -> list[str]:
    """The ids that a subgraph starts from. Raises InvalidParameter for none, or for more than 50."""
    if not ids:
        raise bad("id", "has to be given: the entity to start from, as company:nvidia")
    if len(ids) > 50:
        raise bad("id", f"names {len(ids)} entities; at most 50 are allowed")
    return ids
