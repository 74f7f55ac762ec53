"""Frame of a page: address, clocks and navigation. Its links keep both clocks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from app.pages.terms import TERMS
from app.pictures.assets import PAGE_SCRIPTS, PAGE_STYLES, SECTIONS
from app.pictures.pages import describe_data_age, format_known_at
from app.pictures.templating import render_template
from graph.queries import Clocks

CLOCK_NAMES = ("as_of", "known_at")

Parameters = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Frame:
    """Address and clocks of a page.

    ``path`` is the address below the root without its first slash, ``asked`` the query parameters, ``latest`` the date
    of the latest source known by then.
    """

    path: str
    asked: tuple[tuple[str, str], ...]
    clocks: Clocks
    latest: str | None
    given: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "given", dict(self.asked))

    @property
    def up(self) -> str:
        """Return the relative path from the page to the root."""
        return "../" * self.path.count("/")

    @property
    def known_at(self) -> str | None:
        """Return ``known_at`` as the user gave it."""
        return self.given.get("known_at") or None

    @property
    def chosen_clocks(self) -> dict[str, str]:
        """Return the clocks in the address."""
        return {name: self.given[name] for name in CLOCK_NAMES if self.given.get(name)}

    def to(self, path: str, **parameters: Any) -> str:
        """Return the relative address of another page, at the same clocks. None as a clock removes it."""
        return self._address(path, self.chosen_clocks | parameters)

    def entity(self, entity_id: str, **parameters: Any) -> str:
        """Return the address of an entity's page."""
        return self.to(f"entity/{quote(entity_id, safe=':')}", **parameters)

    def source(self, source_id: str, **parameters: Any) -> str:
        """Return the address of a source's page."""
        return self.to(f"source/{quote(source_id, safe=':')}", **parameters)

    def here(self, **changes: Any) -> str:
        """Return the address of this page with some parameters changed; None or empty removes one."""
        kept: dict[str, Any] = {}
        for name, value in self.asked:
            if name != "page" or "page" in changes:
                kept.setdefault(name, []).append(value)
        return self._address(self.path, kept | changes)

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """Return the parameters that a form on this page repeats as hidden fields."""
        return [(name, value) for name, value in self.asked if name not in (*without, "page") and value]

    def clock_fields(self) -> list[tuple[str, str]]:
        """Return the clocks in the address, for a form that leads to another page."""
        return list(self.chosen_clocks.items())

    def _address(self, path: str, parameters: Mapping[str, Any]) -> str:
        query = urlencode([(k, v) for k, v in parameters.items() if v not in (None, "", [""])], doseq=True, safe=":")
        return f"{self.up}{path}" + (f"?{query}" if query else "") or "./"


def render_page(
    template: str,
    frame: Frame,
    page: Mapping[str, Any],
    scripts: Sequence[str] = PAGE_SCRIPTS,
    styles: Sequence[str] = PAGE_STYLES,
) -> str:
    """Render a page. ``page`` has a ``title`` and what the template needs."""
    day = frame.clocks.day
    shown = {
        "heading": f"{page['title']} · tradegraph",
        "sort": "site",
        "as_of": day,
        "known_shown": format_known_at(frame.clocks, frame.known_at),
        "sections": [
            {"name": name, "href": frame.to(path), "here": frame.path.startswith(path)} for name, path in SECTIONS
        ],
        "terms": TERMS,
        "clocked": True,
        "exports": [],
        **describe_data_age(frame.latest, day, frame.here(as_of=frame.latest)),
        **page,
        "frame": frame,
    }
    return render_template(template, shown, scripts, frame.up, styles)
