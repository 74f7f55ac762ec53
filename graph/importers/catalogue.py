"""Catalogue of the formats that can be imported."""

import importlib
from collections.abc import Mapping
from typing import NamedTuple

from graph.importers.records import Importer


class ImportFormat(NamedTuple):
    """Format by its module and class, with what it is in a few words."""

    module: str
    importer: str
    what: str


FORMATS: Mapping[str, ImportFormat] = {
    "csl": ImportFormat("csl", "CslImporter", "US Consolidated Screening List, CSV"),
    "jp-eul": ImportFormat("jp_eul", "JapanEndUserImporter", "Japan's Foreign End User List, JSON"),
    "hs": ImportFormat("hs", "HarmonizedSystemImporter", "Harmonized System, CSV"),
    "ccl": ImportFormat("ccl", "ControlListImporter", "US Commerce Control List, JSON"),
    "tariff-lines": ImportFormat("tariff_lines", "TariffLinesImporter", "dated tariff lines, CSV"),
    "federal-register": ImportFormat("federal_register", "FederalRegisterImporter", "notices and anti-dumping events"),
    "ftm": ImportFormat("ftm.importer", "FtmImporter", "FollowTheMoney entities and deltas, JSON Lines"),
}


def make_importer(name: str, **options: str) -> Importer:
    """Return an importer of a format that needs no mapping. ``options`` are those of its class."""
    form = FORMATS[name]
    module = importlib.import_module(f"graph.importers.formats.{form.module}")
    importer: Importer = getattr(module, form.importer)(**options)
    return importer
