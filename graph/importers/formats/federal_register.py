"""Federal Register: documents as sources, and anti-dumping and countervailing events as acts on measures."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.importers.cells import clean, clean_value, shorten, slug
from graph.importers.countries import country_names, find_country
from graph.importers.records import Desk, Entry, Fields, Importer, ListSource, make_entity
from graph.importers.tables import read_json_lines, read_table, require_columns

_COMMERCE, _ITC = "agency:us-department-of-commerce", "agency:us-international-trade-commission"
_AGENCIES = [
    {"id": _COMMERCE, "name": "US Department of Commerce", "aliases": ["Commerce Department", "Commerce", "DOC"]},
    {"id": _ITC, "name": "US International Trade Commission", "aliases": ["USITC"]},
]
#: Acts that change the status of a measure; the others are steps of a case.
_ACTS = {"order": "IMPOSED", "continuation": "UPHELD", "revocation": "LIFTED"}
_DUTIES = {"ad": "anti-dumping duty", "cvd": "countervailing duty", "both": "anti-dumping and countervailing duties"}


class FederalRegisterImporter(Importer):
    """JSON Lines of documents, and tables ``document_number, publication_date, product, country, duty, act``."""

    method = "federal-register"
    closes = False
    source = ListSource("federal-register", "Federal Register", "Federal Register", "https://www.federalregister.gov")

    def edition(self, paths: Sequence[str], given: str | None) -> str:
        """Return any day: each document is a source with its own."""
        return given or self.find_edition(paths) or "2000-01-01"

    def read(self, path: str, desk: Desk) -> Iterator[Entry]:
        """Yield the documents or the events of a file."""
        if ".csv" in path.lower() or ".xlsx" in path.lower():
            require_columns(path, {"document_number", "publication_date", "product", "duty", "act"})
            for row in read_table(path):
                entry = Entry(path, row.line)
                self._read_event(entry, row.cells, desk)
                yield entry
            return
        for line, cells in read_json_lines(path):
            entry = Entry(path, line)
            if cells is None or not clean(cells.get("document_number")) or not clean(cells.get("publication_date")):
                desk.report.leave_out("the line is no document with a number and a day", entry.where)
            else:
                entry.sources.append(_make_source(cells, desk.text(cells.get("title"), entry)))
            yield entry

    def _read_event(self, entry: Entry, cells: Mapping[str, Any], desk: Desk) -> None:
        number, day = clean(cells.get("document_number")), clean_value(cells.get("publication_date"))
        product, duty, act = (clean(cells.get(name)) for name in ("product", "duty", "act"))
        if not number or not day or not product or duty not in _DUTIES:
            desk.report.leave_out("the event has no document, day, product or known duty", entry.where)
            return
        country = clean(cells.get("country"))
        code = find_country(country) if country else None
        place = country_names()[code] if code else country
        name = f"US {_DUTIES[duty]} on {product} from {place or 'several countries'}"
        measure = f"measure:us-{duty}-{slug(product)}-{slug(place or 'several')}"
        entry.references += [*_AGENCIES, make_entity(measure, shorten(name), (), {}, {"measure_kind": "tariff"})]
        entry.references.append(_make_source(cells, f"Federal Register document {number}"))
        speaker = _ITC if act == "itc_schedule" else _COMMERCE
        common: Fields = {"source": _source_id(number), "locator": "title", "said_on": day, "said_by": speaker}
        words = act.replace("_", " ")
        predicate = _ACTS.get(act, "COMMENTED_ON")
        entry.statements.append(self.state(
            speaker, predicate, measure, desk, **common, text=f"Notice of {words}: {name}.",
            properties={"topic": words} if predicate == "COMMENTED_ON" else {"how": words},
        ))  # fmt: skip
        item = f"product:us-case-{slug(product)}"
        entry.references.append(make_entity(item, shorten(product)))
        entry.statements.append(self.state(
            measure, "RESTRICTS", item, desk, **common, text=f"The case is about {product}.",
            properties={"rule": _DUTIES[duty]},
        ))  # fmt: skip
        if country and (target := desk.government(country, entry)):
            entry.statements.append(
                self.state(measure, "TARGETS", target, desk, **common, text=f"The case is about goods of {place}.")
            )


def _source_id(number: str) -> str:
    return f"source:fr-{slug(number)}"


def _make_source(cells: Mapping[str, Any], title: str) -> Fields:
    number = clean(cells.get("document_number"))
    url = clean_value(cells.get("html_url")) or f"https://www.federalregister.gov/d/{number}"
    source = {"id": _source_id(number), "title": shorten(title or f"Federal Register document {number}"), "url": url}
    return source | {"publisher": "Federal Register", "published_on": clean(cells["publication_date"]), "lang": "en"}
