"""MCP tools: one per HTTP call, with the same parameters and responses."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import orjson
from mcp_types import CallToolResult, TextContent
from pydantic import Field, RootModel

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
    EntityDetails,
    FactResponse,
    FoundEntity,
    LinkResponse,
    MeasureResponse,
    Negotiation,
    Page,
    PathResponse,
    QuerySummary,
    Stats,
    Table,
    TimelineResponse,
)
from app.mcp.graph_schema import describe_schema
from app.runtime.runtime import Runtime
from graph.asof import Holds, QueryClocks
from graph.queries import Clocks, EndsFilter, LinkFilter, MeasureFilter
from graph.store import JsonTable

Tool = Callable[..., Awaitable[CallToolResult]]
EntityId = Annotated[str, Field(description="Id of an entity, such as company:nvidia.", max_length=500)]
QueryArguments = Annotated[
    dict[str, str | bool | int | float | list[str]],
    Field(description="Parameters of the query as `queries` lists them, without as_of and known_at."),
]


class Tools:
    """All tools on one runtime."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._answers = runtime.answers

    def list_tools(self) -> list[Tool]:
        """Return the tools, most needed first."""
        return [
            self.entities, self.entity, self.entity_links, self.links, self.fact, self.paths, self.measures,
            self.timeline, self.negotiations, self.changes, self.queries, self.run_query, self.stats,
            self.schema, self.cypher,
        ]  # fmt: skip

    async def entities(
        self,
        q: Annotated[
            Text, Field(description="A name, an alias or an identifier. Spelling mistakes are allowed.")
        ] = None,
        kind: Kinds = None,
        limit: Limit = 20,
        cursor: Cursor = None,
    ) -> Annotated[CallToolResult, RootModel[Page[FoundEntity]]]:
        """Find entities and their ids by name, alias or identifier, best match first."""
        return _structured_result((await self._answers.entities(q, kind, limit, cursor)).to_dict())

    async def entity(
        self, id: EntityId, as_of: AsOf = None, known_at: KnownAt = None
    ) -> Annotated[CallToolResult, EntityDetails]:
        """Get one entity: names, identifiers, status of a measure, number of links by type."""
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
    ) -> Annotated[CallToolResult, RootModel[Page[LinkResponse]]]:
        """List the links of an entity that are or may be valid on the date. `kind` filters the other end."""
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
    ) -> Annotated[CallToolResult, RootModel[Page[LinkResponse]]]:
        """List links of the whole graph by type and ends, such as all restrictions."""
        ends, clocks = EndsFilter(subject, object, subject_kind, object_kind), Clocks.parse(as_of, known_at)
        return _structured_result((await self._answers.links(type, ends, clocks, limit, cursor)).to_dict())

    async def fact(
        self,
        fact_id: Annotated[str, Field(description="The `fact_id` of a link or of a table row.", max_length=500)],
        as_of: AsOf = None,
        known_at: KnownAt = None,
    ) -> Annotated[CallToolResult, FactResponse]:
        """Get the statements for and against a fact, with speaker, source and date."""
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
    ) -> Annotated[CallToolResult, RootModel[Page[PathResponse]]]:
        """Find the shortest chains of valid links between two entities, with evidence."""
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
    ) -> Annotated[CallToolResult, RootModel[Page[MeasureResponse]]]:
        """List measures with their status on the date. `product`, `target` and `by` are ids.

        `basis`: `reported`, or `by_terms` if a date stated earlier has passed and no report confirms the status.
        """
        wanted, clocks = MeasureFilter(status, basis, kind, product, target, by), Clocks.parse(as_of, known_at)
        return _structured_result((await self._answers.measures(wanted, clocks, limit, cursor)).to_dict())

    async def timeline(
        self, id: EntityId, as_of: AsOf = None, known_at: KnownAt = None
    ) -> Annotated[CallToolResult, TimelineResponse]:
        """Get the status periods of a measure, each with its act, statement and rule."""
        return _structured_result(await self._answers.timeline(id, Clocks.parse(as_of, known_at)))

    async def negotiations(
        self,
        between: Ids = None,
        on: Text = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Annotated[CallToolResult, RootModel[Page[Negotiation]]]:
        """List negotiations: parties, event, topics and exchanges. `between` and `on` are ids."""
        clocks = Clocks.parse(as_of, known_at)
        return _structured_result(
            (await self._answers.negotiations(between or [], on, clocks, limit, cursor)).to_dict()
        )

    async def changes(
        self, since: Since = None, limit: Limit = 50
    ) -> Annotated[CallToolResult, RootModel[Page[Change]]]:
        """List loaded records and why they changed, oldest first. To continue, pass the last `cursor` as `since`."""
        return _structured_result((await self._answers.changes(since, limit)).to_dict())

    async def queries(self, group: QueryGroup = None) -> Annotated[CallToolResult, RootModel[Page[QuerySummary]]]:
        """List the library of ready queries: the question and parameters of each. `run_query` runs one."""
        chosen = [query for query in self._answers.queries.values() if group in (None, query.group)]
        return _structured_result({"items": [query.summarize() for query in chosen], "next": None})

    async def run_query(
        self,
        name: Annotated[str, Field(description="Name of a query, as `queries` lists it.")],
        parameters: QueryArguments | None = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        limit: Limit = 100,
    ) -> Annotated[CallToolResult, Table]:
        """Run a library query. `truncated` is true if there are more than `limit` rows."""
        given = {key: _format_argument(value) for key, value in (parameters or {}).items()}
        given |= {key: value for key, value in (("as_of", as_of), ("known_at", known_at)) if value is not None}
        return _table_result(await self._answers.run(name, given, limit))

    async def stats(self, known_at: KnownAt = None) -> Annotated[CallToolResult, Stats]:
        """Count what is in the graph and give the date of the latest source. No source reports on later dates."""
        return _structured_result(await self._answers.stats(Clocks.parse(None, known_at).known_at))

    async def schema(self) -> Annotated[CallToolResult, dict[str, Any]]:
        """Get the graph schema for writing Cypher: kinds, relationships, properties, and date rules."""
        return _structured_result(describe_schema())

    async def cypher(
        self,
        query: Annotated[str, Field(description="A read-only query. Read `schema` first.", max_length=65536)],
        parameters: Annotated[
            dict[str, Any] | None, Field(description="Values for the $parameters of the query.")
        ] = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        holds: Annotated[
            Holds | None, Field(description="`surely`: leave out what only may be valid on the day.")
        ] = None,
        limit: Limit = 100,
    ) -> Annotated[CallToolResult, Table]:
        """Run read-only Cypher, within limits of time and rows. Return fact_id for each claim.

        With `as_of` or `known_at`, all relationships hold at that moment, and the query compares no dates. Without
        them, it sees all versions.
        """
        clocks = QueryClocks.parse(datetime.now(UTC), as_of, known_at, holds)
        return _table_result(await self._runtime.adhoc.run(query, parameters or {}, limit, clocks))


def _structured_result(shape: Mapping[str, Any]) -> CallToolResult:
    """Wrap a response as structured content, and as JSON for text-only agents."""
    text = orjson.dumps(shape).decode()
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=dict(shape))


def _table_result(table: JsonTable) -> CallToolResult:
    shape = {"columns": table.columns, **table.clocks, "rows": table.rows, "truncated": table.truncated}
    return _structured_result(shape | ({"notes": table.notes} if table.notes else {}))


def _format_argument(value: str | bool | float | list[str]) -> str:
    """Format a value as text, as library parameters are given."""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, list) else str(value)
