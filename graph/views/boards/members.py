"""Members of an entity: who acts for it, and what ties it to measures."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from graph.store.store import Row
from graph.views.types.boards import Relation

#: Relations of those that act for an entity, and of those through which measures target or restrict it.
_BODIES: tuple[Relation, ...] = ("body", "official")
_REACHED: tuple[Relation, ...] = (*_BODIES, "owner", "based_in")
_PRODUCTS: tuple[Relation, ...] = ("whole", "part", "makes", "makes_part_of")


def is_current(member: Row, day: str) -> bool:
    """Return whether a member belongs to the entity on a day, or did only before."""
    return all(end > day for end in member["ends"])


def member_ids(entity_id: str, members: Sequence[Row], day: str) -> dict[str, list[str]]:
    """Return the ids of the entity and its members, as parameters of the query ``board``."""

    def ids(relations: Sequence[Relation], *, current: bool) -> list[str]:
        found = (one["id"] for one in members if one["relation"] in relations and (not current or is_current(one, day)))
        return [entity_id, *dict.fromkeys(found)]

    return {
        "bodies": ids(_BODIES, current=False),
        "reached": ids(_REACHED, current=True),
        "products": ids(_PRODUCTS, current=True),
    }


def relate_links(entity_id: str, members: Sequence[Row], links: Iterable[Row], day: str) -> list[dict[str, Any]]:
    """Return the links with the relation of the member at their end.

    An act of an official counts if the office was held on the day of the act; any other link, if it is held now.
    """
    ties: defaultdict[str, list[Row]] = defaultdict(list)
    for member in members:
        ties[member["id"]].append(member)
    found = []
    for row in links:
        if row["member"] == entity_id:
            found.append({**row, "relation": "itself"})
            continue
        for member in ties[row["member"]]:
            if _counts(member, row["link"], day):
                found.append({**row, "relation": member["relation"]})
                break
    return found


def _counts(member: Row, link: Row, day: str) -> bool:
    kind = link["type"]
    if kind == "TARGETS":
        return member["relation"] in _REACHED and is_current(member, day)
    if kind == "RESTRICTS":
        return member["relation"] in _PRODUCTS
    if member["relation"] not in _BODIES:
        return False
    if kind in ("SEEKS", "OPPOSES", "NEGOTIATES_WITH", "TOOK_PART_IN", "COMMENTED_ON"):
        return is_current(member, day)
    starts, ends = max(member["starts"]), min(member["ends"])
    return bool(starts <= link["valid_from_latest"] and link["valid_from"] < ends)
