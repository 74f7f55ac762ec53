"""Exposure of a company or product to measures, the strongest first."""

from collections.abc import Sequence
from typing import Any

from graph.store.store import Row
from graph.views import measures, responses
from graph.views.types.measures import Exposure

#: Hundreds of ``strength``: directness.
DIRECTNESS = {"targeted": 5, "restricted": 5, "makes": 4, "part_of": 3, "owner": 2, "based_in": 1}
#: Tens of ``strength``: status on the day. Zero if no source dates it.
WEIGHT = {"in_force": 4, "eased": 3, "suspended": 2, "announced": 1}


def rank_exposures(rows: Sequence[Row], as_of: str) -> list[Exposure]:
    """Return each measure by each path, the strongest first.

    Of paths that differ only in the dates of their links, the one with the surest links is returned."""
    best: dict[tuple[str, ...], Row] = {}
    for row in sorted(rows, key=_sureness):
        best.setdefault((row["directness"], *(node["id"] for node in row["nodes"])), row)
    shown = [_exposure(row, as_of) for row in best.values()]
    return sorted(shown, key=lambda one: (-one["strength"], [node["id"] for node in one["path"]["nodes"]]))


def _sureness(row: Row) -> tuple[Any, ...]:
    return sum(link["certainty"] != "asserted" for link in row["links"]), [link["link_id"] for link in row["links"]]


def _exposure(row: Row, as_of: str) -> Exposure:
    status = row["period"]["status"] if row["period"] else ""
    sources = min(9, *(link["n_sources"] for link in row["links"]))
    return {
        "measure": measures.serialize_measure(row["measure"], row["period"], as_of),
        "path": responses.serialize_path(row, as_of),
        "directness": row["directness"],
        "strength": 100 * DIRECTNESS[row["directness"]] + 10 * WEIGHT.get(status, 0) + sources,
        "exempted_by": [responses.serialize_link(link, as_of) for link in row["exempts"]],
    }
