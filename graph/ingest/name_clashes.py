"""Clashes of names: records that seem to be one actor under two ids."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from graph.model.names import fold, whole
from graph.model.types import Entity
from graph.model.vocabulary import vocabulary


def names_of(entity: Entity) -> dict[str, str]:
    """Folded names of an actor with their spellings; none for kinds that may share names."""
    if entity.kind not in vocabulary().actors:
        return {}
    return {folded: name for name in reversed((entity.name, *entity.aliases)) if (folded := fold(name))}


def same_actor(one: Entity, other: Entity) -> str | None:
    """Name by which two records seem to be one actor; None if an identifier differs."""
    if one.id == other.id or one.kind != other.kind:
        return None
    shared = one.identifiers.keys() & other.identifiers.keys()
    if any(whole(one.identifiers[name]) != whole(other.identifiers[name]) for name in shared):
        return None
    names = names_of(one)
    return min((names[folded] for folded in names.keys() & names_of(other).keys()), default=None)


class Namesakes:
    """Actors by their names, with the places where they are defined."""

    def __init__(self, goes_by: Mapping[str, str]) -> None:
        """Start without actors; ``goes_by`` are merged ids with their canonical ones, which may share names."""
        self._goes_by = goes_by
        self._holders: defaultdict[tuple[str, str], list[tuple[str, Entity]]] = defaultdict(list)

    def add(self, entity: Entity, where: str) -> None:
        """Note an actor that is defined there."""
        for name in names_of(entity):
            self._holders[entity.kind, name].append((where, entity))

    def clashes(self, entity: Entity) -> Iterator[str]:
        """Yield a sentence for each actor noted that seems to be this one, each once."""
        met: set[str] = set()
        for name in names_of(entity):
            for where, other in self._holders.get((entity.kind, name), ()):
                if other.id in met or self._canonical(entity) == self._canonical(other):
                    continue
                met.add(other.id)
                if shared := same_actor(entity, other):
                    yield _sentence(shared, entity, other, where)

    def _canonical(self, entity: Entity) -> str:
        return self._goes_by.get(entity.id, entity.id)


def _sentence(name: str, one: Entity, other: Entity, where: str) -> str:
    """Which two seem to be one actor, and what would tell them apart."""
    known = vocabulary().kinds[one.kind].identifiers
    equal = next((key for key in known if key in one.identifiers and key in other.identifiers), None)
    if equal:
        why = f"both have the {equal} {one.identifiers[equal]}: make them one entity with aliases"
    else:
        why = (
            "no identifier tells them apart: make them one entity with aliases, or give each an identifier "
            f"that differs ({', '.join(known)})"
        )
    return f"{name!r} of {one.id} is also a name of {other.id} {where}, and {why}"
