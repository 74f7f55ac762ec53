"""Japan's Foreign End User List: parties of concern, with the reason for each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.importers.cells import as_list, clean_value, shorten, slug, unique_texts
from graph.importers.countries import country_names, split_country
from graph.importers.parties import kind_of_party
from graph.importers.records import Desk, Entry, Importer, ListSource, make_entity
from graph.importers.tables import read_json_entries

_LIST = "measure:jp-foreign-end-user-list"
_RELEASED = re.compile(r"/(20\d\d)(\d\d)(\d\d)\d*/")
_OWN = {"id", "entity_name", "aliases", "addresses", "reason", "source_url", "date_added", "country", "list_id"}


class JapanEndUserImporter(Importer):
    """Each party is an entity, which the list targets. METI may renumber its parties, so their names identify them."""

    method = "jp-eul"
    source = ListSource(
        "jp-eul", "Foreign End User List (外国ユーザーリスト)", "Ministry of Economy, Trade and Industry of Japan",
        "https://www.meti.go.jp/policy/anpo/law05.html", "agency:meti", "ja",
    )  # fmt: skip

    def find_edition(self, paths: Sequence[str]) -> str | None:
        """Return the day of the cited press release, else that of the last verification."""
        entries = [entry for path in paths for entry in read_json_entries(path)]
        released = [found for entry in entries for found in _RELEASED.findall(str(entry.get("source_url")))]
        if released:
            return "-".join(max(released))
        return max((str(entry.get("last_verified") or "") for entry in entries), default="") or None

    def read(self, path: str, desk: Desk) -> Iterator[Entry]:
        """Yield the parties of a JSON list."""
        for number, cells in enumerate(read_json_entries(path), 1):
            entry = Entry(f"{path} entry {number}", 0)
            self._fill(entry, cells, desk)
            if entry.statements:
                entry.statements.append(self.uphold("agency:meti", _LIST, self.source.title, desk))
            yield entry

    def _fill(self, entry: Entry, cells: Mapping[str, Any], desk: Desk) -> None:
        name = desk.text(cells.get("entity_name"), entry)
        places = [split_country(desk.text(one, entry)) for one in as_list(cells.get("addresses"))]
        if not name and places and places[0][1]:
            name = places[0][1]
            places[0] = (places[0][0], "")
            desk.report.note("the name was in the column of the address", entry.where)
        if not name:
            desk.report.leave_out("the entry has no name", entry.where)
            return
        kind = kind_of_party("", name)
        party = desk.entity_id(kind, f"jp-eul-{slug(name)}")
        aliases = unique_texts(shorten(desk.text(one, entry)) for one in as_list(cells.get("aliases")))
        details = [f"number: {clean_value(cells.get('id'))}"]
        details += [
            f"{key}: {clean_value(value)}" for key, value in cells.items() if key not in _OWN and clean_value(value)
        ]
        properties = {
            "countries": unique_texts(code or "" for code, _ in places),
            "addresses": unique_texts(rest for _, rest in places),
            "details": details,
        }
        list_id = {"list_ids": [f"jp-eul:{slug(name)}"]}
        entry.entities.append(make_entity(party, shorten(name), aliases, list_id, properties))
        entry.references.append({"id": "agency:meti", "name": self.source.publisher, "aliases": ["METI", "経済産業省"]})
        list_properties = {"measure_kind": "entity_listing", "url": clean_value(cells.get("source_url"))}
        entry.references.append(
            make_entity(_LIST, "Foreign End User List of Japan", ["外国ユーザーリスト"], {}, list_properties)
        )
        entry.statements.append(self.state(
            _LIST, "TARGETS", party, desk, properties={"reason": desk.text(cells.get("reason"), entry)},
            locator=shorten(name), text=f"{shorten(name, 300)} is on Japan's Foreign End User List.",
            valid_from=clean_value(cells.get("date_added")),
        ))  # fmt: skip
        for code in properties["countries"]:
            if government := desk.government(country_names()[code], entry):
                entry.statements.append(self.state(
                    party, "BASED_IN", government, desk, locator=shorten(name),
                    text=f"The list names this country for {shorten(name, 300)}.",
                ))  # fmt: skip
