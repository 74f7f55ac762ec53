"""How entities and links look in a picture, and the words for it.

Shape and colour tell the group of an entity's kind; the line tells how firmly a link, or a measure, holds. Colours and
dashes themselves are in ``picture.css``, under the names given here.
"""

from collections.abc import Mapping
from typing import Any

#: The groups of kinds, each with the shape that stands for it.
SHAPES = {"actor": "ellipse", "measure": "box", "product": "diamond", "agreement": "box", "event": "hexagon"}

#: The lines of links and around measures, each with what it says.
LOOKS = {
    "holds": "holds",
    "eased": "measure eased",
    "suspended": "measure suspended",
    "planned": "expected, offered, threatened or announced",
    "possible": "may hold: dates not certain",
    "ended": "ended: lifted, expired, invalidated or superseded",
    "disputed": "disputed",
}
_OF_STATUS = {
    "announced": "planned", "eased": "eased", "suspended": "suspended",
    "expired": "ended", "lifted": "ended", "invalidated": "ended", "superseded": "ended",
}  # fmt: skip


def measure_look(status: str | None) -> str:
    """The line around a measure of that status."""
    return _OF_STATUS.get(status or "", "holds")


def link_look(certainty: str | None, holds: str, of_measure: str) -> str:
    """The line of a link; ``of_measure`` is the look of the measure that it comes from, else ``holds``.

    Doubt about the link comes first, then whether it surely holds, then the status of the measure.
    """
    if certainty == "disputed":
        return "disputed"
    if certainty not in (None, "asserted"):
        return "planned"
    if holds == "no":
        return "ended"
    return "possible" if holds == "possible" else of_measure


def words(name: str) -> str:
    """``NEGOTIATES_WITH`` or ``export_control`` as words."""
    return name.replace("_", " ").strip().lower()


def link_label(link: Mapping[str, Any]) -> str:
    """The few words that stand on an arrow."""
    certainty = link.get("certainty") or "asserted"
    label = words(link["type"]) if certainty == "asserted" else f"{words(link['type'])} ({certainty})"
    return label if len(label) <= 40 else label[:39] + "…"
