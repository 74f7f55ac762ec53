"""How entities and links look in a picture, and the words for it.

Shape and colour tell the group of an entity's kind; the line tells how firmly a link, or a measure, holds. What holds
only by a date that was stated earlier is hatched besides. Colours, dashes and hatching are in ``explorer.css``, under
the names given here.
"""

from collections.abc import Mapping
from typing import Any

#: The groups of kinds, each with the shape that stands for it.
SHAPES = {"actor": "ellipse", "measure": "box", "product": "diamond", "agreement": "box", "event": "hexagon"}

#: The lines of links and around measures, each with what it says.
LINE_STYLES = {
    "holds": "in effect",
    "eased": "eased (partly lifted)",
    "suspended": "suspended",
    "planned": "expected, offered, threatened or announced",
    "unset": "not in force, or of a measure not in force",
    "possible": "dates uncertain",
    "ended": "ended: lifted, expired, invalidated or superseded",
    "disputed": "disputed",
}
#: The basis of a status that came about by a date stated earlier, with nothing published since that confirms it.
BY_TERMS = "by_terms"
BY_TERMS_TEXT = "by its own terms, not confirmed"
#: What is said of a measure on a day on which it has no status.
NOT_IN_FORCE = "not in force"
_STYLE_OF_STATUS = {
    None: "unset", "in_force": "holds", "announced": "planned", "eased": "eased", "suspended": "suspended",
    "expired": "ended", "lifted": "ended", "invalidated": "ended", "superseded": "ended",
}  # fmt: skip


def measure_style(status: str | None) -> str:
    """The line around a measure of that status; one without a status, or with one not known here, is not in force."""
    return _STYLE_OF_STATUS.get(status, "unset")


def status_text(status: str, basis: str | None, holds: str = "yes", *, again: bool = False) -> str:
    """A status in words; ``again`` says that the measure was in force before."""
    said = humanize(status)
    if basis == BY_TERMS:
        said = f"{'back ' if again and status == 'in_force' else ''}{said} {BY_TERMS_TEXT}"
    return f"{said}; dates uncertain" if holds == "possible" else said


def status_word(status: str, basis: str | None) -> str | None:
    """The word under a measure's name in a picture; None where it is plainly in force."""
    if basis == BY_TERMS:
        return "not confirmed" if status == "in_force" else f"{humanize(status)}, not confirmed"
    return None if status == "in_force" else humanize(status)


def depends_on_measure(certainty: str | None, holds: str) -> bool:
    """Whether a link of a measure looks as its measure does: where there is no doubt about the link itself."""
    return certainty in (None, "asserted") and holds == "yes"


def link_style(certainty: str | None, holds: str, of_measure: str) -> str:
    """The line of a link; ``of_measure`` is the look of the measure that it comes from, else ``holds``.

    Doubt about the link comes first, then whether it surely holds, then the status of the measure.
    """
    if certainty == "disputed":
        return "disputed"
    if certainty not in (None, "asserted"):
        return "planned"
    if holds == "no":
        return "ended"
    if of_measure == "unset":
        return "unset"
    return "possible" if holds == "possible" else of_measure


def humanize(name: str) -> str:
    """``NEGOTIATES_WITH`` or ``export_control`` as words."""
    return name.replace("_", " ").strip().lower()


def link_label(link: Mapping[str, Any]) -> str:
    """The few words that stand on an arrow."""
    certainty = link.get("certainty") or "asserted"
    label = humanize(link["type"]) if certainty == "asserted" else f"{humanize(link['type'])} ({certainty})"
    return label if len(label) <= 40 else label[:39] + "…"
