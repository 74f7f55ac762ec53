"""US Commerce Control List: ECCNs as products, which the list restricts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.importers.cells import as_list, clean, shorten, split_long
from graph.importers.records import Desk, Entry, Fields, Importer, ListSource, make_entity
from graph.importers.tables import read_json, read_json_entries

_LIST = "measure:us-commerce-control-list"
_OWN = {"eccn", "heading", "items", "countryChart", "licenceExceptionFlags"}


class ControlListImporter(Importer):
    """Each ECCN is a product. Its country chart, licence exceptions and paragraphs are details."""

    method = "ccl"
    source = ListSource(
        "us-ccl", "Commerce Control List, 15 CFR part 774, supplement 1", "Bureau of Industry and Security",
        "https://www.ecfr.gov/current/title-15/part-774", "agency:us-bis", "en",
    )  # fmt: skip

    def find_edition(self, paths: Sequence[str]) -> str | None:
        """Return the day of issue that the file gives."""
        found = [read_json(path) for path in paths]
        return max((clean(one.get("ecfrIssueDate")) for one in found if isinstance(one, dict)), default="") or None

    def read(self, path: str, desk: Desk) -> Iterator[Entry]:
        """Yield the ECCNs of the file."""
        for number, cells in enumerate(read_json_entries(path, "entries"), 1):
            entry = Entry(f"{path} entry {number}", 0)
            self._fill(entry, cells, desk)
            yield entry

    def _fill(self, entry: Entry, cells: Mapping[str, Any], desk: Desk) -> None:
        eccn, heading = clean(cells.get("eccn")), desk.text(cells.get("heading"), entry)
        if not eccn:
            desk.report.leave_out("the entry has no ECCN", entry.where)
            return
        product = f"product:eccn-{eccn.lower()}"
        properties: Fields = {"description": shorten(heading, 2000), "details": _describe(cells)}
        if len(heading) > 2000:
            properties["details"] += split_long("heading", heading)
        entry.entities.append(
            make_entity(product, shorten(f"ECCN {eccn}: {heading}", 200), (), {"eccn": eccn}, properties)
        )
        entry.references.append({"id": "agency:us-bis", "name": self.source.publisher, "aliases": ["BIS"]})
        about = {"measure_kind": "export_control", "url": self.source.url or "", "authority": "15 CFR part 774"}
        entry.references.append(make_entity(_LIST, "US Commerce Control List", ["CCL"], {}, about))
        entry.statements.append(self.uphold("agency:us-bis", _LIST, "The Commerce Control List", desk))
        reason = desk.text(cells.get("reasonForControl"), entry)
        charts = [
            part
            for one in as_list(cells.get("countryChart"))
            if isinstance(one, dict)
            for part in split_long(clean(one.get("control")), clean(one.get("countryChart")))
        ]
        entry.statements.append(self.state(
            _LIST, "RESTRICTS", product, desk, locator=f"ECCN {eccn}",
            text=f"ECCN {eccn} is on the Commerce Control List.",
            properties={"rule": f"licence required; reasons: {reason}" if reason else "", "details": charts},
        ))  # fmt: skip


def _describe(cells: Mapping[str, Any]) -> list[str]:
    """Return whatever else an entry says, in lines."""
    details: list[str] = []
    for name, value in (cells.get("licenceExceptionFlags") or {}).items():
        details += split_long(f"licence exception {name}", clean(value))
    for name, value in cells.items():
        if name not in _OWN and value not in (None, "", []):
            text = ", ".join(map(clean, value)) if isinstance(value, list) else clean(value)
            details += split_long(name, text)
    for item in filter(None, as_list(cells.get("items"))):
        paragraph = clean(item.get("paragraph")) or "text"
        details += split_long(
            f"{cells.get('eccn')}.{paragraph}" if item.get("paragraph") else paragraph, clean(item.get("text"))
        )
    return details
