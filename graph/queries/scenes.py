"""Scenes: what the explorer draws, for all days at once, and how it grew step by step."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from graph.queries.base import no_measure
from graph.queries.neighbourhood import Around, LinkFilter
from graph.query_library import Query
from graph.store import Store
from graph.views import responses
from graph.views.intervals import of_versions
from graph.views.responses import Shape

#: How many neighbours one expansion adds at most: more would bury what is there.
EXPANSION = 25
#: How many entities a scene holds at most, however many steps it is made of.
SCENE_MOST = 500
_REMEMBERED = 200  # casts, each a few hundred ids at most


@dataclass(frozen=True)
class Expand:
    """A step: neighbours of an entity join the scene, those first that are linked with it on the day."""

    entity: str
    day: date
    types: Sequence[str] | None = None

    def __str__(self) -> str:
        return " ".join(["expand", self.entity, self.day.isoformat(), *(self.types or ())])


@dataclass(frozen=True)
class Add:
    """A step: these entities join the scene."""

    entities: Sequence[str]

    def __str__(self) -> str:
        return " ".join(["add", *self.entities])


@dataclass(frozen=True)
class Scenery:
    """Which scene is asked for: entities, how far around them, along which links; and the steps made since."""

    ids: Sequence[str]
    depth: int = 1
    wanted: LinkFilter = field(default_factory=LinkFilter)
    limit: int = 300
    steps: Sequence[Expand | Add] = ()


@dataclass(frozen=True)
class Cast:
    """Who is in a scene: the ids in the order in which they joined, and from where others are shown."""

    batches: tuple[tuple[str, ...], ...]
    reach: Mapping[str, int]
    cut: bool

    @property
    def ids(self) -> set[str]:
        """All of them."""
        return {i for batch in self.batches for i in batch}


class Scenes(Around):
    """Answers about scenes."""

    def __init__(self, store: Store, queries: Mapping[str, Query]) -> None:
        super().__init__(store, queries)
        self._casts: OrderedDict[tuple[Any, ...], Cast] = OrderedDict()

    async def scene(self, scenery: Scenery, known_at: datetime) -> Shape:
        """The entities around some, of whichever day, and the links among them. Raises NotFound.

        ``batches`` has the ids in the order in which they joined: at first, then by each step. ``reach`` says from
        which entities, and how many links far, others are shown. The same scenery in the same graph gives the same.
        """
        await self.must_exist([*dict.fromkeys([*scenery.ids, *(i for step in scenery.steps for i in _named(step))])])
        revision = (await self._store.state()).revision
        cast = await self._cast(scenery, known_at, revision)
        row = await self.ask("scene", ids=sorted(cast.ids), types=scenery.wanted.types, known_at=known_at)
        return responses.scene(row or {"nodes": [], "links": []}) | {
            "batches": [list(batch) for batch in cast.batches], "reach": dict(cast.reach), "truncated": cast.cut,
        }  # fmt: skip

    async def _cast(self, scenery: Scenery, known_at: datetime, revision: int) -> Cast:
        """Who is in a scene. Remembered for a while: the next step is then one question, not all of them again."""
        key = (revision, known_at, str(scenery))
        if key not in self._casts:
            if scenery.steps:
                before = await self._cast(replace(scenery, steps=scenery.steps[:-1]), known_at, revision)
                self._casts[key] = await self._grown(before, scenery, known_at)
            else:
                ids = list(dict.fromkeys(scenery.ids))
                room = scenery.limit - len(ids)
                around, cut = await self.around(ids, scenery.depth, scenery.wanted, room, known_at, None)
                self._casts[key] = Cast(((*ids, *around),), dict.fromkeys(ids, scenery.depth), cut)
        self._casts.move_to_end(key)
        while len(self._casts) > _REMEMBERED:
            self._casts.popitem(last=False)
        return self._casts[key]

    async def _grown(self, cast: Cast, scenery: Scenery, known_at: datetime) -> Cast:
        """A cast after the last step of a scenery."""
        step, seen = scenery.steps[-1], cast.ids
        room = SCENE_MOST - len(seen)
        if isinstance(step, Expand):
            wanted = replace(scenery.wanted, types=step.types or scenery.wanted.types)
            most = min(EXPANSION, room)
            new = await self.neighbours([step.entity], wanted, seen, most, known_at, None, first_on=step.day)
            reach = {step.entity: max(1, cast.reach.get(step.entity, 0))}
        else:
            new = [i for i in dict.fromkeys(step.entities) if i not in seen][:room]
            reach = {i: cast.reach.get(i, 0) for i in step.entities}
        there = seen | set(new)
        kept = {i: hops for i, hops in ({**cast.reach} | reach).items() if i in there}
        return Cast((*cast.batches, tuple(new)), kept, cast.cut)

    async def life(self, measure_id: str, known_at: datetime) -> Shape:
        """A measure, and its life as it was known from one source to the next. Raises NotFound."""
        row = await self.ask("life_versions", id=measure_id, known_at=known_at)
        if row is None:
            raise no_measure(measure_id)
        return {"measure": responses.entity(row["measure"]), "versions": of_versions(row["periods"])}


def _named(step: Expand | Add) -> Sequence[str]:
    return [step.entity] if isinstance(step, Expand) else step.entities
