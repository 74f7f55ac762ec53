"""The tools of agents: each one question, with the parameters, the clocks and the shapes of the HTTP call beside it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Literal

import orjson
from mcp_types import CallToolResult, TextContent
from pydantic import Field

from app.api.parameters import (
    AsOf,
    Cursor,
    Ids,
    Kinds,
    KnownAt,
    Limit,
    MaxLength,
    MeasureKind,
    PathCount,
    QueryGroup,
    Since,
    StatusBasis,
    StatusFilter,
    Text,
    Types,
)
from app.api.schemas import (
    Change,
    EntityAlone,
    Fact,
    Found,
    Link,
    Measure,
    Negotiation,
    Page,
    Path,
    QuerySummary,
    Stats,
)
from app.api.schemas import Table as TableShown
from app.api.schemas import Timeline as TimelineShown
from app.mcp.graph_schema import describe_schema
from app.runtime.runtime import Runtime
from graph.queries import Clocks, LinkFilter, MeasureFilter
from graph.queries import EndsFilter as LinkEnds
from graph.store import JsonTable

Tool = Callable[..., Awaitable[CallToolResult]]
EntityId = Annotated[str, Field(description="Id of an entity, as company:nvidia.", max_length=500)]
QueryArguments = Annotated[
    dict[str, str | bool | int | float | list[str]],
    Field(description="The parameters of the query but the clocks, as `queries` lists them."),
]


class Tools:
    """All tools on one runtime."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._answers = runtime.answers

    def list_tools(self) -> list[Tool]:
        """The tools, in the order in which an agent is likely to need them."""
        return [
            self.entities, self.entity, self.entity_links, self.links, self.fact, self.paths, self.measures,
            self.timeline, self.negotiations, self.changes, self.queries, self.run_query, self.stats,
            self.schema, self.cypher,
        ]  # fmt: skip

    async def entities(
        self,
        q: Annotated[Text, Field(description="A name, an alias or an identifier; spelling is forgiven.")] = None,
        kind: Kinds = None,
        limit: Limit = 20,
        cursor: Cursor = None,
    ) -> Annotated[CallToolResult, Page[Found]]:
        """Find entities and their ids by name, alias or identifier, best first. Names have no dates."""
        return _structured_result((await self._answers.entities(q, kind, limit, cursor)).to_dict())

    async def entity(
        self, id: EntityId, as_of: AsOf = None, known_at: KnownAt = None
    ) -> Annotated[CallToolResult, EntityAlone]:
        """What an entity is: names, identifiers, a measure's status, and its links on the day counted by type."""
        return _structured_result(await self._answers.entity(id, Clocks.parse(as_of, known_at)))

    async def entity_links(
        self,
        id: EntityId,
        type: Types = None,
        direction: Literal["out", "in", "both"] = "both",
        kind: Kinds = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Annotated[CallToolResult, Page[Link]]:
        """The links of an entity that hold, or may hold, on the day. `kind` is that of the other end."""
        wanted, clocks = LinkFilter(type, kind, direction), Clocks.parse(as_of, known_at)
        return _structured_result((await self._answers.list_entity_links(id, wanted, clocks, limit, cursor)).to_dict())

    async def links(
        self,
        type: Types = None,
        subject: Text = None,
        object: Text = None,
        subject_kind: Kinds = None,
        object_kind: Kinds = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Annotated[CallToolResult, Page[Link]]:
        """Links of the whole graph by type and ends: which measures restrict what, who announced what, and so on."""
        ends, clocks = LinkEnds(subject, object, subject_kind, object_kind), Clocks.parse(as_of, known_at)
        return _structured_result((await self._answers.links(type, ends, clocks, limit, cursor)).to_dict())

    async def fact(
        self,
        fact_id: Annotated[str, Field(description="As links and tables carry it.", max_length=500)],
        as_of: AsOf = None,
        known_at: KnownAt = None,
    ) -> Annotated[CallToolResult, Fact]:
        """The evidence of a fact: every statement for and against it that was known, who said it, where and when."""
        return _structured_result(await self._answers.fact(fact_id, Clocks.parse(as_of, known_at)))

    async def paths(
        self,
        start: EntityId,
        end: EntityId,
        max_length: MaxLength = 6,
        type: Types = None,
        k: PathCount = 3,
        as_of: AsOf = None,
        known_at: KnownAt = None,
    ) -> Annotated[CallToolResult, Page[Path]]:
        """How two entities are connected: the shortest chains of links that all hold on the day, with evidence."""
        clocks = Clocks.parse(as_of, known_at)
        return _structured_result((await self._answers.paths(start, end, type, max_length, k, clocks)).to_dict())

    async def measures(
        self,
        status: StatusFilter = None,
        basis: StatusBasis = None,
        kind: MeasureKind = None,
        product: Text = None,
        target: Text = None,
        by: Text = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Annotated[CallToolResult, Page[Measure]]:
        """Measures with their status on the day; `product`, `target` and `by` are ids.

        `basis` is `reported`, or `by_terms` where a date stated earlier has passed and no report confirms it.
        """
        wanted, clocks = MeasureFilter(status, basis, kind, product, target, by), Clocks.parse(as_of, known_at)
        return _structured_result((await self._answers.measures(wanted, clocks, limit, cursor)).to_dict())

    async def timeline(
        self, id: EntityId, as_of: AsOf = None, known_at: KnownAt = None
    ) -> Annotated[CallToolResult, TimelineShown]:
        """A measure's life: each period of its status, by which act, said in which statement, by which rule."""
        return _structured_result(await self._answers.timeline(id, Clocks.parse(as_of, known_at)))

    async def negotiations(
        self,
        between: Ids = None,
        on: Text = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Annotated[CallToolResult, Page[Negotiation]]:
        """Who negotiates with whom, where, about what, and what is exchanged for what. `between` and `on` are ids."""
        clocks = Clocks.parse(as_of, known_at)
        return _structured_result(
            (await self._answers.negotiations(between or [], on, clocks, limit, cursor)).to_dict()
        )

    async def changes(self, since: Since = None, limit: Limit = 50) -> Annotated[CallToolResult, Page[Change]]:
        """What was taken in, the oldest first, and why. Go on with the `cursor` of the last one as `since`."""
        return _structured_result((await self._answers.changes(since, limit)).to_dict())

    async def queries(self, group: QueryGroup = None) -> Annotated[CallToolResult, Page[QuerySummary]]:
        """The library of ready questions: what each answers, and its parameters. `run_query` runs one."""
        chosen = [query for query in self._answers.queries.values() if group in (None, query.group)]
        return _structured_result({"items": [query.summarize() for query in chosen], "next": None})

    async def run_query(
        self,
        name: Annotated[str, Field(description="The name of a query, as `queries` lists it.")],
        parameters: QueryArguments | None = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        limit: Limit = 100,
    ) -> Annotated[CallToolResult, TableShown]:
        """Run a query of the library. `truncated` says that there was more than `limit` rows."""
        given = {key: _format_argument(value) for key, value in (parameters or {}).items()}
        given |= {key: value for key, value in (("as_of", as_of), ("known_at", known_at)) if value is not None}
        return _table_result(await self._answers.run(name, given, limit))

    async def stats(self, known_at: KnownAt = None) -> Annotated[CallToolResult, Stats]:
        """How much the graph holds, and the day of its latest source: later days are known only by terms."""
        return _structured_result(await self._answers.stats(Clocks.parse(None, known_at).known_at))

    async def schema(self) -> Annotated[CallToolResult, dict[str, Any]]:
        """What is in the graph, for writing Cypher: kinds, relationships, their properties, and how dates are kept."""
        return _structured_result(describe_schema())

    async def cypher(
        self,
        query: Annotated[str, Field(description="A query that only reads. Read `schema` first.", max_length=65536)],
        parameters: Annotated[dict[str, Any] | None, Field(description="Values for its $names.")] = None,
        limit: Limit = 100,
    ) -> Annotated[CallToolResult, TableShown]:
        """Run Cypher that only reads, within limits of time and rows. Return fact_id with what you claim."""
        return _table_result(await self._runtime.adhoc.run(query, parameters or {}, limit))


def _structured_result(shape: Mapping[str, Any]) -> CallToolResult:
    """A shape as it is sent: as structure, and as text for agents that only read."""
    text = orjson.dumps(shape).decode()
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=dict(shape))


def _table_result(table: JsonTable) -> CallToolResult:
    return _structured_result({key: value for key, value in vars(table).items() if key != "notes" or value})


def _format_argument(value: str | bool | float | list[str]) -> str:
    """A value as the parameters of the library are given: as text."""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, list) else str(value)
