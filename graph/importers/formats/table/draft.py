"""First mapping of a table, from its column names and its first rows."""

import re
from collections.abc import Iterable
from pathlib import Path

import yaml

from graph.errors import InvalidOption
from graph.importers.cells import clean_value, parse_date, slug
from graph.importers.countries import find_country
from graph.importers.tables import TableRow, read_headings

#: Rows that are looked at.
_ROWS = 5000
_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_NAME = re.compile(
    r"\b(?:entity|party|full|company|organi[sz]ation)?[ _]?name\b|^(?:name|party|entity|company|vessel)$", re.IGNORECASE
)
_KEY = re.compile(r"(?:^|[ _])(?:id|no|nr|number|code|uid|ref|reference|key)$|^(?:id|no\.?|number)", re.IGNORECASE)
_ALIAS = re.compile(r"alias|alt|a\.?k\.?a|other[ _]names?", re.IGNORECASE)
_START = re.compile(r"from|start|effective|listed|added|begin|since|date", re.IGNORECASE)
_END = re.compile(r"\bto\b|until|end|expir|removed|delisted", re.IGNORECASE)
_REASON = re.compile(r"reason|ground|remark", re.IGNORECASE)


def draft_mapping(path: str) -> str:
    """Return a mapping in YAML for a table, with a comment on what to check."""
    names, rows = read_headings(path, _ROWS)
    if not names:
        raise InvalidOption(f"{path} has no rows, so there is nothing to make a mapping from.")
    list_id = slug(_DAY.sub("", Path(path).name.partition(".")[0]))[:40].strip("-") or "list"
    name = _first(names, _NAME) or names[0]
    rest = [one for one in names if one != name]
    entity: dict[str, object] = {"kind": "by-name", "name": name}
    if key := next((one for one in rest if _KEY.search(one) and _is_unique(one, rows)), None):
        entity["key"] = key
    if alias := _first([one for one in rest if one != key], _ALIAS):
        entity["aliases"] = {"column": alias, "split": _find_split(alias, rows)}
    countries = [one for one in rest if one not in (key, alias) and _is_country(one, rows)]
    if countries:
        entity["properties"] = {"countries": {"column": countries[0], "as": "country", "split": ";"}}
    statement: dict[str, object] = {
        "subject": f"measure:{list_id}", "predicate": "TARGETS", "object": "party",
        "text": f"{{{name}}} is on the list.", "rest": True,
    }  # fmt: skip
    days = [one for one in rest if _is_date(one, rows)]
    if end := _first(days, _END):
        statement["valid_to"] = {"column": end, "as": "date"}
    if start := _first([one for one in days if one != end], _START):
        statement["valid_from"] = {"column": start, "as": "date"}
    if reason := _first([one for one in rest if one not in (key, alias, *days, *countries)], _REASON):
        statement["properties"] = {"reason": reason}
    mapping = {
        "list": list_id,
        "source": {"title": list_id, "publisher": "name the publisher"},
        "dated": bool(start or end),
        "define": [{"id": f"measure:{list_id}", "name": list_id, "properties": {"measure_kind": "sanction"}}],
        "entities": {"party": entity},
        "statements": [statement],
    }
    head = (
        f"# Mapping of {Path(path).name}. Check it against docs/lists.md: publisher, kind of the entities, measure.\n"
        f"# Columns: {', '.join(names)}\n"
    )
    return head + yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False, width=110)


def _first(names: Iterable[str], pattern: re.Pattern[str]) -> str | None:
    return next((one for one in names if pattern.search(one)), None)


def _values(column: str, rows: list[TableRow]) -> list[str]:
    return [text for row in rows if (text := clean_value(row.cells.get(column)))]


def _find_split(column: str, rows: list[TableRow]) -> str:
    """Return the sign that separates the values of a column."""
    texts = _values(column, rows)
    return max((";", "|"), key=lambda sign: sum(sign in text for text in texts))


def _is_unique(column: str, rows: list[TableRow]) -> bool:
    values = _values(column, rows)
    return len(values) == len(rows) == len(set(values))


def _is_country(column: str, rows: list[TableRow]) -> bool:
    values = _values(column, rows)
    return bool(values) and all(find_country(value.split(";")[0]) for value in values)


def _is_date(column: str, rows: list[TableRow]) -> bool:
    values = _values(column, rows)
    return bool(values) and all(parse_date(value) and len(value) >= 8 for value in values)
