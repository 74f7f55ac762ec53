"""US Consolidated Screening List: one row for each entry of twelve lists."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from graph.importers.cells import clean_value, digest, shorten, slug
from graph.importers.formats.csl_party import make_party, split_cell
from graph.importers.notices import first_day
from graph.importers.parties import kind_of_party
from graph.importers.records import Desk, Entry, Fields, Importer, ListSource
from graph.importers.tables import TableRow, read_table, require_columns


class UsList(NamedTuple):
    """List within the file, with the agency that keeps it. ``people``: most of its entries are persons."""

    agency: str
    kind: str = "sanction"
    people: bool = False


_AGENCIES = {
    "us-department-of-the-treasury": ("US Department of the Treasury", ["Treasury Department", "US Treasury"]),
    "us-bis": ("Bureau of Industry and Security", ["BIS"]),
    "us-department-of-state": ("US Department of State", ["State Department"]),
}
_TREASURY, _BIS, _STATE = _AGENCIES
_LISTS = {
    "el": UsList(_BIS, "entity_listing"), "dpl": UsList(_BIS, "export_control", people=True),
    "uvl": UsList(_BIS, "entity_listing"), "meu": UsList(_BIS, "entity_listing"),
    "dtc": UsList(_STATE, "export_control", people=True), "isn": UsList(_STATE),
    "cmic": UsList(_TREASURY, "investment_restriction"),
}  # fmt: skip
_ABBREVIATION = re.compile(r"\(([A-Z][A-Za-z-]+)(?: List)?\)")


class CslImporter(Importer):
    """Each entry is an entity, which a measure named after its list targets."""

    method = "csl"
    source = ListSource(
        "us-csl", "Consolidated Screening List", "US Department of Commerce, International Trade Administration",
        "https://www.trade.gov/consolidated-screening-list", lang="en",
    )  # fmt: skip

    def __init__(self) -> None:
        self._lists: dict[str, tuple[str, str, str | None]] = {}

    def read(self, path: str, desk: Desk) -> Iterator[Entry]:
        """Yield the entries. Those without a number are counted by name first, to tell equal names apart."""
        require_columns(path, {"source", "name"})
        names = Counter(_name_key(row) for row in read_table(path) if not row.cells.get("entity_number"))
        taken: Counter[str] = Counter()
        self._lists = {}
        for row in read_table(path):
            entry = Entry(path, row.line)
            name = desk.text(row.cells.get("name"), entry)
            if not row.cells.get("source") or not name:
                desk.report.read += 1
                desk.report.leave_out("the row has no list or no name", entry.where)
                continue
            number = clean_value(row.cells.get("entity_number")) or _make_number(row, names)
            taken[f"{row.cells['source']} {number}"] += 1
            if (again := taken[f"{row.cells['source']} {number}"]) > 1:
                number = f"{number}-{again}"
            self._fill(entry, row.cells, name, number, desk)
            yield entry
        entry = Entry(path, 0, counted=False)
        for measure, (agency, title, day) in self._lists.items():
            entry.statements.append(self.uphold(agency, measure, title, desk, day))
        yield entry

    def _fill(self, entry: Entry, cells: Mapping[str, Any], name: str, number: str, desk: Desk) -> None:
        title = desk.text(cells["source"], entry)
        found = _ABBREVIATION.search(title)
        short = (found[1] if found else slug(title)).lower().removesuffix("-list")
        about = _LISTS.get(short, UsList(_TREASURY))
        measure = self._refer(entry, short, title, about, clean_value(cells.get("source_list_url")))
        kind = kind_of_party(cells.get("type") or "", name, mostly_people=about.people)
        if not cells.get("type"):
            desk.report.note("the type is not given, so the kind follows from the name", entry.where)
        party = desk.entity_id(kind, f"us-{short}-{slug(number)}")
        entry.entities.append(make_party(party, f"us-{short}:{number}", name, cells, entry, desk))
        self._base(entry, party, name, title, cells, desk)
        notice = desk.text(cells.get("federal_register_notice"), entry)
        start = clean_value(cells.get("start_date")) or first_day(notice)
        *_, earliest = self._lists.get(measure, ("", "", None))
        days = [day for day in (start, earliest) if day]
        self._lists[measure] = (f"agency:{about.agency}", title, min(days, default=None))
        listed = {
            "list_number": clean_value(cells.get("entity_number")),
            "programme": desk.text(cells.get("programs"), entry),
            "notice": notice,
            "licence_requirement": desk.text(cells.get("license_requirement"), entry),
            "licence_policy": desk.text(cells.get("license_policy"), entry),
        }
        entry.statements.append(self.state(
            measure, "TARGETS", party, desk, properties=listed, said_by=f"agency:{about.agency}",
            locator=shorten(f"{title}, {number}"), text=f"{shorten(name, 300)} is on the list {title}.",
            valid_from=start,
        ))  # fmt: skip

    def _refer(self, entry: Entry, short: str, title: str, about: UsList, url: str) -> str:
        agency, aliases = _AGENCIES[about.agency]
        entry.references.append({"id": f"agency:{about.agency}", "name": agency, "aliases": aliases})
        properties = {"measure_kind": about.kind} | ({"url": url} if url else {})
        measure: Fields = {"id": f"measure:us-{short}", "name": title.partition(" - ")[0], "properties": properties}
        entry.references.append(measure)
        return str(measure["id"])

    def _base(self, entry: Entry, party: str, name: str, title: str, cells: Mapping[str, Any], desk: Desk) -> None:
        """State where a firm or an organization has its addresses."""
        if not party.startswith(("company:", "organization:")):
            return
        for country in filter(None, split_cell(cells.get("countries"))):
            if government := desk.government(country, entry):
                entry.statements.append(self.state(
                    party, "BASED_IN", government, desk, locator=shorten(title),
                    text=f"The list has an address of {shorten(name, 300)} in this country.",
                ))  # fmt: skip


def _name_key(row: TableRow) -> str:
    return f"{row.cells.get('source')} {slug(str(row.cells.get('name')))}"


def _make_number(row: TableRow, names: Mapping[str, int]) -> str:
    """Return a number for an entry without one, made of its name."""
    name = slug(str(row.cells.get("name")))
    if names[_name_key(row)] == 1:
        return name
    notice = str(row.cells.get("federal_register_notice") or "")
    return f"{name}-{digest(str(row.cells.get('countries')), re.split('[;,]', notice)[0].strip())}"
