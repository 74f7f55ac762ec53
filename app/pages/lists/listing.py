"""Lists with facets, sorting, search and paging; all of it is in the address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.pages.cells import Cell
from app.pages.frame import Frame
from app.pictures.scene.styles import humanize
from graph.queries import ListPage

PAGE_SIZE = 50
#: Values of a facet that are shown; those with the most rows come first.
MAX_VALUES = 12
#: Facets that are open at first.
_OPEN = 3

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """Column of a list: heading, cell, and whether it can sort the rows."""

    name: str
    title: str
    cell: Callable[[Frame, Row], Cell]
    sortable: bool = True
    number: bool = False


@dataclass(frozen=True)
class Facet:
    """Filter of a list: the parameter, its heading, and the words for its values."""

    name: str
    title: str
    label: Callable[[str], str] = humanize


@dataclass(frozen=True)
class Listing:
    """List of one sort of thing. ``one`` and ``many`` are the words for it; ``sort`` is the first order."""

    title: str
    one: str
    many: str
    columns: Sequence[Column]
    facets: Sequence[Facet]
    sort: str

    @property
    def sorts(self) -> list[str]:
        """Return the names of the orders; one with a minus is reversed."""
        names = [column.name for column in self.columns if column.sortable]
        return [*names, *(f"-{name}" for name in names)]


@dataclass(frozen=True)
class Asked:
    """Question to a list: words, facets, order and page."""

    words: str
    chosen: Mapping[str, str]
    sort: str
    page: int = 1

    @property
    def skip(self) -> int:
        """Return the number of rows before the page."""
        return (self.page - 1) * PAGE_SIZE


def describe_list(listing: Listing, asked: Asked, found: ListPage, frame: Frame) -> dict[str, Any]:
    """Return what the template of lists shows."""
    return {
        "title": listing.title,
        "within": asked.words,
        "trust": [],
        "columns": [_heading(column, listing, asked, frame) for column in listing.columns],
        "rows": [[column.cell(frame, row) for column in listing.columns] for row in found.rows],
        "facets": [
            facet
            for place, each in enumerate(listing.facets)
            if (facet := _describe_facet(each, place < _OPEN, asked, found, frame))["choices"]
        ],
        "chosen": _describe_choices(listing, asked, found, frame),
        "counted": _count(listing, asked, found),
        "pages": _pages(asked, found, frame),
        "empty": f"No {listing.many} fit. Remove a filter, or choose another date.",
    }


def _heading(column: Column, listing: Listing, asked: Asked, frame: Frame) -> dict[str, Any]:
    down = asked.sort == f"-{column.name}"
    up = asked.sort == column.name
    # The first click on numbers and dates shows the largest first.
    other = f"-{column.name}" if up or (column.number and not down) else column.name
    return {
        "title": column.title,
        "number": column.number,
        "sorted": "descending" if down else "ascending" if up else None,
        "href": frame.here(sort=None if other == listing.sort else other) if column.sortable else None,
    }


def _describe_facet(facet: Facet, opened: bool, asked: Asked, found: ListPage, frame: Frame) -> dict[str, Any]:
    chosen = asked.chosen.get(facet.name)
    values = [
        {
            "text": value.get("name") or facet.label(str(value["value"])),
            "count": f"{value['count']:,}",
            "on": str(value["value"]) == chosen,
            "href": frame.here(**{facet.name: None if str(value["value"]) == chosen else value["value"]}),
        }
        for value in found.facets.get(facet.name, ())
        if value["value"] is not None
    ]
    return {
        "title": facet.title,
        "choices": values[:MAX_VALUES],
        "more": max(0, len(values) - MAX_VALUES),
        "open": opened or chosen is not None,
        "capped": found.facets_of,
    }


def _describe_choices(listing: Listing, asked: Asked, found: ListPage, frame: Frame) -> list[dict[str, str]]:
    chosen = [{"name": "Words", "text": asked.words, "href": frame.here(q=None)}] if asked.words else []
    for facet in listing.facets:
        if value := asked.chosen.get(facet.name):
            known = (each for each in found.facets.get(facet.name, ()) if str(each["value"]) == value)
            text = next((each["name"] for each in known if each.get("name")), None) or facet.label(value)
            chosen.append({"name": facet.title, "text": text, "href": frame.here(**{facet.name: None})})
    return chosen


def _count(listing: Listing, asked: Asked, found: ListPage) -> str:
    word = listing.one if found.total == 1 else listing.many
    total = f"{found.total:,}{'+' if found.capped else ''} {word}"
    if found.total <= PAGE_SIZE:
        return total
    return f"{asked.skip + 1:,} to {asked.skip + len(found.rows):,} of {total}"


def _pages(asked: Asked, found: ListPage, frame: Frame) -> dict[str, Any]:
    last = max(1, -(-found.total // PAGE_SIZE))
    return {
        "at": asked.page,
        "last": last,
        "more": found.capped,
        "before": frame.here(page=asked.page - 1 if asked.page > 2 else None) if asked.page > 1 else None,
        "after": frame.here(page=asked.page + 1) if asked.page < last else None,
    }
