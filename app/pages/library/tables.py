"""Answer of a library query as a table, with links to entities and evidence."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from app.pages.cells import Cell, entities_cell, link_cell, status_cell, text_cell
from app.pages.frame import Frame
from app.pictures.scene.days import day_text
from app.pictures.scene.styles import humanize
from graph.model.vocabulary import vocabulary
from graph.store import JsonTable

_ENTITY_ID = re.compile(r"[a-z]+:[a-z0-9.-]+")
_DAY = re.compile(r"\d{4}-\d\d(-\d\d(T.*)?)?")
#: Words that come from the vocabulary, such as a status: shown without underscores.
_WORDS = re.compile(r"[A-Za-z]+(_[A-Za-z]+)*")
#: Letters of a nested value that a cell shows; the files have all of it.
_MAX_NESTED = 160
#: Columns that programs need; the status shows its basis itself.
_HIDDEN = frozenset({"statement_id", "status_basis", "status_statement_id"})
_EVIDENCE = ("fact_id", "status_fact_id")


def is_entity_id(value: Any) -> bool:
    """Return true for text in the form of an entity's id."""
    return (
        isinstance(value, str) and _ENTITY_ID.fullmatch(value) is not None and vocabulary().kind_of(value) is not None
    )


def unfold(table: JsonTable) -> JsonTable:
    """Return the rows of a query that answers with one list of objects."""
    if len(table.rows) == 1 and len(table.columns) == 1 and isinstance(table.rows[0][0], list):
        found = [row for row in table.rows[0][0] if isinstance(row, Mapping)]
        if found:
            columns = list(dict.fromkeys(key for row in found for key in row if key != "key"))
            return JsonTable(columns, [[row.get(key) for key in columns] for row in found], table.truncated, [])
        return JsonTable(table.columns, [], table.truncated, [])
    return table


def find_ids(table: JsonTable) -> list[str]:
    """Return the ids of entities in the cells of a table."""
    cells = (value for row in table.rows for cell in row for value in (cell if isinstance(cell, list) else [cell]))
    return sorted({value for value in cells if is_entity_id(value)})


def describe_table(table: JsonTable, names: Mapping[str, str], frame: Frame) -> dict[str, Any]:
    """Return headings and rows of cells. A column of names takes its links from the column of ids next to it."""
    ids = {name: f"{name}_id" for name in table.columns if f"{name}_id" in table.columns}
    hidden = {*ids.values(), *_HIDDEN, *_find_repeated(table)}
    shown = [name for name in table.columns if name not in hidden and _has_values(table, name)]
    rows = []
    for values in table.rows:
        row = dict(zip(table.columns, values, strict=True))
        rows.append([_cell(name, row, row.get(ids.get(name, "")), names, frame) for name in shown])
    return {"headings": [_heading(name) for name in shown], "rows": rows}


def _has_values(table: JsonTable, name: str) -> bool:
    place = table.columns.index(name)
    return any(row[place] not in (None, "", []) for row in table.rows)


def _heading(name: str) -> str:
    if name in _EVIDENCE:
        return "Evidence"
    if name == "n_sources":
        return "Sources"
    return humanize(name.removesuffix("_id").removesuffix("_pct")).capitalize() + (
        " %" if name.endswith("_pct") else ""
    )


def _find_repeated(table: JsonTable) -> set[str]:
    """Return the columns that say nothing new: exact dates twice, and links that surely hold."""
    rows = [dict(zip(table.columns, values, strict=True)) for values in table.rows]
    repeated = {
        name
        for name in table.columns
        if name.endswith("_latest") and all(row[name] in (None, row.get(name.removesuffix("_latest"))) for row in rows)
    }
    return repeated | {name for name in ("holds", "in_period") if all(row.get(name) == "yes" for row in rows)}


def _cell(name: str, row: Mapping[str, Any], entity_id: Any, names: Mapping[str, str], frame: Frame) -> Cell:
    value = row[name]
    if name == "status" and value:
        return status_cell(value, row.get("status_basis"))
    if name in _EVIDENCE and value:
        return link_cell("evidence", frame.to("browse/queries/evidence", fact_id=value))
    if name == "source_id" and value:
        return link_cell(value, frame.source(value))
    if name == "url" and value:
        return link_cell("publisher’s site ↗", value)
    if is_entity_id(entity_id) and value:
        return link_cell(str(value), frame.entity(entity_id))
    if is_entity_id(value):
        return link_cell(names.get(value, value), frame.entity(value))
    if isinstance(value, Mapping) and is_entity_id(value.get("id")):
        return link_cell(value.get("name") or value["id"], frame.entity(value["id"]))
    if isinstance(value, list):
        return _list_cell(value, names)
    if isinstance(value, Mapping):
        return text_cell(_shorten(orjson.dumps(value).decode()))
    return text_cell(_text(name, value))


def _list_cell(values: Sequence[Any], names: Mapping[str, str]) -> Cell:
    if values and all(is_entity_id(value) for value in values):
        return entities_cell([{"id": value, "name": names.get(value, value)} for value in values])
    if values and all(isinstance(value, Mapping) and is_entity_id(value.get("id")) for value in values):
        return entities_cell([{"id": value["id"], "name": value.get("name") or value["id"]} for value in values])
    return text_cell("; ".join(_texts(values)))


def _texts(values: Iterable[Any]) -> Iterable[str]:
    for value in values:
        yield value if isinstance(value, str) else _shorten(orjson.dumps(value).decode())


def _shorten(text: str) -> str:
    return text if len(text) <= _MAX_NESTED else f"{text[:_MAX_NESTED]}…"


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    if _DAY.fullmatch(text):
        return day_text(text)
    return humanize(text) if "_" in text and _WORDS.fullmatch(text) and name != "name" else text
