"""ZIP of CSV files for ``neo4j-admin database import``."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from app.formats.graph_files import GraphWriter
from app.formats.link_rows import DATE_NAMES, whole_days
from app.formats.tables import format_cell
from graph.model.vocabulary import vocabulary

#: Separates the items of a list: a control character, which no text of a record contains.
LIST_SEPARATOR = "\x1f"
_NUMBERS = {"integer": "long", "number": "double", "boolean": "boolean"}
_LISTS = {"texts": "string[]", "entities": "string[]"}
README = """\
neo4j-admin database import full neo4j --nodes=nodes.csv --relationships=links.csv \\
  --array-delimiter=U+001F --multiline-fields=true

The database must be new and stopped. An unknown start is 0001-01-01, an open end is 9999-12-31.
If only the month or the year of a date is known, valid_from_latest and valid_to_earliest are its other bound.
"""


class _Sink(io.RawIOBase):
    """Buffer of a ZIP archive, whose content is taken piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._pieces)
        self._pieces.clear()
        return taken


class Neo4jCsvWriter(GraphWriter):
    """``nodes.csv``, ``links.csv`` and ``README.txt`` in a ZIP archive, which is written in one pass."""

    def __init__(self, kinds: Any, types: Any) -> None:
        super().__init__(kinds, types)
        self._sink = _Sink()
        self._archive = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)
        known = vocabulary()
        self._node_columns = _columns(kind for name, kind in known.kinds.items() if name in kinds)
        self._node_columns |= {
            one.name: "string[]" if one.many else "string"
            for name, kind in known.kinds.items()
            if name in kinds
            for one in kind.identifiers.values()
        }
        self._link_columns = _columns(one for name, one in known.relationships.items() if name in types)
        self._member: Any = None

    def head(self) -> bytes:
        """Return the start of the archive and of the nodes."""
        self._archive.writestr("README.txt", README)
        columns = [f"{name}:{kind}" for name, kind in self._node_columns.items()]
        return self._start("nodes.csv", ["id:ID", ":LABEL", "name:string", "aliases:string[]", *columns])

    def node(self, node: Mapping[str, Any]) -> bytes:
        """Encode an entity."""
        values = {**node["identifiers"], **node["properties"]}
        labels = LIST_SEPARATOR.join(("Entity", node["kind"]))
        row = [node["id"], labels, node["name"], node["aliases"], *(values.get(name) for name in self._node_columns)]
        return self._write(row)

    def middle(self) -> bytes:
        """Return the end of the nodes and the start of the links."""
        self._member.close()
        dates = [f"{name}:date" for name in DATE_NAMES]
        own = ["link_id:string", "fact_id:string", "certainty:string", "n_sources:long", "known_from:datetime", *dates]
        columns = [f"{name}:{kind}" for name, kind in self._link_columns.items()]
        return self._start("links.csv", [":START_ID", ":END_ID", ":TYPE", *own, *columns])

    def link(self, link: Mapping[str, Any]) -> bytes:
        """Encode a link."""
        days = whole_days(link)
        own = [link[name] for name in ("link_id", "fact_id", "certainty", "n_sources", "known_from")]
        row = [link["subject"]["id"], link["object"]["id"], link["type"], *own, *(days[name] for name in DATE_NAMES)]
        return self._write([*row, *(link["properties"].get(name) for name in self._link_columns)])

    def end(self) -> bytes:
        """Return the end of the archive."""
        self._member.close()
        self._archive.close()
        return self._sink.take()

    def _start(self, name: str, columns: list[str]) -> bytes:
        self._member = self._archive.open(name, "w", force_zip64=True)
        return self._write(columns)

    def _write(self, row: list[Any]) -> bytes:
        self._member.write((",".join(map(_cell, row)) + "\n").encode())
        return self._sink.take()


def _columns(described: Any) -> dict[str, str]:
    return {
        spec.name: _LISTS.get(spec.type) or _NUMBERS.get(spec.type, "string")
        for one in described
        for spec in one.properties.values()
    }


def _cell(value: Any) -> str:
    if value is None or value == []:
        return ""
    text = LIST_SEPARATOR.join(map(str, value)) if isinstance(value, list) else str(format_cell(value))
    return '"' + text.replace('"', '""') + '"'
