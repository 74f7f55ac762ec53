"""Changes of status as an Atom feed (RFC 4287): one entry for each change."""

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

from app.pages.changes.story import describe_change

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"


def render_feed(changes: Sequence[dict[str, Any]], title: str, address: str, root: str, updated: str) -> bytes:
    """Return the feed. ``address`` is its own, ``root`` that of the service, ``updated`` that of an empty feed."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", address)
    _add(feed, "title", title)
    _add(feed, "updated", changes[0]["known_from"] if changes else updated)
    _add(feed, "link", rel="self", type="application/atom+xml", href=address)
    _add(feed, "link", rel="alternate", type="text/html", href=f"{root}/browse/changes")
    _add(feed, "generator", "tradegraph")
    _add(_add(feed, "author"), "name", "tradegraph")
    for change in changes:
        _add_entry(feed, describe_change(change), root)
    body: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def _add_entry(feed: ET.Element, change: dict[str, Any], root: str) -> None:
    entry = _add(feed, "entry")
    source = change["source"]
    _add(entry, "id", f"urn:tradegraph:period:{change['id']}")
    _add(entry, "title", f"{change['measure']['name']}: {change['before_text']} → {change['after_text']}")
    _add(entry, "updated", change["known_from"])
    _add(entry, "link", rel="alternate", type="text/html", href=f"{root}/entity/{change['measure']['id']}")
    if change["actor"]:
        _add(_add(entry, "author"), "name", change["actor"]["name"])
    parts = [
        f"Date: {change['day']}.",
        f"Before: {change['before_text']}.",
        f"After: {change['after_text']}.",
        f"By: {change['actor']['name']}, {change['act']}." if change["actor"] else "",
        change["text"] or "",
        f"Source: {source['publisher']}, {source['published_on']}: {source['title']}." if source else "",
    ]
    _add(entry, "summary", " ".join(part for part in parts if part), type="text")
    if source and source["url"]:
        _add(entry, "link", rel="via", href=source["url"])


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    # XML allows fewer control characters than a record may hold.
    child.text = "".join(letter for letter in text if letter >= " " or letter in "\t\n") if text is not None else None
    return child
