"""Columns and facets of each list: measures, actors, products, agreements and sources."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from app.pages.cells import Cell, day_cell, entities_cell, link_cell, number_cell, status_cell, text_cell
from app.pages.frame import Frame
from app.pages.lists.listing import Column, Facet, Listing, Row
from app.pictures.scene.days import day_text, last_day
from app.pictures.scene.styles import NOT_IN_FORCE, humanize

_ONLY = {
    "one_source": "one source only",
    "disputed": "disputed",
    "by_terms": "by its own terms",
    "targeted": "targeted by a measure",
    "acting": "acted on a measure",
    "alone": "says what no other source says",
}
_BASES = {"reported": "reported", "by_terms": "by its own terms", "none": "no status"}


def _label(words: Mapping[str, str], value: str) -> str:
    return words.get(value, humanize(value))


def _name(frame: Frame, row: Row) -> Cell:
    return link_cell(row["name"], frame.entity(row["id"]))


def _entities(key: str, _: Frame, row: Row) -> Cell:
    return entities_cell(row[key])


def _number(key: str, _: Frame, row: Row) -> Cell:
    return number_cell(row[key])


def _day(key: str, _: Frame, row: Row) -> Cell:
    return day_cell(row[key])


def _words(key: str, _: Frame, row: Row) -> Cell:
    return text_cell(humanize(row[key]) if row[key] else "")


def _text(key: str, _: Frame, row: Row) -> Cell:
    return text_cell(row[key] or "")


def _status(_: Frame, row: Row) -> Cell:
    return status_cell(row["status"], row["basis"], row["plan"], row["holds"])


def _since(_: Frame, row: Row) -> Cell:
    if not row["since"]:
        return text_cell("")
    until = f", to {last_day(row['until'])}" if row["until"] else ""
    return {**text_cell(f"{day_text(row['since'])}{until}"), "class": "days"}


def _support(_: Frame, row: Row) -> Cell:
    words = [_ONLY[key] for key in ("one_source", "disputed") if row[key]]
    return text_cell(", ".join(words))


def _source(frame: Frame, row: Row) -> Cell:
    return link_cell(row["title"], frame.source(row["id"]))


_ONLY_FACET = Facet("only", "Support", partial(_label, _ONLY))
_YEAR = Facet("year", "Year", str)

LISTS: dict[str, Listing] = {
    "measures": Listing(
        "Measures",
        "measure",
        "measures",
        (
            Column("name", "Measure", _name),
            Column("kind", "Kind", partial(_words, "kind")),
            Column("status", "Status", _status),
            Column("since", "Since", _since),
            Column("by", "Imposed by", partial(_entities, "by"), sortable=False),
            Column("targets", "Targets", partial(_entities, "targets"), sortable=False),
            Column("products", "Products", partial(_entities, "products"), sortable=False),
            Column("first", "First act", partial(_day, "first")),
            Column("support", "Support", _support, sortable=False),
        ),
        (
            Facet("kind", "Kind"),
            Facet("status", "Status", partial(_label, {"none": NOT_IN_FORCE})),
            Facet("by", "Government that acted"),
            Facet("target", "Target"),
            Facet("product", "Product"),
            Facet("basis", "Basis of the status", partial(_label, _BASES)),
            _YEAR,
            Facet("certainty", "Certainty"),
            _ONLY_FACET,
        ),
        "name",
    ),
    "actors": Listing(
        "Actors",
        "actor",
        "actors",
        (
            Column("name", "Actor", _name),
            Column("kind", "Kind", partial(_words, "kind")),
            Column("of", "Of", partial(_entities, "of"), sortable=False),
            Column("targeted", "Measures on it", partial(_number, "targeted"), number=True),
            Column("listed_by", "Imposed by", partial(_entities, "listed_by"), sortable=False),
            Column("measures", "Which", partial(_entities, "measures"), sortable=False),
            Column("acted", "Measures it acted on", partial(_number, "acted"), number=True),
        ),
        (
            Facet("kind", "Kind"),
            Facet("listed_by", "Targeted by"),
            Facet("measure_kind", "By a measure of kind"),
            Facet("country", "Country"),
            _ONLY_FACET,
        ),
        "name",
    ),
    "products": Listing(
        "Products",
        "product",
        "products",
        (
            Column("name", "Product", _name),
            Column("hs", "HS", partial(_text, "hs")),
            Column("eccn", "ECCN", partial(_text, "eccn")),
            Column("in_force", "Measures in force or eased", partial(_number, "in_force"), number=True),
            Column("measures", "Restricted by", partial(_entities, "measures"), sortable=False),
            Column("part_of", "Part of", partial(_entities, "part_of"), sortable=False),
            Column("makers", "Made by", partial(_entities, "makers"), sortable=False),
        ),
        (
            Facet("restricted", "Restricted on this date"),
            Facet("by", "Restricted by"),
            Facet("measure_kind", "Kind of measure"),
            Facet("maker", "Made by"),
        ),
        "name",
    ),
    "agreements": Listing(
        "Agreements",
        "agreement",
        "agreements",
        (
            Column("name", "Agreement", _name),
            Column("parties", "Parties", partial(_entities, "parties"), sortable=False),
            Column("since", "Since", partial(_day, "since")),
            Column("certainty", "Certainty", partial(_words, "certainty"), sortable=False),
            Column("effects", "Eases, suspends or lifts", partial(_entities, "effects"), sortable=False),
            Column("description", "What was agreed", partial(_text, "description"), sortable=False),
        ),
        (Facet("party", "Party"), _YEAR, Facet("certainty", "Certainty")),
        "name",
    ),
    "sources": Listing(
        "Sources",
        "source",
        "sources",
        (
            Column("title", "Source", _source),
            Column("publisher", "Publisher", partial(_text, "publisher")),
            Column("published", "Published", partial(_day, "published_on"), number=True),
            Column("statements", "Statements", partial(_number, "statements"), number=True),
            Column("alone", "Facts from it alone", partial(_number, "alone"), sortable=False, number=True),
            Column("speakers", "People and bodies quoted", partial(_number, "speakers"), sortable=False, number=True),
        ),
        (Facet("publisher", "Publisher", str), _YEAR, _ONLY_FACET),
        "-published",
    ),
}


def list_table(rows: Sequence[Row], *, joined: bool) -> tuple[list[str], list[list[Any]]]:
    """Return columns and rows for a file.

    A list of entities gives two columns, names and ids; ``joined`` makes each one text.
    """
    order = ("id", "name", "title", "kind", "status", "basis", "since", "until")
    keys = sorted(rows[0], key=lambda key: (order.index(key) if key in order else len(order), key)) if rows else []
    columns = [name for key in keys for name in _columns(key, rows[0][key])]
    return columns, [[_cell(row, column, joined=joined) for column in columns] for row in rows]


def _columns(key: str, value: Any) -> list[str]:
    return [key, f"{key}_ids"] if isinstance(value, list) else [key]


def _cell(row: Mapping[str, Any], column: str, *, joined: bool) -> Any:
    if column in row:
        value, part = row[column], "name"
    else:
        value, part = row[column.removesuffix("_ids")], "id"
    if not isinstance(value, list):
        return value
    parts = [each[part] for each in value]
    return "; ".join(parts) if joined else parts
