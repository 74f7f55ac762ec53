"""Reader of HTML pages."""

import json
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

from app.pictures.explorer_page import PageRequest, render
from graph.queries import Clocks, SceneRequest

CLOCKS = Clocks(date(2025, 7, 18), datetime(2025, 7, 20, 12, tzinfo=UTC))


def page(drawing: dict[str, Any], *, standalone: bool = False, view: str = "", **more: Any) -> str:
    scenery = SceneRequest([node["id"] for node in drawing["nodes"][:1]])
    return render(
        drawing, PageRequest(scenery, CLOCKS, "2025-07-20", view), "RETURN $ids", standalone=standalone, **more
    )


class Reader(HTMLParser):
    """Parser of a page: elements with attributes, and the text of scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[dict[str, str | None], str]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in {"script", "style"}:
            self.raw.append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            attrs, text = self.raw.pop()
            self.raw.append((attrs, text + data))
        else:
            self.texts.append(data)

    def data(self, name: str) -> Any:
        return json.loads(next(text for attrs, text in self.raw if attrs.get("id") == name))
