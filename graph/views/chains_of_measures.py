"""Chains and cycles of measures that answer each other or were given for each other."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from graph.store.store import Row
from graph.views import responses
from graph.views.types.measures import Chain, ChainLink

#: The most chains that are examined, shared equally among the measures that they start from.
MAX_CHAINS = 2000


def find_chains(rows: Sequence[Row], start: str | None, max_length: int) -> list[Chain]:
    """Return cycles, then chains of declared links alone, then chains with inferred links.

    The longest come first within each group. A chain leads from a measure to one that it answers, and so on as far as
    possible; no measure occurs twice. Chains begin at ``start``, by default at every measure that answers another one
    and that no measure answers. A cycle consists of declared retaliations.
    """
    out: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (not row["declared"], *_key(row))):
        out.setdefault(row["subject"]["id"], []).append(row)
    answered = {row["object"]["id"] for row in rows}
    starts = [start] if start else sorted(out.keys() - answered)
    share = max(20, MAX_CHAINS // max(1, len(starts)))
    reached = (
        _find_reachable(start, lambda one: (row["object"]["id"] for row in out.get(one, ()))) if start else set(out)
    )
    found = [(True, way) for way in islice(_iter_cycles(out, reached, start, max_length), MAX_CHAINS)]
    for first in starts:
        found += [(False, way) for way in islice(_iter_paths(out, [], first, max_length), share)]
    return [_chain(way, cycle=cycle) for cycle, way in sorted(found, key=_order)[:MAX_CHAINS]]


def _order(found: tuple[bool, list[Row]]) -> tuple[Any, ...]:
    cycle, way = found
    inferred = sum(not row["declared"] for row in way)
    return not cycle, inferred > 0, -len(way), inferred, [_key(row) for row in way]


def _key(row: Row) -> tuple[str, str, str]:
    return row["subject"]["id"], row["object"]["id"], row["type"]


def _iter_paths(out: Mapping[str, Sequence[Row]], way: list[Row], at: str, max_length: int) -> Iterator[list[Row]]:
    """Yield the continuations of ``way`` that cannot be extended."""
    seen = {row["subject"]["id"] for row in way} | {at}
    on = [row for row in out.get(at, ()) if row["object"]["id"] not in seen] if len(way) < max_length else []
    for row in on:
        yield from _iter_paths(out, [*way, row], row["object"]["id"], max_length)
    if way and not on:
        yield way


def _iter_cycles(
    out: Mapping[str, Sequence[Row]], ids: set[str], start: str | None, max_length: int
) -> Iterator[list[Row]]:
    """Yield each cycle once, from ``start`` if possible, else from its first id."""
    left = {
        one: [row for row in rows if row["declared"] and row["type"] == "RETALIATES_FOR"]
        for one, rows in out.items()
        if one in ids
    }
    into: dict[str, list[str]] = {}
    for one, rows in left.items():
        for row in rows:
            into.setdefault(row["object"]["id"], []).append(one)
    for first in sorted(left, key=lambda one: (one != start, one)):
        lead_back = _find_reachable(first, lambda to: (one for one in into.get(to, ()) if one in left))
        yield from _back_to(first, left, [], lead_back, max_length)
        del left[first]


def _back_to(
    first: str, out: Mapping[str, Sequence[Row]], way: list[Row], lead_back: set[str], max_length: int
) -> Iterator[list[Row]]:
    seen = {row["object"]["id"] for row in way}
    for row in out[way[-1]["object"]["id"] if way else first] if len(way) < max_length else ():
        to = row["object"]["id"]
        if to == first:
            yield [*way, row]
        elif to in lead_back and to not in seen:
            yield from _back_to(first, out, [*way, row], lead_back, max_length)


def _find_reachable(start: str, neighbours: Callable[[str], Iterable[str]]) -> set[str]:
    seen, edge = {start}, [start]
    while edge:
        edge = [other for one in edge for other in neighbours(one) if other not in seen]
        seen |= set(edge)
    return seen


def _chain(way: Sequence[Row], *, cycle: bool) -> Chain:
    nodes = [way[0]["subject"], *(row["object"] for row in way)]
    links: list[ChainLink] = [
        {
            "subject": responses.serialize_reference(row["subject"]),
            "object": responses.serialize_reference(row["object"]),
            "type": row["type"],
            "declared": row["declared"],
            "days": row["days"],
            "fact_id": row["fact_id"],
            "certainty": row["certainty"],
        }
        for row in way
    ]
    return {"nodes": [responses.serialize_reference(node) for node in nodes], "links": links, "cycle": cycle}
