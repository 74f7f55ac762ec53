"""Query files of the benchmarks."""

import re

import pytest
from project import ROOT

from benchmarks.queries import read_query
from graph.cypher_files import strip_comments_and_strings

SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "benchmarks").rglob("*.py"))
QUERIES = sorted((ROOT / "benchmarks" / "cypher").glob("*.cypher"))


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_query_is_used_and_gets_its_values_as_parameters(path):
    prefix, _, rest = path.stem.partition("_")
    names = {f'"{path.stem}"', f'"{rest}"'} if prefix in ("ask", "bare") else {f'"{path.stem}"'}
    assert any(name in SOURCE for name in names), f"{path.name} is used nowhere"
    assert not re.search(r"%s|\{\{", strip_comments_and_strings(read_query(path.stem)))
