"""GraphML and GEXF, written node by node and link by link.

Both formats declare the attributes of nodes and links before the first of them. Unknown values are omitted: neither has
a null.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from app.formats.tables import format_cell
from graph.model.dates import parse_end, parse_partial
from graph.model.vocabulary import vocabulary

_NODE_ATTRIBUTES = ("label", "kind", "aliases")
_STATUS_ATTRIBUTES = ("status", "status_basis", "unheard_since", "status_note")
#: ``relationship``: in GEXF the attribute "type" is the direction of an edge.
_LINK_ATTRIBUTES = (
    "label", "relationship", "fact_id", "certainty", "holds", "n_sources", "valid_from", "valid_to", "known_from",
)  # fmt: skip
#: Types of the values of the vocabulary; the others are texts.
_TYPES = {"integer": "long", "number": "double", "boolean": "boolean"}

#: Attributes with their types, in the order of their declaration.
Attributes = Mapping[str, str]


class GraphWriter(ABC):
    """Writer of a graph.

    Call ``head``, ``node`` for each node, ``middle``, ``link`` for each link, and ``end``.
    ``kinds`` and ``types`` are those of its nodes and links; it declares their attributes.
    """

    def __init__(self, kinds: Collection[str], types: Collection[str]) -> None:
        nodes = [kind for name, kind in vocabulary().kinds.items() if name in kinds]
        links = [relationship for name, relationship in vocabulary().relationships.items() if name in types]
        self._nodes = {
            **dict.fromkeys(_NODE_ATTRIBUTES, "string"),
            **{name: "string" for kind in nodes for name in kind.identifiers},
            **_types_of(nodes),
            **(dict.fromkeys(_STATUS_ATTRIBUTES, "string") if "Measure" in kinds else {}),
        }
        self._links = {
            **dict.fromkeys(_LINK_ATTRIBUTES, "string"),
            "n_sources": "long",
            **_types_of(links),
        }

    @abstractmethod
    def head(self) -> bytes:
        """Return the bytes before the nodes, with the declarations."""

    @abstractmethod
    def node(self, node: Mapping[str, Any]) -> bytes:
        """Encode an entity of a response."""

    def middle(self) -> bytes:
        """Return the bytes between nodes and links."""
        return b""

    @abstractmethod
    def link(self, link: Mapping[str, Any]) -> bytes:
        """Encode a link of a response."""

    @abstractmethod
    def end(self) -> bytes:
        """Return the bytes after the links."""


class GraphmlWriter(GraphWriter):
    """GraphML 1.0, with the names of attributes as their keys."""

    def head(self) -> bytes:
        """Return the keys and the start of the graph."""
        keys = [
            f'  <key id="{name}" for="{scope}" attr.name="{name}" attr.type="{kind}" />\n'
            for scope, attributes in (("graph", {"name": "string"}), ("node", self._nodes), ("edge", self._links))
            for name, kind in attributes.items()
        ]
        return (
            "<?xml version='1.0' encoding='utf-8'?>\n"
            '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation='
            '"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
            f'{"".join(keys)}  <graph edgedefault="directed">\n    <data key="name">tradegraph</data>\n'
        ).encode()

    def node(self, node: Mapping[str, Any]) -> bytes:
        """Encode an entity."""
        return f"    <node id={quoteattr(node['id'])}>\n{_data(describe_node(node))}    </node>\n".encode()

    def link(self, link: Mapping[str, Any]) -> bytes:
        """Encode a link."""
        values = _data(describe_link(link))
        return f"    <edge{_ends(link)} id={quoteattr(link['link_id'])}>\n{values}    </edge>\n".encode()

    def end(self) -> bytes:
        """Return the end of the graph."""
        return b"  </graph>\n</graphml>\n"


class GexfWriter(GraphWriter):
    """GEXF 1.2 for Gephi, whose timeline uses the days of the links."""

    def __init__(self, kinds: Collection[str], types: Collection[str]) -> None:
        super().__init__(kinds, types)
        numbers = count()
        # A label is an XML attribute of its own. networkx reads the id of a link from `networkx_key`.
        self._node_numbers = {name: next(numbers) for name in self._nodes if name != "label"}
        self._link_numbers = {name: next(numbers) for name in (*self._links, "networkx_key") if name != "label"}
        self._link_ids = count()

    def head(self) -> bytes:
        """Return the declarations and the start of the nodes."""
        declared = [
            f'    <attributes mode="static" class="{scope}">\n'
            + "".join(
                f'      <attribute id="{number}" title="{name}" type="{types.get(name, "string")}" />\n'
                for name, number in numbers.items()
            )
            + "    </attributes>\n"
            for scope, numbers, types in (
                ("edge", self._link_numbers, self._links),
                ("node", self._node_numbers, self._nodes),
            )
        ]
        return (
            "<?xml version='1.0' encoding='utf-8'?>\n"
            '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            'xsi:schemaLocation="http://www.gexf.net/1.2draft http://www.gexf.net/1.2draft/gexf.xsd" version="1.2">\n'
            f'  <meta lastmodifieddate="{datetime.now(UTC).date().isoformat()}">\n    <creator>tradegraph</creator>\n'
            '  </meta>\n  <graph defaultedgetype="directed" mode="dynamic" name="tradegraph" timeformat="date">\n'
            f"{''.join(declared)}    <nodes>\n"
        ).encode()

    def node(self, node: Mapping[str, Any]) -> bytes:
        """Encode an entity."""
        shown = describe_node(node)
        label = quoteattr(shown.pop("label"))
        values = _attvalues(shown, self._node_numbers)
        return f"      <node id={quoteattr(node['id'])} label={label}>\n{values}      </node>\n".encode()

    def middle(self) -> bytes:
        """Return the end of the nodes and the start of the links."""
        return b"    </nodes>\n    <edges>\n"

    def link(self, link: Mapping[str, Any]) -> bytes:
        """Encode a link."""
        shown = describe_link(link)
        bounds = "".join(f' {name}="{day}"' for name, day in link_bounds(shown).items())
        label = quoteattr(shown.pop("label"))
        values = _attvalues(shown | {"networkx_key": link["link_id"]}, self._link_numbers)
        return (
            f'      <edge{_ends(link)} id="{next(self._link_ids)}" label={label}{bounds}>\n{values}      </edge>\n'
        ).encode()

    def end(self) -> bytes:
        """Return the end of the links."""
        return b"    </edges>\n  </graph>\n</gexf>\n"


def describe_node(node: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of an entity."""
    shown = {"label": node["name"], "kind": node["kind"], "aliases": node["aliases"]}
    status = {name: node.get(name) for name in _STATUS_ATTRIBUTES}
    return _drop_nulls({**shown, **node["identifiers"], **node["properties"], **status})


