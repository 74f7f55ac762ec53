"""Styles of entities and links, and the words for them.

Shape and colour show the group of an entity's kind; the line shows the certainty of a link or the status of a measure.
A status by its own terms is hatched. Colours, dashes and hatching are in ``explorer.css`` under the names used here.
"""

from app.pictures.scene import SceneObject
from graph.model.vocabulary import vocabulary

#: Shape of each group of kinds.
SHAPES = {
    "actor": "ellipse", "measure": "box", "product": "diamond", "agreement": "box", "event": "hexagon",
    "asset": "triangle",
}  # fmt: skip

#: Lines of links and of the borders of measures, with their meaning.
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
#: Basis of a status that follows from a date stated earlier and is not confirmed by anything published since.
BY_TERMS = "by_terms"
BY_TERMS_TEXT = "by its own terms, not confirmed"
#: Text for a measure on a day without a status.
NOT_IN_FORCE = "not in force"
_STYLE_OF_STATUS = {
    None: "unset", "in_force": "holds", "announced": "planned", "eased": "eased", "suspended": "suspended",
    "expired": "ended", "lifted": "ended", "invalidated": "ended", "superseded": "ended",
}  # fmt: skip


def measure_style(status: str | None) -> str:
    """Return the line style of a measure; an unknown status counts as not in force."""
    return _STYLE_OF_STATUS.get(status, "unset")


def status_text(status: str, basis: str | None, holds: str = "yes", *, again: bool = False) -> str:
    """Return a status in words; ``again`` is true if the measure was in force before."""
    said = humanize(status)
    if basis == BY_TERMS:
        said = f"{'back ' if again and status == 'in_force' else ''}{said} {BY_TERMS_TEXT}"
    return f"{said}; dates uncertain" if holds == "possible" else said


def status_word(status: str, basis: str | None) -> str | None:
    """Return the word under a measure's name; None for a reported status in force."""
    if basis == BY_TERMS:
        return "not confirmed" if status == "in_force" else f"{humanize(status)}, not confirmed"
    return None if status == "in_force" else humanize(status)


def depends_on_measure(certainty: str | None, holds: str) -> bool:
    """Return true if a link is certain, so that it takes its measure's style."""
    return certainty in (None, "asserted") and holds == "yes"


def link_style(certainty: str | None, holds: str, of_measure: str) -> str:
    """Return the line style of a link. ``of_measure`` is the style of its measure, else ``holds``.

    The certainty of the link comes first, then whether it surely holds, then the status of the measure.
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
    """Turn a name such as ``export_control`` into words."""
    return name.replace("_", " ").strip().lower()


def link_phrases() -> dict[str, str]:
    """Return the phrase of each link type, such as "is based in"."""
    return {name: relationship.what for name, relationship in vocabulary().relationships.items()}


def link_phrase(link_type: str) -> str:
    """Return the phrase of a link type; a type outside the vocabulary becomes words."""
    return link_phrases().get(link_type) or humanize(link_type)


def link_label(link: SceneObject) -> str:
    """Return the label of a link: its phrase, and its certainty if not asserted."""
    certainty = link.get("certainty") or "asserted"
    phrase = link_phrase(link["type"])
    label = phrase if certainty == "asserted" else f"{phrase} ({certainty})"
    return label if len(label) <= 40 else label[:39] + "…"
