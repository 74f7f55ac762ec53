"""Every type of value that Neo4j knows, in its one JSON form.

===============  ====================================================================================
Neo4j            JSON
===============  ====================================================================================
null, BOOLEAN    null, true and false
INTEGER, STRING  number, text
FLOAT            number; NaN and the infinities, which JSON does not have, are null
LIST, MAP        array, object
DATE, TIME, ...  ISO 8601 text; a DURATION too, as P1M2DT3S
POINT            {"srid", "x", "y"} and "z" where there is one
BYTES            text in base64
NODE             {"labels", "properties"}; our nodes carry their id among the properties
RELATIONSHIP     {"type", "properties", "subject", "object"} with the ids of its ends
PATH             {"nodes", "links"}
===============  ====================================================================================

Neo4j's own element ids are left out: they mean nothing outside one database and change when it is restored.
"""

import base64
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from neo4j.graph import Node, Path, Relationship
from neo4j.spatial import Point
from neo4j.time import Date, DateTime, Duration, Time

_ZEROS = re.compile(r"(:\d{2}(?:\.\d*[1-9])?)\.?0+(?=Z|[+-]|$)")


def json_value(value: Any) -> Any:
    """A value as the driver gives it, in its JSON form. Raises TypeError for a type that is not Neo4j's."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    for types, convert in _CONVERT:
        if isinstance(value, types):
            return convert(value)
    raise TypeError(f"a {type(value).__name__} is no value of Neo4j")


def _map(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: json_value(item) for key, item in value.items()}


def _node(value: Node) -> dict[str, Any]:
    return {"labels": sorted(value.labels), "properties": _map(dict(value.items()))}


def _relationship(value: Relationship) -> dict[str, Any]:
    ends = [node.get("id") if node is not None else None for node in (value.start_node, value.end_node)]
    return {"type": value.type, "properties": _map(dict(value.items())), "subject": ends[0], "object": ends[1]}


def _path(value: Path) -> dict[str, Any]:
    return {"nodes": [_node(n) for n in value.nodes], "links": [_relationship(r) for r in value.relationships]}


def _point(value: Point) -> dict[str, Any]:
    return {"srid": value.srid, **dict(zip("xyz", value, strict=False))}


def _iso(value: Date | Time | DateTime | Duration) -> str:
    # Nanoseconds that are all zero are left out, and UTC is a Z: the form that instants have everywhere else.
    text: str = _ZEROS.sub(r"\1", value.iso_format())
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


_CONVERT: tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...] = (
    ((Date, Time, DateTime, Duration), _iso),
    (Node, _node),
    (Relationship, _relationship),
    (Path, _path),
    (Point, _point),
    ((bytes, bytearray), lambda value: base64.b64encode(value).decode()),
    (dict, _map),
    ((list, tuple), lambda value: [json_value(item) for item in value]),
)
