"""Links as rows of a table, and their dates as whole days."""

from collections.abc import Mapping
from typing import Any

import orjson

from graph.model.dates import NO_END, UNKNOWN_START, parse_end, parse_partial

COLUMNS = (
    "link_id", "fact_id", "type", "subject", "subject_kind", "subject_name", "object", "object_kind", "object_name",
    "valid_from", "valid_to", "known_from", "known_to", "certainty", "holds", "n_sources", "properties",
)  # fmt: skip


def list_link_values(link: Mapping[str, Any]) -> list[Any]:
    """Return the values of a link, one for each column."""
    ends = {
        f"{end}{key}": link[end][name]
        for end in ("subject", "object")
        for key, name in (("", "id"), ("_kind", "kind"), ("_name", "name"))
    }
    properties = orjson.dumps(link["properties"]).decode() if link["properties"] else None
    values = {**link, **ends, "properties": properties}
    return [values[column] for column in COLUMNS]


#: Dates of a link in the graph.
DATE_NAMES = ("valid_from", "valid_from_latest", "valid_to", "valid_to_earliest")


def whole_days(link: Mapping[str, Any]) -> dict[str, str]:
    """Return the earliest and latest day of each end of a link."""
    start, end = link["valid_from"], link["valid_to"]
    first = parse_partial(start) if start else None
    last = parse_end(end) if end else NO_END
    unknown = UNKNOWN_START.isoformat()
    return {
        "valid_from": first.first.isoformat() if first else unknown,
        "valid_from_latest": first.last.isoformat() if first else unknown,
        "valid_to": last.last.isoformat(),
        "valid_to_earliest": last.first.isoformat(),
    }
