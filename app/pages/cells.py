"""Cells of tables: what a template shows, by form."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.pictures.scene.days import day_text
from app.pictures.scene.styles import NOT_IN_FORCE, status_text

Cell = dict[str, Any]


def text_cell(text: Any) -> Cell:
    """Return a cell with a text."""
    return {"form": "text", "text": text, "class": None}


def number_cell(number: int | float | None) -> Cell:
    """Return a cell with a number."""
    return {"form": "text", "text": "" if number is None else f"{number:,}", "class": "number"}


def day_cell(day: str | None) -> Cell:
    """Return a cell with a date."""
    return {"form": "text", "text": day_text(day) if day else "", "class": "days"}


def link_cell(text: str, href: str, note: str | None = None) -> Cell:
    """Return a cell with a link."""
    return {"form": "link", "text": text, "href": href, "note": note, "class": None}


def entities_cell(entities: Sequence[Mapping[str, str]]) -> Cell:
    """Return a cell with names of entities, each a link to its page."""
    return {"form": "entities", "entities": list(entities), "class": None}


def status_cell(status: str | None, basis: str | None, plan: str | None = None, holds: str = "yes") -> Cell:
    """Return a cell with a status.

    ``plan`` is the certainty with which a measure without a status is expected.
    """
    text = status_text(status, basis, holds) if status else f"{NOT_IN_FORCE}; {plan}" if plan else NOT_IN_FORCE
    return {"form": "status", "status": status, "basis": basis, "text": text, "class": None}
