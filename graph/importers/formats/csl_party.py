"""Party of the US Consolidated Screening List: names, identifiers and details of one row."""

import re
from collections.abc import Mapping
from typing import Any

from graph.importers.cells import clean_value, list_number, shorten, split_long, unique_texts
from graph.importers.countries import find_country
from graph.importers.records import Desk, Entry, Fields, make_entity

_IMO = re.compile(r"\bIMO\s*:?\s*(\d{7})\b")
_ALIASES = re.compile(r"\s*;\s*")
#: Columns that become names, identifiers or properties of their own; the others become details.
_OWN = {
    "source", "entity_number", "type", "programs", "name", "alt_names", "countries", "federal_register_notice",
    "license_requirement", "license_policy", "source_list_url", "addresses", "dates_of_birth", "start_date", "_id",
}  # fmt: skip


def make_party(party: str, list_id: str, name: str, cells: Mapping[str, Any], entry: Entry, desk: Desk) -> Fields:
    """Return the entity of a row. ``cells`` are its columns."""
    aliases = [desk.text(alias, entry) for alias in _ALIASES.split(cells.get("alt_names") or "")]
    if len(name) > 500:
        desk.report.note("a name is shortened; the whole one is in the details", entry.where)
    identifiers: Fields = {"list_ids": [list_number(list_id)]}
    if party.startswith("vessel:") and (imo := _IMO.search(" ".join(str(cell) for cell in cells.values()))):
        identifiers["imo"] = imo[1]
    if party.startswith("aircraft:") and re.fullmatch(r"[A-Z0-9]{1,4}-?[A-Z0-9]{1,6}", name):
        identifiers["tail_number"] = name
    others = {**{"name": name if len(name) > 500 else ""}, **{k: v for k, v in cells.items() if k not in _OWN}}
    details = [
        part for key, value in others.items() if clean_value(value) for part in split_long(key, clean_value(value))
    ]
    properties = {
        "countries": unique_texts(find_country(one) or one for one in split_cell(cells.get("countries"))),
        "addresses": unique_texts(desk.text(one, entry) for one in (cells.get("addresses") or "").split("; ")),
        "birth_dates": unique_texts(desk.text(one, entry) for one in (cells.get("dates_of_birth") or "").split("; ")),
        "details": details + ([f"type: {cells['type']}"] if cells.get("type") else []),
    }
    if not party.startswith("person:"):
        details += [f"date of birth: {one}" for one in properties.pop("birth_dates")]
    if party.startswith(("vessel:", "aircraft:")):
        details += [f"address: {one}" for one in properties.pop("addresses")]
    other_names = [shorten(alias) for alias in unique_texts(aliases) if alias != name]
    for _ in range(sum(map(bool, aliases)) - len(other_names)):
        desk.report.note("an alias is the name or another alias, and is written once", entry.where)
    return make_entity(party, shorten(name), other_names, identifiers, properties)


def split_cell(cell: object) -> list[str]:
    """Return the items of a cell, which semicolons separate."""
    return [one.strip() for one in str(cell or "").split(";") if one.strip()]
