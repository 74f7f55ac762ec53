"""How a measure reaches a company or a product, the most direct and the heaviest first."""

from collections.abc import Mapping, Sequence
from typing import Any

from graph.views import responses
from graph.views.responses import JsonObject

ExposureRow = Mapping[str, Any]

#: Hundreds of ``strength``: how directly the measure reaches it.
DIRECTNESS = {"targeted": 5, "restricted": 5, "makes": 4, "part_of": 3, "owner": 2, "based_in": 1}
#: Tens of ``strength``: what the measure is on the day. Nothing where nobody dates it.
WEIGHT = {"in_force": 4, "eased": 3, "suspended": 2, "announced": 1}


def rank_exposures(rows: Sequence[ExposureRow], as_of: str) -> list[JsonObject]:
    """Each measure by each way, the strongest first. Of links that differ in nothing but their dates, the surest."""
    best: dict[tuple[str, ...], ExposureRow] = {}
    for row in sorted(rows, key=_sureness):
        best.setdefault((row["directness"], *(node["id"] for node in row["nodes"])), row)
    shown = [_exposure(row, as_of) for row in best.values()]
    return sorted(shown, key=lambda one: (-one["strength"], [node["id"] for node in one["path"]["nodes"]]))


def _sureness(row: ExposureRow) -> tuple[Any, ...]:
    return sum(link["certainty"] != "asserted" for link in row["links"]), [link["link_id"] for link in row["links"]]


def _exposure(row: ExposureRow, as_of: str) -> JsonObject:
    status = row["period"]["status"] if row["period"] else ""
    sources = min(9, *(link["n_sources"] for link in row["links"]))
    return {
        "measure": responses.serialize_measure(row["measure"], row["period"], as_of),
        "path": responses.serialize_path(row, as_of),
        "directness": row["directness"],
        "strength": 100 * DIRECTNESS[row["directness"]] + 10 * WEIGHT.get(status, 0) + sources,
        "exempted_by": [responses.serialize_link(link, as_of) for link in row["exempts"]],
    }
