"""FollowTheMoney: actors and assets as entities, and their links as interval entities."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import orjson

from app.formats.graph_files import GraphWriter
from app.formats.tables import WRITERS
from graph.importers.formats.ftm.schema import COUNTRIES, INTERVALS, Interval
from graph.model.dates import parse_end
from graph.model.vocabulary import vocabulary

DATASET = "tradegraph"
STATEMENT_COLUMNS = ("id", "entity_id", "canonical_id", "schema", "prop", "value", "dataset")
_SCHEMATA = {
    "Official": "Person", "Person": "Person", "Government": "PublicBody", "Agency": "PublicBody", "Court": "PublicBody",
    "Company": "Company", "Organization": "Organization", "Vessel": "Vessel", "Aircraft": "Airplane",
}  # fmt: skip
_PROPERTIES = {
    "lei": "leiCode", "wikidata": "wikidataId", "imo": "imoNumber", "tail_number": "registrationNumber",
    "countries": "country", "birth_dates": "birthDate", "addresses": "address",
}  # fmt: skip
#: Schemata of types of relationships; other types between two entities are links of unknown kind.
_TYPES = {"OWNS": "Ownership", "WORKS_FOR": "Employment", "HOLDS_OFFICE": "Employment", "TARGETS": "Sanction"}
#: Details that came from keys of an entity and not from its properties.
_COUNTRY_DETAILS = tuple(f"{name}: " for name in COUNTRIES)
_KEYS = {"schema", "datasets", "first_seen", "last_seen", "last_change", "target", "referent", "type"}


class FtmWriter(GraphWriter):
    """JSON Lines. Products, measures and events have no schema; a measure is the programme of its sanctions."""

    def __init__(self, kinds: Any, types: Any) -> None:
        super().__init__(kinds, types)
        self._ids: dict[str, str] = {}

    def head(self) -> bytes:
        """Return nothing."""
        return b""

    def node(self, node: Mapping[str, Any]) -> bytes:
        """Encode an entity of a kind that has a schema."""
        found = _make_thing(node)
        if found is None:
            return b""
        if found["id"] != node["id"]:
            self._ids[node["id"]] = found["id"]
        return self.encode(found)

    def link(self, link: Mapping[str, Any]) -> bytes:
        """Encode a link whose ends have schemata, or a sanction."""
        found = _make_interval(link, self._ids)
        return self.encode(found) if found else b""

    def end(self) -> bytes:
        """Return nothing."""
        return b""

    def encode(self, found: Mapping[str, Any]) -> bytes:
        """Encode an entity as a line."""
        return orjson.dumps(found) + b"\n"


class FtmStatementWriter(FtmWriter):
    """CSV of statements: one line for each value of each property of an entity."""

    def __init__(self, kinds: Any, types: Any) -> None:
        super().__init__(kinds, types)
        self._table = WRITERS["csv"](STATEMENT_COLUMNS)

    def head(self) -> bytes:
        """Return the column names."""
        return self._table.head()

    def encode(self, found: Mapping[str, Any]) -> bytes:
        """Encode an entity as the statements that it is made of."""
        return b"".join(map(self._table.row, _list_statements(found)))


def _list_statements(found: Mapping[str, Any]) -> Iterator[list[str]]:
    one, schema = found["id"], found["schema"]
    for name, values in found["properties"].items():
        for value in values:
            key = hashlib.sha1(f"{DATASET}.{one}.{name}.{value}".encode(), usedforsecurity=False).hexdigest()
            yield [key, one, one, schema, name, value, DATASET]


def _make_thing(node: Mapping[str, Any]) -> dict[str, Any] | None:
    schema = _SCHEMATA.get(node["kind"])
    if schema is None:
        return None
    numbers = node["identifiers"].get("list_ids") or []
    ids = [number.removeprefix("ftm:") for number in numbers if number.startswith("ftm:")]
    properties: dict[str, list[str]] = {"name": [node["name"]]}
    _add(properties, "alias", *node["aliases"])
    for name, value in {**node["identifiers"], **node["properties"]}.items():
        if name in _PROPERTIES:
            _add(properties, _PROPERTIES[name], *(value if isinstance(value, list) else [value]))
        elif name == "iso3166":
            _add(properties, "country", value)
    if "country" in properties:
        properties["country"] = [code.lower() if len(code) == 2 else code for code in properties["country"]]
    if ids and any(detail.startswith(_COUNTRY_DETAILS) for detail in node["properties"].get("details") or ()):
        properties.pop("country", None)
    keys = _add_details(properties, node["properties"].get("details") or [], own=bool(ids))
    if schema == "Person" and node["kind"] == "Official":
        _add(properties, "topics", "role.pep")
    found = {"id": ids[0] if ids else node["id"], "caption": node["name"], "schema": keys.get("schema", [schema])[0]}
    found |= {"properties": properties, "datasets": keys.get("datasets", [DATASET])}
    referents = [*ids[1:], *keys.get("referent", []), *(number for number in numbers if not number.startswith("ftm:"))]
    return found | ({"referents": referents} if referents else {})


def _add_details(properties: dict[str, list[str]], details: list[str], *, own: bool) -> dict[str, list[str]]:
    """Add details as the properties they came from, or as notes; return keys."""
    keys: dict[str, list[str]] = {}
    for detail in details:
        name, colon, value = detail.partition(": ")
        if own and colon and name in _KEYS:
            keys.setdefault(name, []).append(value)
        elif own and colon and name.isalpha():
            _add(properties, name, value)
        else:
            _add(properties, "notes", detail)
    return keys


def _make_interval(link: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any] | None:
    subject, target, said = link["subject"], link["object"], link["properties"]
    sanction = link["type"] == "TARGETS"
    if target["kind"] not in _SCHEMATA or not (sanction or subject["kind"] in _SCHEMATA):
        return None
    properties: dict[str, list[str]] = {}
    keys = _add_details(properties, said.get("details") or [], own="record" in said)
    schema = keys.get("schema", [_TYPES.get(link["type"], "UnknownLink")])[0]
    interval = INTERVALS.get(schema) or Interval("subject", "object")
    if sanction:
        _add(properties, "program", subject["name"], *([said["programme"]] if said.get("programme") else []))
        _add(properties, "reason", *([said["reason"]] if said.get("reason") else []))
    else:
        properties[interval.subject] = [ids.get(subject["id"], subject["id"])]
    properties[interval.object] = [ids.get(target["id"], target["id"])]
    if title := said.get("title"):
        _add(properties, interval.title, title)
    elif schema == "UnknownLink":
        _add(properties, "role", said.get("relation") or vocabulary().relationships[link["type"]].what)
    if said.get("pct") is not None and "percentage" not in properties:
        _add(properties, "percentage", f"{said['pct']:g}")
    if not {"date", "startDate"} & properties.keys() and link["valid_from"]:
        _add(properties, "startDate", link["valid_from"])
    if not {"date", "endDate"} & properties.keys() and link["valid_to"]:
        _add(properties, "endDate", _last_day(link["valid_to"]))
    found = {"id": said.get("record") or f"link-{link['link_id']}", "schema": schema, "properties": properties}
    return found | {"datasets": keys.get("datasets", [DATASET])}


def _last_day(end: str) -> str:
    """Return the day before an end; a month or a year stays as it is."""
    return (parse_end(end).last - timedelta(days=1)).isoformat() if len(end) == 10 else end


def _add(properties: dict[str, list[str]], name: str, *values: str) -> None:
    found = properties.setdefault(name, [])
    found += [value for value in values if value and value not in found]
    if not found:
        del properties[name]
