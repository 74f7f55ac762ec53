"""Any table, CSV or XLSX, by a mapping of its columns."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.errors import InvalidOption
from graph.importers.cells import clean_value, shorten, slug, split_long
from graph.importers.formats.table.mapping import Cell, EntitySpec, StatementSpec, TableMapping, read_mapping
from graph.importers.parties import kind_of_party
from graph.importers.records import Desk, Entry, Fields, Importer, ListSource, make_entity
from graph.importers.tables import TableRow, read_headings, read_table
from graph.model.vocabulary import vocabulary


class TableImporter(Importer):
    """Importer of a table. Each entity of a row gets the number of its row's key in the list."""

    def __init__(self, mapping: TableMapping) -> None:
        self._mapping = mapping
        self._unused: dict[str, list[str]] = {}
        self.method = f"table-{mapping.list_id}"
        self.dated = mapping.dated

    @classmethod
    def from_file(cls, path: str) -> "TableImporter":
        """Return the importer of a mapping file. Raises InvalidOption."""
        return cls(read_mapping(path))

    @property
    def source(self) -> ListSource:
        """Publisher of the table."""
        about = self._mapping.source
        return ListSource(
            self._mapping.list_id, about.title, about.publisher, about.url, about.said_by, about.lang
        )  # fmt: skip

    def find_edition(self, paths: Sequence[str]) -> str | None:
        """Return the day that the mapping gives, else that of the files' names."""
        return self._mapping.edition or super().find_edition(paths)

    def prepare(self, paths: Sequence[str]) -> None:
        """Find the columns that the mapping does not use. Raises InvalidOption for a column that no file has."""
        used = _list_columns(self._mapping)
        found = {path: read_headings(path, 1)[0] for path in paths}
        if missing := sorted(used - {name for names in found.values() for name in names}):
            names = ", ".join(sorted({name for columns in found.values() for name in columns}))
            raise InvalidOption(f"--mapping names the column {missing[0]!r}, which no file has; they have {names}.")
        self._unused = {path: [name for name in names if name not in used] for path, names in found.items()}

    def read(self, path: str, desk: Desk) -> Iterator[Entry]:
        """Yield the rows of a table."""
        yield Entry(path, 0, references=list(self._mapping.define), counted=False)
        keeps_rest = any(spec.rest for spec in self._mapping.rows)
        if self._unused.get(path) and not keeps_rest:
            desk.report.leave_out(f"columns that the mapping does not use: {', '.join(self._unused[path])}", path)
        for row in read_table(path):
            entry = Entry(path, row.line)
            if self._mapping.only and not self._mapping.only.holds(row.cells):
                desk.report.leave_out("the row does not meet the condition of the mapping", entry.where)
            else:
                self._fill(entry, row, desk, self._describe_rest(path, row.cells))
            yield entry

    def _describe_rest(self, path: str, cells: Mapping[str, Any]) -> list[str]:
        given = ((name, clean_value(cells.get(name))) for name in self._unused.get(path, ()))
        return [part for name, text in given if text for part in split_long(name, text)]

    def _fill(self, entry: Entry, row: TableRow, desk: Desk, rest: list[str]) -> None:
        ids: dict[str, str] = {}
        for role, spec in self._mapping.entities.items():
            if spec.when and not spec.when.holds(row.cells):
                continue
            if entity := self._make_entity(spec, row.cells, entry, desk, rest if spec.rest else []):
                entry.entities.append(entity)
                ids[role] = entity["id"]
        for statement in self._mapping.statements:
            if not statement.when or statement.when.holds(row.cells):
                self._add_statement(statement, row, entry, desk, ids, rest if statement.rest else [])

    def _make_entity(
        self, spec: EntitySpec, cells: Mapping[str, Any], entry: Entry, desk: Desk, rest: list[str]
    ) -> Fields | None:
        name = desk.text(spec.name.text(cells), entry)
        if not name:
            desk.report.leave_out("the row has no name for an entity", entry.where)
            return None
        columns = [spec.key] if isinstance(spec.key, str) else spec.key or []
        key = slug(" ".join(clean_value(cells.get(column)) for column in columns).strip() or name)
        kind = spec.kind.text(cells) if isinstance(spec.kind, Cell) else spec.kind
        kind = kind_of_party("", name) if kind == "by-name" else kind.lower()
        entity_id = desk.entity_id(kind, f"{self._mapping.list_id}-{key}")
        known = vocabulary().kinds.get(vocabulary().kind_of(entity_id) or "")
        many = {one for one, about in (known.properties if known else {}).items() if about.type == "texts"}
        properties: Fields = {
            one: cell.texts(cells) if one in many else cell.text(cells) for one, cell in spec.properties.items()
        }
        properties["details"] = [*properties.get("details", []), *rest]
        identifiers: Fields = {one: cell.text(cells) for one, cell in spec.identifiers.items()}
        aliases = [shorten(desk.text(alias, entry)) for alias in spec.aliases.texts(cells)] if spec.aliases else []
        numbers = {"list_ids": [f"{self._mapping.list_id}:{key}"]}
        return make_entity(entity_id, shorten(name), aliases, identifiers | numbers, properties)

    def _add_statement(
        self, spec: StatementSpec, row: TableRow, entry: Entry, desk: Desk, ids: Mapping[str, str], rest: list[str]
    ) -> None:
        ends = [self._find_end(end, row.cells, entry, desk, ids) for end in (spec.subject, spec.object)]
        if not (ends[0] and ends[1]):
            return
        relationship = vocabulary().relationships.get(spec.predicate)
        many = {
            one for one, about in (relationship.properties if relationship else {}).items() if about.type == "texts"
        }
        properties: Fields = {
            one: cell.texts(row.cells) if one in many else cell.text(row.cells) for one, cell in spec.properties.items()
        }
        properties["details"] = [*properties.get("details", []), *rest]
        dates = {one: cell.text(row.cells) for one in _DATES if (cell := getattr(spec, one))}
        words = {"line": str(row.line), **row.cells}
        speaker = {"said_by": spec.said_by} if spec.said_by else {}
        statement = self.state(
            ends[0], spec.predicate, ends[1], desk, properties=properties, **dates, **speaker,
            text=shorten(Cell(template=spec.text).text(words), 2000),
            locator=shorten(Cell(template=spec.locator).text(words)),
        )  # fmt: skip
        entry.statements.append(statement | {"stance": spec.stance})

    def _find_end(
        self, end: str | Cell, cells: Mapping[str, Any], entry: Entry, desk: Desk, ids: Mapping[str, str]
    ) -> str | None:
        """Return the id of an end: of the row, a constant or a government."""
        if isinstance(end, Cell):
            text = end.text(cells)
            return desk.government(text, entry) if text and end.form == "government" else text or None
        return ids.get(end) if end in self._mapping.entities else end


_DATES = ("valid_from", "valid_to", "said_on")


def _list_columns(mapping: TableMapping) -> set[str]:
    """Return the columns that a mapping reads."""
    found: set[str] = {mapping.only.column} if mapping.only else set()
    for spec in mapping.rows:
        cells = [value for value in vars(spec).values() if isinstance(value, Cell)]
        for group in (getattr(spec, "properties", {}), getattr(spec, "identifiers", {})):
            cells += group.values()
        found |= {column for cell in cells for column in cell.columns()}
        found |= {spec.when.column} if spec.when else set()
        if isinstance(spec, EntitySpec):
            found |= {spec.key} if isinstance(spec.key, str) else set(spec.key or ())
        else:
            texts = Cell(template=spec.text).columns() | Cell(template=spec.locator).columns()
            found |= texts - {"line"}
    return found
