"""Clocks in the metadata of a transaction, and as parameters for Neo4j."""

from collections.abc import Mapping
from datetime import UTC, datetime

from app.bolt.protocol.packstream import NULL, is_string, pack_date, pack_instant, read_map, unpack_string
from graph.asof import ClockTexts, QueryClocks
from graph.errors import InvalidParameter, Problem


def read_clocks(extra: Mapping[str, bytes]) -> ClockTexts | None:
    """Return the clocks in the metadata of a transaction, or None without any. Raises InvalidParameter."""
    packed = extra.get("tx_metadata", NULL)
    metadata = {} if packed == NULL else read_map(packed, 0)[0]
    found = {name: metadata[name] for name in ClockTexts._fields if metadata.get(name, NULL) != NULL}
    if not found:
        return None
    for name, value in found.items():
        if not is_string(value, 0):
            why = 'is not text in the metadata: write it as "2025-12-15"'
            raise InvalidParameter(f"{name} {why}.", [Problem(name, why)])
    texts = ClockTexts(**{name: unpack_string(value) for name, value in found.items()})
    QueryClocks.parse(datetime.now(UTC), *texts)
    return texts


def pack_clocks(clocks: QueryClocks, *, utc: bool) -> dict[str, bytes]:
    """Return the parameters of a query with clocks. ``utc``: instants have the form of Bolt 5."""
    return {
        name: pack_instant(value, utc=utc) if isinstance(value, datetime) else pack_date(value)
        for name, value in clocks.parameters.items()
    }
