"""Statements as pages show them, and numbers about how well something is supported."""

from collections.abc import Mapping
from typing import Any

from app.pages.frame import Frame
from app.pictures.scene.days import day_text
from app.pictures.scene.styles import link_phrase

#: What a stance does, in the words of a sentence: who says.
STANCES = {
    "asserts": "says",
    "denies": "denies",
    "announces": "announces",
    "expects": "expects",
    "offers": "offers",
    "threatens": "threatens",
    "retracts": "takes back",
}


def describe_statement(statement: Mapping[str, Any], about: str | None = None) -> dict[str, Any]:
    """Return a statement with the words for its stance and its dates.

    ``about`` is the entity of the page, whose name is not a link.
    """
    source = statement["source"]
    return {
        "alone": False,
        **statement,
        "says": STANCES[statement["stance"]],
        "speaker": statement["said_by"],
        "published": day_text(source["published_on"]),
        "said": day_text(statement["said_on"]) if statement["said_on"] else None,
        "phrase": link_phrase(statement["type"]) if statement.get("type") else None,
        "about": about,
    }


def describe_trust(said: Mapping[str, Any], frame: Frame) -> list[dict[str, Any]]:
    """Return the line about support: each number is a link that shows only those statements."""
    only = frame.given.get("only")

    def item(value: str | None, text: str, term: str | None = None) -> dict[str, Any]:
        return {
            "text": text,
            "href": frame.here(only=None if value == only else value, page=None) + "#evidence",
            "on": value is not None and value == only,
            "term": term,
        }

    sources = said["sources"]
    items = [item(None, f"{sources:,} {'source' if sources == 1 else 'sources'}")]
    if said["newest"]:
        items.append(item(None, f"newest {day_text(said['newest'])}"))
    if said["one_source"]:
        items.append(item("one_source", f"{said['one_source']:,} from one source only", "one_source"))
    if said["disputed"]:
        items.append(item("disputed", f"{said['disputed']:,} disputed", "certainty"))
    if said["denied"]:
        items.append(item("denied", f"{said['denied']:,} denied or taken back"))
    return items
