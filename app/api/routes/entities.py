"""Routes of entities, links, evidence, paths and subgraphs."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from app.api import schemas
from app.api.deps import ClocksDep, QueriesDep, ResponderDep, reject_unknown_parameters
from app.api.parameters import Cursor, Depth, Ids, Kinds, Limit, MaxLength, PathCount, Text, Types, require_ids
from app.api.receipts import ReceiptRoute, receipt_parameter
from app.api.responses import json_response
from app.api.routes.openapi import responses_for
from app.api.schemas import EntityAlone, Fact, Found, Graph, Link, Path
from graph.queries import EndsFilter, LinkFilter

router = APIRouter(
    route_class=ReceiptRoute,
    dependencies=[Depends(reject_unknown_parameters), Depends(receipt_parameter)],
    tags=["entities"],
)

DEFAULT_NODE_LIMIT = 300


@router.get("/entities", summary="Search entities by name or identifier", responses=responses_for(schemas.Page[Found]))
async def entities(
    answers: QueriesDep,
    _clocks: ClocksDep,
    responder: ResponderDep,
    q: Annotated[Text, Query(description="Name, alias or identifier; tolerates misspellings.")] = None,
    kind: Kinds = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response:
    """Search entities, best match first. Without `q`, list all by id. The clocks have no effect."""
    return responder.page((await answers.entities(q, kind, limit, cursor)).to_dict(), Found)


@router.get("/entities/{id}", summary="One entity", responses=responses_for(EntityAlone, 404))
async def entity(answers: QueriesDep, clocks: ClocksDep, id: str) -> Response:
    """Return an entity with its names, identifiers, and number of links by type."""
    return json_response(await answers.entity(id, clocks))


@router.get("/entities/{id}/links", summary="Links of an entity", responses=responses_for(schemas.Page[Link], 404))
async def entity_links(
    answers: QueriesDep,
    clocks: ClocksDep,
    responder: ResponderDep,
    id: str,
    type: Types = None,
    direction: Literal["out", "in", "both"] = "both",
    kind: Kinds = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List the links of an entity that are, or may be, valid on the day. `kind` filters the other end."""
    found = await answers.list_entity_links(id, LinkFilter(type, kind, direction), clocks, limit, cursor)
    return responder.page(found.to_dict(), Link)


@router.get("/links", summary="Links of the whole graph", responses=responses_for(schemas.Page[Link], 404))
async def links(
    answers: QueriesDep,
    clocks: ClocksDep,
    responder: ResponderDep,
    type: Types = None,
    subject: Text = None,
    object: Text = None,
    subject_kind: Kinds = None,
    object_kind: Kinds = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List links by type and ends. They tell which measures restrict what, who announced what, and so on."""
    ends = EndsFilter(subject, object, subject_kind, object_kind)
    return responder.page((await answers.links(type, ends, clocks, limit, cursor)).to_dict(), Link)


@router.get("/facts/{fact_id}", summary="Evidence of a fact", responses=responses_for(Fact, 404))
async def fact(answers: QueriesDep, clocks: ClocksDep, fact_id: str) -> Response:
    """Return every known statement for or against a fact: who said it, where, and when."""
    return json_response(await answers.fact(fact_id, clocks))


@router.get("/paths", summary="How two entities are connected", responses=responses_for(schemas.Page[Path], 404))
async def paths(
    answers: QueriesDep,
    clocks: ClocksDep,
    responder: ResponderDep,
    start: Annotated[str, Query(alias="from", description="Id of the entity to start from.")],
    end: Annotated[str, Query(alias="to", description="Id of the entity to reach.")],
    max_length: MaxLength = 6,
    type: Types = None,
    k: PathCount = 3,
) -> Response:
    """Find the shortest paths of valid links. Each has its evidence and the days its links share."""
    return responder.page((await answers.paths(start, end, type, max_length, k, clocks)).to_dict(), Path)


@router.get("/graph", summary="A subgraph", responses=responses_for(Graph, 404))
async def graph(
    answers: QueriesDep,
    clocks: ClocksDep,
    id: Ids = None,
    depth: Depth = 1,
    type: Types = None,
    kind: Kinds = None,
    limit: Limit = DEFAULT_NODE_LIMIT,
) -> Response:
    """Return the nodes and links around some entities: the data of a picture. `limit` counts nodes."""
    return json_response(await answers.graph(require_ids(id), depth, LinkFilter(type, kind), clocks, limit))
