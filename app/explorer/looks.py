"""How entities and links look in a picture, and the words for it.

Shape and colour tell the group of an entity's kind; the line tells how firmly a link, or a measure, holds. Colours and
dashes themselves are in ``picture.css``, under the names given here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from app.layout import group_of

SHAPES = {"actor": "ellipse", "measure": "box", "product": "diamond", "agreement": "box", "event": "hexagon"}

LOOKS = {
    "holds": "holds",
    "eased": "measure eased",
    "suspended": "measure suspended",
    "planned": "expected, offered, threatened or announced",
    "possible": "may hold: dates not certain",
    "ended": "ended, lifted or expired",
    "disputed": "disputed",
}
_OF_STATUS = {"announced": "planned", "eased": "eased", "suspended": "suspended", "expired": "ended", "lifted": "ended"}


def measure_look(entity: Mapping[str, Any]) -> str:
    """The line around an entity: for a measure by its status, else as what holds."""
    return _OF_STATUS.get(str(entity.get("status")), "holds")


def link_look(link: Mapping[str, Any], measures: Mapping[str, str]) -> str:
    """The line of a link; ``measures`` gives the look of each measure by id.

    Doubt about the link comes first, then whether it holds on the date, then the status of the measure it comes from.
    """
    certainty = link.get("certainty") or "asserted"
    if certainty == "disputed":
        return "disputed"
    if certainty != "asserted":
        return "planned"
    if link.get("holds") == "no":
        return "ended"
    if link.get("holds") == "possible":
        return "possible"
    return measures.get(link["subject"]["id"], "holds")


def words(name: str) -> str:
    """``NEGOTIATES_WITH`` or ``export_control`` as words."""
    return name.replace("_", " ").strip().lower()


def link_label(link: Mapping[str, Any]) -> str:
    """The few words that stand on an arrow."""
    certainty = link.get("certainty") or "asserted"
    label = words(link["type"]) if certainty == "asserted" else f"{words(link['type'])} ({certainty})"
    return label if len(label) <= 40 else label[:39] + "…"


def legend(nodes: Sequence[Mapping[str, Any]], links: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, str]]]:
    """The entries for the shapes and for the lines that are really there; in: what was drawn, with ``look``."""
    kinds = Counter(node["kind"] for node in nodes)
    shapes: dict[str, list[str]] = {group: [] for group in SHAPES}
    for kind, count in sorted(kinds.items()):
        shapes.setdefault(group_of(kind), []).append(f"{kind} {count}")
    lines = Counter(link["look"] for link in links)
    borders = Counter(node["look"] for node in nodes if node["look"] != "holds")
    return {
        "shapes": [{"group": group, "text": ", ".join(of_kind)} for group, of_kind in shapes.items() if of_kind],
        "lines": [
            {"look": look, "text": f"{text} {lines[look]}" if lines[look] else text}
            for look, text in LOOKS.items()
            if lines[look] or borders[look]
        ],
    }