def describe_link(link: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of a link."""
    own = {"label": link["type"], "relationship": link["type"], **link["properties"]}
    return _drop_nulls({**own, **{name: link[name] for name in _LINK_ATTRIBUTES[2:]}})


def link_bounds(shown: Mapping[str, Any]) -> dict[str, str]:
    """Return the GEXF bounds of a link: first and last day of its possible validity.

    GEXF includes the last day; ``valid_to`` is exclusive.
    """
    bounds = {}
    if "valid_from" in shown:
        bounds["start"] = parse_partial(shown["valid_from"]).first.isoformat()
    if "valid_to" in shown:
        last: date = parse_end(shown["valid_to"]).last
        bounds["end"] = (last - timedelta(days=1)).isoformat()
    return bounds


def _types_of(described: Collection[Any]) -> dict[str, str]:
    """Return the type of each property of some kinds or relationships."""
    return {name: _TYPES.get(spec.type, "string") for one in described for name, spec in one.properties.items()}


def _drop_nulls(values: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: format_cell(value) if isinstance(value, (list, dict)) else value for name, value in values.items()}
    return {name: value for name, value in plain.items() if value not in (None, "")}


def _ends(link: Mapping[str, Any]) -> str:
    return f" source={quoteattr(link['subject']['id'])} target={quoteattr(link['object']['id'])}"


def _data(shown: Mapping[str, Any]) -> str:
    return "".join(f'      <data key="{name}">{escape(format_cell(value))}</data>\n' for name, value in shown.items())


def _attvalues(shown: Mapping[str, Any], numbers: Mapping[str, int]) -> str:
    values = "".join(
        f'          <attvalue for="{numbers[name]}" value={quoteattr(format_cell(value))} />\n'
        for name, value in shown.items()
    )
    return f"        <attvalues>\n{values}        </attvalues>\n"
