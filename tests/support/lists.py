"""Small public lists, written by hand in the shapes of the real ones, and imports of them."""

from graph.importers.catalogue import make_importer
from graph.importers.frame import Before, ListImport
from graph.ingest.validator import RecordValidator

CSL_COLUMNS = (
    "source,entity_number,type,programs,name,alt_names,countries,federal_register_notice,license_requirement,"
    "license_policy,source_list_url"
)
SDN = "Specially Designated Nationals (SDN) - Treasury Department"
ENTITY_LIST = "Entity List (EL) - Bureau of Industry and Security"
DENIED = "Denied Persons List (DPL) - Bureau of Industry and Security"


def csl_row(number="", name="ACME LLC", source=SDN, kind="Entity", programme="SDGT", **cells):
    """Return a row of the screening list."""
    values = [source, number, kind, programme, name, cells.get("aliases", ""), cells.get("countries", "")]
    values += [
        cells.get("notice", ""),
        cells.get("requirement", ""),
        cells.get("policy", ""),
        "https://example.org/list",
    ]
    return ",".join(f'"{value}"' for value in values)


def write(path, *rows, header=CSL_COLUMNS):
    """Write a table."""
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return str(path)


def run(form, *paths, edition="2026-07-31", since=None, importer=None, **options):
    """Import files; return records by type and the report. ``since``: the file and the day of an earlier edition."""
    importer = importer or make_importer(form)
    importing = ListImport(importer, edition, options.pop("before", Before()), **options)
    if since:
        know(importing, form, *since)
    records = {"entity": [], "source": [], "statement": []}
    for raw in importing.records([str(path) for path in paths]):
        records[raw.type].append(raw.fields)
    return records, importing.report


def know(importing, form, path, edition):
    """Note what an earlier edition says."""
    for raw in ListImport(make_importer(form), edition, Before()).records([str(path)]):
        if raw.type == "entity":
            importing.know_definition(dict(raw.fields))
        elif raw.type == "statement":
            importing.know(dict(raw.fields), RecordValidator().validate_statement(raw).id, edition)
