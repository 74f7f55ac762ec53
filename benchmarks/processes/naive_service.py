"""A service as one writes it first: FastAPI, ``execute_query``, and a response model for each row.

``python -m benchmarks.processes.naive_service PORT``. The benchmarks compare the product with it.
"""

import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, TypeVar

import neo4j
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from benchmarks.queries import read_query


class LinkCount(BaseModel):
    """Number of links of one type."""

    id: str
    name: str
    aliases: list[str] | None
    type: str | None
    outgoing: bool | None
    links: int
    fact_ids: list[str]


class NaiveLink(BaseModel):
    """Link of an entity."""

    link_id: str
    fact_id: str
    type: str
    outgoing: bool
    other: str
    other_name: str
    valid_from: date
    valid_from_latest: date
    valid_to: date
    valid_to_earliest: date
    known_from: datetime
    known_to: datetime
    certainty: str
    n_sources: int
    statement_id: str


class NaiveHit(BaseModel):
    """Entity that a search found."""

    id: str
    name: str
    aliases: list[str] | None
    score: float


class NaiveHop(BaseModel):
    """Statement about a link of a path."""

    subject: str
    type: str
    object: str
    valid_from: date
    valid_to: date
    certainty: str
    statement: str
    stance: str
    text: str
    speaker: str | None
    title: str
    publisher: str
    published_on: str


class NaiveRow(BaseModel):
    """Link of a company."""

    company: str
    name: str
    type: str
    other: str
    valid_from: str
    valid_to: str
    certainty: str
    n_sources: int


Model = TypeVar("Model", bound=BaseModel)


@asynccontextmanager
async def _connect(app: FastAPI) -> AsyncIterator[None]:
    account = (os.environ["TRADEGRAPH_NEO4J_USER"], os.environ["TRADEGRAPH_NEO4J_PASSWORD"])
    async with neo4j.AsyncGraphDatabase.driver(os.environ["TRADEGRAPH_NEO4J_URI"], auth=account) as driver:
        app.state.driver = driver
        yield


app = FastAPI(lifespan=_connect)


async def _ask(query: str, model: type[Model], **parameters: str) -> list[Model]:
    records, _, _ = await app.state.driver.execute_query(read_query(query), parameters, database_="neo4j")
    return [model(**{name: _to_native(value) for name, value in record.items()}) for record in records]


def _to_native(value: Any) -> Any:
    return value.to_native() if isinstance(value, neo4j.time.Date | neo4j.time.DateTime) else value


@app.get("/entity")
async def entity(id: str, as_of: str, known_at: str) -> list[LinkCount]:
    """Return an entity with its links counted."""
    return await _ask("naive_entity", LinkCount, id=id, as_of=as_of, known_at=known_at)


@app.get("/links")
async def links(id: str, as_of: str, known_at: str) -> list[NaiveLink]:
    """Return the links of an entity."""
    return await _ask("naive_links", NaiveLink, id=id, as_of=as_of, known_at=known_at)


@app.get("/search")
async def search(words: str) -> list[NaiveHit]:
    """Return entities by name."""
    return await _ask("naive_search", NaiveHit, words=words)


@app.get("/path")
async def path(start: str, end: str, as_of: str, known_at: str) -> list[NaiveHop]:
    """Return the shortest path with its evidence."""
    return await _ask("naive_path", NaiveHop, start=start, end=end, as_of=as_of, known_at=known_at)


@app.get("/rows")
async def rows(as_of: str) -> list[NaiveRow]:
    """Return links of companies."""
    return await _ask("ask_rows", NaiveRow, as_of=as_of)


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=64)
    print(f"HTTP http://127.0.0.1:{sys.argv[1]}", flush=True)
    config = uvicorn.Config(app, log_level="warning", timeout_keep_alive=600)  # the client waits for the others
    uvicorn.Server(config).run(sockets=[listener])
