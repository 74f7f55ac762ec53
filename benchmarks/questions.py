"""Questions that are asked of the service, of the driver and of others, in one form for each.

A question has another case for each number: another entity, and another day when all entities have been asked about.
So no remembered answer is measured, unless that is the question.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from benchmarks.graph_access import fetch
from benchmarks.http_client import Request
from benchmarks.queries import read_query
from benchmarks.servers import Neo4jServer

KNOWN_AT = "2026-11-01T00:00:00Z"
Parameters = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """A question: parameters of each round, the query for the driver, and the request for the service.

    The naive service has the same paths as the query's name and takes the parameters as they are.
    """

    name: str
    query: str
    parameters: Callable[[int], Parameters]
    request: Callable[[Parameters], Request]

    @property
    def cypher(self) -> str:
        """Text of the query at its best: one record, dates as text."""
        return read_query(f"ask_{self.query}")

    @property
    def is_sent_in_a_body(self) -> bool:
        """True for a POST, whose answer has no ETag."""
        return self.ask_service(0).body is not None

    def ask_service(self, number: int) -> Request:
        """Return the request of a round for the service."""
        return self.request(self.parameters(number))

    def ask_naive_service(self, number: int) -> Request:
        """Return the request of a round for the naive service."""
        return Request(f"/{self.query}?{urlencode(self.parameters(number))}")

    def ask_query_api(self, number: int, authorization: str) -> Request:
        """Return the request of a round for Neo4j's HTTP Query API."""
        body = {"statement": self.cypher, "parameters": dict(self.parameters(number)), "accessMode": "READ"}
        headers = {"Authorization": authorization, "Accept": "application/json"}
        return Request("/db/neo4j/query/v2", body, headers)


async def make_questions(neo4j: Neo4jServer) -> list[Question]:
    """Return the questions, about entities of the graph with some twenty links."""
    ids: Sequence[str] = (await fetch(neo4j, "sample_entities", kind="Entity", least=15, most=40))[0][0]
    names: Sequence[str] = (await fetch(neo4j, "sample_names"))[0][0]
    return build_questions(ids, names)


def build_questions(ids: Sequence[str], names: Sequence[str]) -> list[Question]:
    """Return the questions about some entities and names; there must be at least two of each."""
    clocks = {"known_at": KNOWN_AT}

    def entity(number: int) -> Parameters:
        return {"id": ids[number % len(ids)], "as_of": make_day(number // len(ids))} | clocks

    def search(number: int) -> Parameters:
        return {"words": names[number % len(names)]}

    def path(number: int) -> Parameters:
        start = number % len(ids)
        end = (start + 1 + number * 7 % (len(ids) - 1)) % len(ids)  # another one
        return {"start": ids[start], "end": ids[end], "as_of": make_day(number // len(ids))} | clocks

    def rows(number: int) -> Parameters:
        return {"as_of": make_day(number)}

    return [
        Question("one entity", "entity", entity, lambda p: _get(f"/entities/{p['id']}", _clocks(p))),
        Question("its links", "links", entity, lambda p: _get(f"/entities/{p['id']}/links", _clocks(p))),
        Question("search", "search", search, lambda p: _get("/entities", {"q": p["words"]})),
        Question("dated path", "path", path, _ask_path),
        Question("5,000 rows of Cypher", "rows", rows, _ask_rows),
    ]


def make_day(number: int) -> str:
    """Return another day for each number."""
    return (date(2024, 1, 1) + timedelta(days=number % 2400)).isoformat()


def _clocks(parameters: Parameters) -> Parameters:
    return {name: parameters[name] for name in ("as_of", "known_at")}


def _get(path: str, parameters: Parameters) -> Request:
    return Request(f"{path}?{urlencode(parameters)}")


def _ask_path(parameters: Parameters) -> Request:
    ends = {"from": parameters["start"], "to": parameters["end"], "k": 1}
    return _get("/paths", ends | _clocks(parameters))


def _ask_rows(parameters: Parameters) -> Request:
    return Request("/cypher", {"query": read_query("ask_rows"), "parameters": dict(parameters)})
