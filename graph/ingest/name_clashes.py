"""Name clashes: records that seem to be one actor with two ids."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from graph.model.names import fold, fold_compact
from graph.model.types import Entity
from graph.model.vocabulary import vocabulary

#: The identifier that is a list: the numbers of an entity in public lists.
LIST_IDS = "list_ids"


def fold_names(entity: Entity) -> dict[str, str]:
    """Map the folded names of an actor to their spellings.

    The result is empty for kinds whose entities may share names.
    """
    if entity.kind not in vocabulary().actor_kinds:
        return {}
    return {folded: name for name in reversed((entity.name, *entity.aliases)) if (folded := fold(name))}


def find_shared_name(one: Entity, other: Entity) -> str | None:
    """Return a name that two records share; None if an identifier differs."""
    if one.id == other.id or one.kind != other.kind:
        return None
    if _are_told_apart(one, other):
        return None
    names = fold_names(one)
    return min((names[folded] for folded in names.keys() & fold_names(other).keys()), default=None)


def _are_told_apart(one: Entity, other: Entity) -> bool:
    """Return True if an identifier of two records differs.

    Numbers in lists differ if the records have none in common: an entry of a list is not the entity of another record
    of its name until someone says so.
    """
    shared = one.identifiers.keys() & other.identifiers.keys() - {LIST_IDS}
    if any(fold_compact(one.identifiers[name]) != fold_compact(other.identifiers[name]) for name in shared):
        return True
    listed, also = one.identifiers.get(LIST_IDS, ()), other.identifiers.get(LIST_IDS, ())
    return bool(listed or also) and set(listed).isdisjoint(also)


class NameIndex:
    """Actors by their names, with the places where they are defined."""

    def __init__(self, canonical_ids: Mapping[str, str]) -> None:
        """Start without actors. Entities merged into each other, by ``canonical_ids``, may share names."""
        self._canonical_ids = canonical_ids
        self._entities_by_name: defaultdict[tuple[str, str], list[tuple[str, Entity]]] = defaultdict(list)

    def add(self, entity: Entity, where: str) -> None:
        """Add an actor and the place that defines it."""
        for name in fold_names(entity):
            self._entities_by_name[entity.kind, name].append((where, entity))

    def find_clashes(self, entity: Entity) -> Iterator[str]:
        """Yield a message for each actor in the index that seems to be this one."""
        met: set[str] = set()
        for name in fold_names(entity):
            for where, other in self._entities_by_name.get((entity.kind, name), ()):
                if other.id in met or self._canonical(entity) == self._canonical(other):
                    continue
                met.add(other.id)
                if shared := find_shared_name(entity, other):
                    yield _format_clash(shared, entity, other, where)

    def _canonical(self, entity: Entity) -> str:
        return self._canonical_ids.get(entity.id, entity.id)


def _format_clash(name: str, one: Entity, other: Entity, where: str) -> str:
    """Return a message that names both actors and says how to distinguish them."""
    known = vocabulary().kinds[one.kind].identifiers
    equal = next((key for key in known if key in one.identifiers and key in other.identifiers), None)
    if equal:
        why = f"both have the {equal} {_show_shared(one, other, equal)}: make them one entity with aliases"
    else:
        why = (
            "no identifier tells them apart: make them one entity with aliases, or give each an identifier "
            f"that differs ({', '.join(known)})"
        )
    return f"{name!r} of {one.id} is also a name of {other.id} {where}, and {why}"


def _show_shared(one: Entity, other: Entity, name: str) -> str:
    value = one.identifiers[name]
    return value if isinstance(value, str) else next((item for item in value if item in other.identifiers[name]), "")
