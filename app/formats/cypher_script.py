"""Cypher script that creates the graph in any Neo4j, for cypher-shell and Neo4j Browser."""

from collections.abc import Mapping
from typing import Any

import orjson

from app.formats.graph_files import GraphWriter
from app.formats.link_rows import whole_days
from graph.cypher_files import read_cypher, strip_comments_and_strings

#: Rows of one statement of the script.
BATCH_ROWS = 500


class CypherWriter(GraphWriter):
    """Script of batches. Running it again changes nothing."""

    def __init__(self, kinds: Any, types: Any) -> None:
        super().__init__(kinds, types)
        self._rows: list[dict[str, Any]] = []

    def head(self) -> bytes:
        """Return how to run the script, and the constraint."""
        return b"// Graph of tradegraph. Run it with: cypher-shell -f FILE\n" + _statement("export/constraint")

    def node(self, node: Mapping[str, Any]) -> bytes:
        """Take an entity, and return a full batch."""
        own = {"name": node["name"], "aliases": node["aliases"] or None}
        properties = _drop_empty({**own, **node["identifiers"], **node["properties"]})
        return self._take({"id": node["id"], "kind": node["kind"], "properties": properties}, "export/nodes")

    def middle(self) -> bytes:
        """Return the last batch of nodes."""
        return self._flush("export/nodes")

    def link(self, link: Mapping[str, Any]) -> bytes:
        """Take a link, and return a full batch."""
        named = {"fact_id": link["fact_id"], "certainty": link["certainty"], "n_sources": link["n_sources"]}
        row = {"link_id": link["link_id"], "type": link["type"], "known_from": link["known_from"]}
        row |= {"subject": link["subject"]["id"], "object": link["object"]["id"], **whole_days(link)}
        return self._take(row | {"properties": _drop_empty(named | link["properties"])}, "export/links")

    def end(self) -> bytes:
        """Return the last batch of links."""
        return self._flush("export/links")

    def _take(self, row: dict[str, Any], query: str) -> bytes:
        self._rows.append(row)
        return self._flush(query) if len(self._rows) >= BATCH_ROWS else b""

    def _flush(self, query: str) -> bytes:
        if not self._rows:
            return b""
        script = _statement(query).replace(b"$rows", _literal(self._rows).encode(), 1)
        self._rows = []
        return script


def _statement(name: str) -> bytes:
    text = " ".join(strip_comments_and_strings(read_cypher(name)).split())
    return f"{text};\n".encode()


def _drop_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, [], {})}


def _literal(value: Any) -> str:
    """Return a value as a Cypher literal on one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'`{name}`: {_literal(item)}' for name, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    # JSON's escapes are Cypher's. Characters outside the basic plane stay as they are.
    return orjson.dumps(value).decode()
