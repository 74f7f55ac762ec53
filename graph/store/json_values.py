"""JSON encoding of Neo4j values.

===============  ====================================================================================
Neo4j            JSON
===============  ====================================================================================
null, BOOLEAN    null, true and false
INTEGER, STRING  number, text
FLOAT            number; null for NaN and the infinities, which JSON lacks
LIST, MAP        array, object
DATE, TIME, ...  ISO 8601 text; a DURATION as P1M2DT3S
POINT            {"srid", "x", "y"}, and "z" in three dimensions
BYTES            text in base64
NODE             {"labels", "properties"}; our nodes have their id among the properties
RELATIONSHIP     {"type", "properties", "subject", "object"} with the ids of its ends
PATH             {"nodes", "links"}
===============  ====================================================================================

Neo4j's element ids are left out: they mean nothing outside one database and change when it is restored.
"""

import base64
import math
import re
from collections.abc import Mapping
from typing import Any

from neo4j.graph import Node, Path, Relationship
from neo4j.spatial import Point
from neo4j.time import Date, DateTime, Duration, Time

from graph.errors import CypherFailed

#: Levels of lists and maps; many JSON readers accept only a few hundred.
MAX_DEPTH = 100
UNREADABLE_VALUE = "A date or a time zone of the result cannot be represented: wrap it in toString()."
_ZEROS = re.compile(r"(:\d{2}(?:\.\d*[1-9])?)\.?0+(?=Z|[+-]|$)")


class JsonEncoder:
    """Encoder of the driver's values, with notes on what JSON cannot represent."""

    def __init__(self) -> None:
        self._not_finite = self._depth = 0

    @property
    def notes(self) -> list[str]:
        """Sentences about values that were lost; empty if none were."""
        if not self._not_finite:
            return []
        number = "1 number is" if self._not_finite == 1 else f"{self._not_finite} numbers are"
        return [f"{number} null because JSON has no NaN and no infinity."]

    def __call__(self, value: Any) -> Any:
        """Encode a value. Raises CypherFailed if it is nested too deeply or cannot be represented."""
        if value is None or isinstance(value, (bool, int, str)):
            return value
        if isinstance(value, float):
            return self._number(value)
        if self._depth == MAX_DEPTH:
            raise CypherFailed(f"A value is nested deeper than {MAX_DEPTH} lists and maps: return its parts.")
        self._depth += 1
        try:
            if isinstance(value, (list, tuple)) and not isinstance(value, (Point, Duration)):
                return [self(item) for item in value]
            return self._map(value) if isinstance(value, dict) else self._other(value)
        finally:
            self._depth -= 1

    def _number(self, value: float) -> float | None:
        if math.isfinite(value):
            return value
        self._not_finite += 1
        return None

    def _map(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {key: self(item) for key, item in value.items()}

    def _other(self, value: Any) -> Any:
        if isinstance(value, (Date, Time, DateTime, Duration)):
            return _iso(value)
        if isinstance(value, Node):
            return {"labels": sorted(value.labels), "properties": self._map(dict(value.items()))}
        if isinstance(value, Relationship):
            ends = [node.get("id") if node is not None else None for node in (value.start_node, value.end_node)]
            properties = self._map(dict(value.items()))
            return {"type": value.type, "properties": properties, "subject": ends[0], "object": ends[1]}
        if isinstance(value, Path):
            return {"nodes": [self(n) for n in value.nodes], "links": [self(r) for r in value.relationships]}
        if isinstance(value, Point):
            return {"srid": value.srid, **dict(zip("xyz", map(self, value), strict=False))}
        if isinstance(value, (bytes, bytearray)):
            return base64.b64encode(value).decode()
        raise CypherFailed(UNREADABLE_VALUE)  # a date outside Python's range, in a list or a map


def _iso(value: Date | Time | DateTime | Duration) -> str:
    # Instants have this form everywhere: no trailing zeros, and Z for UTC.
    text: str = _ZEROS.sub(r"\1", value.iso_format())
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text
