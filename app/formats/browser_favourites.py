"""The query library as Neo4j Browser keeps favourites: a ZIP, a folder for each group, a script for each query."""

import io
import json
import zipfile
from collections.abc import Iterable

from graph.query_library import Parameter, Query

_NOW = {"today": "date()", "now": "datetime()"}
_FUNCTIONS = {"date": "date", "instant": "datetime"}


def build_archive(queries: Iterable[Query]) -> bytes:
    """The ZIP. The same library gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for query in queries:
            packed.writestr(zipfile.ZipInfo(f"{query.group}/{query.name}.cypher"), script(query))
    return out.getvalue()


def script(query: Query) -> str:
    """A favourite: its title, which Browser shows as its name, a ``:param`` for each parameter, and the query."""
    lines = [f"// {query.title}"]
    for parameter in query.parameters:
        if parameter.default is None:
            lines.append(f"// {parameter.name} has to be given ({parameter.type}): write it in the place of null.")
        lines.append(f":param {parameter.name} => {_default(parameter)};")
    return "\n".join([*lines, query.cypher]) + ";\n"


def _default(parameter: Parameter) -> str:
    """The default as Cypher writes it, which is as JSON does but for dates; null where there is none."""
    if parameter.default in _NOW:
        return _NOW[parameter.default]
    value = parameter.parse_default()
    written = json.dumps(value, ensure_ascii=False)
    function = _FUNCTIONS.get(parameter.type)
    return f"{function}({written})" if function and value is not None else written
