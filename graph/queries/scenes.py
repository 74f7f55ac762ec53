"""Scenes: what the explorer draws, for all days at once, and how it grew step by step."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from graph.queries.base import measure_not_found
from graph.queries.neighbourhood import LinkFilter, NeighbourhoodQueries
from graph.query_library import Query
from graph.store import Store
from graph.views import responses
from graph.views.intervals import status_history
from graph.views.responses import JsonObject

#: How many neighbours one expansion adds at most: more would bury what is there.
MAX_EXPANSION = 25
#: How many entities a scene holds at most, however many steps it is made of.
MAX_SCENE_ENTITIES = 500
_CACHE_SIZE = 200  # casts, each a few hundred ids at most


@dataclass(frozen=True)
class ExpandStep:
    """A step: neighbours of an entity join the scene, those first that are linked with it on the day."""

    entity: str
    day: date
    types: Sequence[str] | None = None

    def __str__(self) -> str:
        return " ".join(["expand", self.entity, self.day.isoformat(), *(self.types or ())])


@dataclass(frozen=True)
class AddStep:
    """A step: these entities join the scene."""

    entities: Sequence[str]

    def __str__(self) -> str:
        return " ".join(["add", *self.entities])


@dataclass(frozen=True)
class SceneRequest:
    """Which scene is asked for: entities, how far around them, along which links; and the steps made since."""

    ids: Sequence[str]
    depth: int = 1
    link_filter: LinkFilter = field(default_factory=LinkFilter)
    limit: int = 300
    steps: Sequence[ExpandStep | AddStep] = ()


@dataclass(frozen=True)
class SceneMembers:
    """Who is in a scene: the ids in the order in which they joined, and from where others are shown."""

    batches: tuple[tuple[str, ...], ...]
    reach: Mapping[str, int]
    truncated: bool

    @property
    def ids(self) -> set[str]:
        """All of them."""
        return {i for batch in self.batches for i in batch}


class SceneQueries(NeighbourhoodQueries):
    """Answers about scenes."""

    def __init__(self, store: Store, queries: Mapping[str, Query]) -> None:
        super().__init__(store, queries)
        self._members_cache: OrderedDict[tuple[Any, ...], SceneMembers] = OrderedDict()

    async def scene(self, scenery: SceneRequest, known_at: datetime) -> JsonObject:
        """The entities around some, of whichever day, and the links among them. Raises NotFound.

        ``batches`` has the ids in the order in which they joined: at first, then by each step. ``reach`` says from
        which entities, and how many links far, others are shown. The same scenery in the same graph gives the same.
        """
        await self.require_entities(
            [*dict.fromkeys([*scenery.ids, *(i for step in scenery.steps for i in _step_entities(step))])]
        )
        revision = (await self._store.state()).revision
        cast = await self._resolve_members(scenery, known_at, revision)
        row = await self.fetch_one("scene", ids=sorted(cast.ids), types=scenery.link_filter.types, known_at=known_at)
        return responses.serialize_scene(row or {"nodes": [], "links": []}) | {
            "batches": [list(batch) for batch in cast.batches], "reach": dict(cast.reach), "truncated": cast.truncated,
        }  # fmt: skip

    async def _resolve_members(self, scenery: SceneRequest, known_at: datetime, revision: int) -> SceneMembers:
        """Who is in a scene. Remembered for a while: the next step is then one question, not all of them again."""
        key = (revision, known_at, str(scenery))
        if key not in self._members_cache:
            if scenery.steps:
                before = await self._resolve_members(replace(scenery, steps=scenery.steps[:-1]), known_at, revision)
                self._members_cache[key] = await self._apply_step(before, scenery, known_at)
            else:
                ids = list(dict.fromkeys(scenery.ids))
                room = scenery.limit - len(ids)
                around, cut = await self.find_nearby(ids, scenery.depth, scenery.link_filter, room, known_at, None)
                self._members_cache[key] = SceneMembers(((*ids, *around),), dict.fromkeys(ids, scenery.depth), cut)
        self._members_cache.move_to_end(key)
        while len(self._members_cache) > _CACHE_SIZE:
            self._members_cache.popitem(last=False)
        return self._members_cache[key]

    async def _apply_step(self, cast: SceneMembers, scenery: SceneRequest, known_at: datetime) -> SceneMembers:
        """A cast after the last step of a scenery."""
        step, seen = scenery.steps[-1], cast.ids
        room = MAX_SCENE_ENTITIES - len(seen)
        if isinstance(step, ExpandStep):
            wanted = replace(scenery.link_filter, types=step.types or scenery.link_filter.types)
            most = min(MAX_EXPANSION, room)
            new = await self.find_neighbours([step.entity], wanted, seen, most, known_at, None, first_on=step.day)
            reach = {step.entity: max(1, cast.reach.get(step.entity, 0))}
        else:
            new = [i for i in dict.fromkeys(step.entities) if i not in seen][:room]
            reach = {i: cast.reach.get(i, 0) for i in step.entities}
        there = seen | set(new)
        kept = {i: hops for i, hops in ({**cast.reach} | reach).items() if i in there}
        return SceneMembers((*cast.batches, tuple(new)), kept, cast.truncated)

    async def fetch_status_history(self, measure_id: str, known_at: datetime) -> JsonObject:
        """A measure, and its life as it was known from one source to the next. Raises NotFound."""
        row = await self.fetch_one("life_versions", id=measure_id, known_at=known_at)
        if row is None:
            raise measure_not_found(measure_id)
        return {"measure": responses.serialize_entity(row["measure"]), "versions": status_history(row["periods"])}


def _step_entities(step: ExpandStep | AddStep) -> Sequence[str]:
    return [step.entity] if isinstance(step, ExpandStep) else step.entities
