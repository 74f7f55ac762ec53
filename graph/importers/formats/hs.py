"""Harmonized System: sections, chapters, headings and subheadings as products, each part of the one above."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.importers.cells import clean, clean_value, shorten, slug
from graph.importers.records import Desk, Entry, Fields, Importer, ListSource, make_entity
from graph.importers.tables import read_headings, read_table, require_columns

_NAMES = {2: "chapter", 4: "heading", 6: "subheading"}


def product_id(code: str) -> str:
    """Return the id of a product of the Harmonized System."""
    return f"product:hs-{code}"


class HarmonizedSystemImporter(Importer):
    """Tables ``hscode, description, parent, section`` and ``section, name``."""

    method = "hs"
    source = ListSource("hs", "Harmonized System", "World Customs Organization", "https://www.wcoomd.org", lang="en")

    def __init__(self) -> None:
        self._sections: dict[str, str] = {}

    def find_edition(self, paths: Sequence[str]) -> str | None:
        """Return the day in a file's name, else that of the nomenclature of 2022."""
        return super().find_edition(paths) or "2022-01-01"

    def prepare(self, paths: Sequence[str]) -> None:
        """Read the names of the sections, which the table of codes only numbers."""
        for path in paths:
            require_columns(path, {"hscode", "description", "parent"}, {"section", "name"})
        rows = [row.cells for path in paths if "hscode" not in read_headings(path)[0] for row in read_table(path)]
        self._sections = {clean(cells.get("section")): clean(cells.get("name")) for cells in rows}

    def read(self, path: str, desk: Desk) -> Iterator[Entry]:
        """Yield the codes or the sections of a table."""
        for row in read_table(path):
            entry = Entry(path, row.line)
            cells = {name.lower(): value for name, value in row.cells.items()}
            if "hscode" in cells:
                self._fill(entry, cells, desk)
            else:
                entry.references.append(self._make_section(clean(cells.get("section"))))
            yield entry

    def _fill(self, entry: Entry, cells: Mapping[str, Any], desk: Desk) -> None:
        code, description = clean(cells["hscode"]), clean(cells.get("description"))
        if code.isdecimal() and len(code) + 1 == int(clean_value(cells.get("level")) or 0):
            code = f"0{code}"
            desk.report.note("the leading zero of a code is restored", entry.where)
        if not code.isdecimal() or len(code) not in _NAMES:
            desk.report.leave_out("the row is not a chapter, heading or subheading", f"{entry.where} {code}")
            return
        parent, section = clean(cells.get("parent")), clean_value(cells.get("section"))
        whole = {"description": description} if len(description) > 400 else {}
        title = shorten(f"{description} (HS {code})")
        entry.entities.append(make_entity(product_id(code), title, (), {"hs": code}, whole))
        above = product_id(code[: len(parent)] if parent.isdecimal() else f"section-{slug(section)}")
        if not parent.isdecimal():
            entry.references.append(self._make_section(section))
        entry.statements.append(self.state(
            product_id(code), "PART_OF", above, desk, locator=f"{_NAMES[len(code)]} {code}",
            text=f"HS {code} belongs to {f'HS {parent}' if parent.isdecimal() else f'section {section}'}.",
        ))  # fmt: skip

    def _make_section(self, number: str) -> Fields:
        name = self._sections.get(number, "")
        return make_entity(product_id(f"section-{slug(number)}"), shorten(f"{name} (HS section {number})".strip()))
