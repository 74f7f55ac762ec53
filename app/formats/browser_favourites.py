"""Query library as favourites of Neo4j Browser, in a ZIP file."""

import io
import json
import zipfile
from collections.abc import Iterable

from graph.query_library import Parameter, Query

_NOW = {"today": "date()", "now": "datetime()"}
_FUNCTIONS = {"date": "date", "instant": "datetime"}


def build_archive(queries: Iterable[Query]) -> bytes:
    """Return the ZIP file. The same library gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for query in queries:
            packed.writestr(zipfile.ZipInfo(f"{query.group}/{query.name}.cypher"), render_script(query))
    return out.getvalue()


def render_script(query: Query) -> str:
    """Return one favourite: title, a ``:param`` line for each parameter, and the query.

    Browser shows the title, which is a comment, as the name.
    """
    lines = [f"// {query.title}"]
    for parameter in query.parameters:
        if parameter.default is None:
            lines.append(f"// {parameter.name} is required ({parameter.type}): replace null with a value.")
        lines.append(f":param {parameter.name} => {_default(parameter)};")
    return "\n".join([*lines, query.cypher]) + ";\n"


def _default(parameter: Parameter) -> str:
    """Return the default as a Cypher expression; null without a default."""
    if parameter.default in _NOW:
        return _NOW[parameter.default]
    value = parameter.parse_default()
    written = json.dumps(value, ensure_ascii=False)
    function = _FUNCTIONS.get(parameter.type)
    return f"{function}({written})" if function and value is not None else written
