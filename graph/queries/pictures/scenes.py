"""Queries for scenes: the subgraphs of all days that the explorer draws."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from graph.queries.neighbourhood import LinkFilter, NeighbourhoodQueries
from graph.query_library import Query
from graph.store import GraphVersion, Store
from graph.views.graphs import serialize_scene
from graph.views.intervals import status_history
from graph.views.responses import MAX_COUNTED, serialize_entity
from graph.views.types.scenes import SceneGraph, StatusHistory

#: The most neighbours that one expansion adds: more would hide the existing nodes.
MAX_EXPANSION = 25
#: The most entities in a scene, after any number of steps.
MAX_SCENE_ENTITIES = 500
_CACHE_SIZE = 200  # member lists, each of a few hundred ids at most


@dataclass(frozen=True)
class ExpandStep:
    """Step that adds neighbours of an entity, first those linked on the day."""

    entity: str
    day: date
    types: Sequence[str] | None = None

    def __str__(self) -> str:
        return " ".join(["expand", self.entity, self.day.isoformat(), *(self.types or ())])


@dataclass(frozen=True)
class AddStep:
    """Step that adds entities."""

    entities: Sequence[str]

    def __str__(self) -> str:
        return " ".join(["add", *self.entities])


@dataclass(frozen=True)
class SceneRequest:
    """Request for a scene: entities, hops around them, conditions on links, and later steps."""

    ids: Sequence[str]
    depth: int = 1
    link_filter: LinkFilter = field(default_factory=LinkFilter)
    limit: int = 300
    steps: Sequence[ExpandStep | AddStep] = ()


@dataclass(frozen=True)
class SceneMembers:
    """Members of a scene in joining order, and the hops shown around some."""

    batches: tuple[tuple[str, ...], ...]
    reach: Mapping[str, int]
    truncated: bool

    @property
    def ids(self) -> set[str]:
        """Return all ids."""
        return {i for batch in self.batches for i in batch}


class SceneQueries(NeighbourhoodQueries):
    """Queries for scenes."""

    def __init__(self, store: Store, queries: Mapping[str, Query]) -> None:
        super().__init__(store, queries)
        self._members_cache: OrderedDict[tuple[Any, ...], SceneMembers] = OrderedDict()

    async def scene(self, request: SceneRequest, known_at: datetime) -> SceneGraph:
        """Return the entities around some, linked on any day, and the links among them. Raises NotFound.

        The same request on the same graph gives the same scene.
        """
        members = await self._resolve_members(request, known_at, await self._store.versions.current())
        row = await self.fetch_one(
            "scene", ids=sorted(members.ids), types=request.link_filter.types, most=MAX_COUNTED + 1, known_at=known_at
        )
        named = [*dict.fromkeys([*request.ids, *(i for step in request.steps for i in _step_entities(step))])]
        await self.explain_empty(
            {node["entity"]["id"] for node in row["nodes"]}.issuperset(named) if row else False, named
        )
        return serialize_scene(
            row or {"nodes": [], "links": []},
            list(map(list, members.batches)),
            dict(members.reach),
            cut=members.truncated,
        )

    async def _resolve_members(self, request: SceneRequest, known_at: datetime, version: GraphVersion) -> SceneMembers:
        """Return the members of a scene, cached so that the next step needs one query."""
        key = (version, known_at, str(request))
        if key not in self._members_cache:
            if request.steps:
                before = await self._resolve_members(replace(request, steps=request.steps[:-1]), known_at, version)
                self._members_cache[key] = await self._apply_step(before, request, known_at)
            else:
                ids = list(dict.fromkeys(request.ids))
                room = request.limit - len(ids)
                around, cut = await self.find_nearby(ids, request.depth, request.link_filter, room, known_at, None)
                self._members_cache[key] = SceneMembers(((*ids, *around),), dict.fromkeys(ids, request.depth), cut)
        self._members_cache.move_to_end(key)
        while len(self._members_cache) > _CACHE_SIZE:
            self._members_cache.popitem(last=False)
        return self._members_cache[key]

    async def _apply_step(self, members: SceneMembers, request: SceneRequest, known_at: datetime) -> SceneMembers:
        """Return the members after the last step of a request."""
        step, seen = request.steps[-1], members.ids
        room = MAX_SCENE_ENTITIES - len(seen)
        if isinstance(step, ExpandStep):
            wanted = replace(request.link_filter, types=step.types or request.link_filter.types)
            most = min(MAX_EXPANSION, room)
            new = await self.find_neighbours([step.entity], wanted, seen, most, known_at, None, first_on=step.day)
            reach = {step.entity: max(1, members.reach.get(step.entity, 0))}
        else:
            new = [i for i in dict.fromkeys(step.entities) if i not in seen][:room]
            reach = {i: members.reach.get(i, 0) for i in step.entities}
        there = seen | set(new)
        kept = {i: hops for i, hops in ({**members.reach} | reach).items() if i in there}
        return SceneMembers((*members.batches, tuple(new)), kept, members.truncated)

    async def fetch_status_history(self, measure_id: str, known_at: datetime) -> StatusHistory:
        """Return a measure and all known versions of its status history. Raises NotFound."""
        row = await self.fetch_one("life_versions", id=measure_id, known_at=known_at)
        if row is None:
            raise await self.entity_not_found(measure_id, ["Measure"])
        return {"measure": serialize_entity(row["measure"]), "versions": status_history(row["periods"])}


def _step_entities(step: ExpandStep | AddStep) -> Sequence[str]:
    return [step.entity] if isinstance(step, ExpandStep) else step.entities
