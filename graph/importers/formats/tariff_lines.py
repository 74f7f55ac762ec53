"""Dated tariff lines: one row for a code under a measure in one interval."""

from collections.abc import Iterator, Mapping
from typing import Any

from graph.importers.cells import clean, clean_value, slug
from graph.importers.countries import country_names, find_country, government_id
from graph.importers.formats.hs import product_id
from graph.importers.records import Desk, Entry, Fields, Importer, ListSource, make_entity
from graph.importers.tables import read_table, require_columns

_RELATIONS = {"RESTRICTS": "RESTRICTS", "COVERS": "RESTRICTS", "EXEMPTS": "EXEMPTS"}
_VERBS = {"RESTRICTS": "is a line of", "EXEMPTS": "is exempt from"}


class TariffLinesImporter(Importer):
    """A table ``measure, relation, code, country, rate_pct, valid_from, valid_to, note, file``."""

    method = "tariff-lines"
    dated = True
    source = ListSource("tariff-lines", "Dated tariff lines", "The Budget Lab at Yale; Trade War Redux", lang="en")

    def __init__(self) -> None:
        self._lives: dict[tuple[str, str], list[str]] = {}

    def read(self, path: str, desk: Desk) -> Iterator[Entry]:
        """Yield the lines, and after them the country that each measure is directed at."""
        require_columns(path, {"measure", "relation", "code"})
        spans: dict[tuple[str, str], list[str]] = {}
        self._lives = {}
        for row in read_table(path):
            entry = Entry(path, row.line)
            self._fill(entry, row.cells, desk, spans)
            yield entry
        entry = Entry(path, 0, counted=False)
        for (measure, country), (start, end) in self._lives.items():
            if start and (government := desk.government(country, entry)):
                entry.statements.append(self.state(
                    government, "IMPOSED", measure, desk, locator="all lines of the measure", valid_from=start,
                    valid_to=end, text=f"The first lines of {measure.partition(':')[2]} apply from {start}.",
                ))  # fmt: skip
        for (measure, code), (start, end) in spans.items():
            name = country_names()[code]
            target = desk.government(code, entry) or government_id(code)
            entry.statements.append(self.state(
                measure, "TARGETS", target, desk, locator="all lines of the measure", valid_from=start, valid_to=end,
                text=f"The lines of {measure.partition(':')[2]} apply to goods of {name}.",
            ))  # fmt: skip
        yield entry

    def _fill(
        self, entry: Entry, cells: Mapping[str, Any], desk: Desk, spans: dict[tuple[str, str], list[str]]
    ) -> None:
        relation, code, name = clean(cells.get("relation")), clean(cells.get("code")), clean(cells.get("measure"))
        if relation not in _RELATIONS or not code or not name:
            desk.report.leave_out("the row has no measure, no code or no known relation", entry.where)
            return
        measure = f"measure:{slug(name)}"
        predicate, product = _RELATIONS[relation], _refer_product(entry, name.partition("-")[0], code)
        entry.references.append(make_entity(measure, f"Tariff {name}", (), {}, {"measure_kind": "tariff"}))
        start, end = clean_value(cells.get("valid_from")), clean_value(cells.get("valid_to"))
        country = find_country(clean(cells.get("country")) or "-")
        _widen(self._lives, (measure, name.partition("-")[0].upper()), start, end)
        if country and predicate == "RESTRICTS":
            _widen(spans, (measure, country), start, end)
        notes = [f"{key}: {clean_value(cells.get(key))}" for key in ("note", "file") if clean_value(cells.get(key))]
        properties: Fields = {"origin": country, "details": notes}
        if relation == "COVERS":
            properties["rule"] = "the rate is not given"
        if rate := clean_value(cells.get("rate_pct")):
            properties["rate_pct"] = rate
        entry.statements.append(self.state(
            measure, predicate, product, desk, properties=properties, locator=f"{name}, {code}",
            valid_from=start, valid_to=end, text=f"Tariff code {code} {_VERBS[predicate]} {name}.",
        ))  # fmt: skip
        if len(code) > 6:
            entry.statements.append(self.state(
                product, "PART_OF", product_id(code[:6]), desk, locator=f"code {code}",
                text=f"Tariff code {code} belongs to HS {code[:6]}.",
            ))  # fmt: skip


def _refer_product(entry: Entry, country: str, code: str) -> str:
    """Define a product by its code, which beyond six digits is a national one."""
    entry.references.append(make_entity(product_id(code[:6]), f"HS {code[:6]}", (), {"hs": code[:6]}))
    if len(code) <= 6:
        return product_id(code)
    product = f"product:{slug(country)}-tariff-{code}"
    entry.references.append(make_entity(product, f"{country.upper()} tariff code {code}", (), {"hs": code}))
    return product


def _widen(spans: dict[tuple[str, str], list[str]], key: tuple[str, str], start: str, end: str) -> None:
    """Extend the interval of a measure and a country to one more line."""
    if key not in spans:
        spans[key] = [start, end]
        return
    first, last = spans[key]
    spans[key] = [min(first, start) if first and start else "", max(last, end) if last and end else ""]
