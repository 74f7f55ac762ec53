"""Library queries, run on Neo4j: their rows, duration and evidence."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from library_examples import CALLS, EXAMPLES, QUERIES

from app.api.receipts import find_named_ids
from graph.guard import check

#: Queries that list names, sources or speakers, or count the graph. They state no facts, so they need no evidence.
NAMES = {"counts", "entities", "publishers", "search", "sources", "speakers"}
#: Queries of fixed HTTP calls, whose columns are whole records; golden files of those calls test them.
RECORDS = {name for name, query in QUERIES.items() if query.answers and query.answers.startswith("GET ")}


@pytest.mark.parametrize(("name", "number", "given"), CALLS)
async def test_every_example_runs_by_http_and_only_reads(http, seeded, golden, name, number, given):
    query = QUERIES[name]
    parameters = query.values(given)
    check(query.cypher, parameters)
    async with seeded.read_session() as session:
        plan = await (await session.run(f"EXPLAIN {query.cypher}", parameters)).consume()
    assert plan.query_type == "r"
    answer = await http.get(f"/queries/{name}", params=given, headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    if name not in RECORDS and number == 0:
        golden(f"queries/{name}.csv", answer.text.replace("\r\n", "\n"))


async def test_every_example_finds_something_and_names_what_it_rests_on(http):
    silent = set()
    for name, calls in EXAMPLES.items():
        table = (await http.get(f"/queries/{name}", params=calls[0])).json()
        assert table["rows"], name
        if not find_named_ids(table)[0] and "statement_id" not in table["columns"]:
            silent.add(name)
    assert silent == NAMES


async def test_each_favourite_sets_its_parameters_and_asks(http, seeded):
    """Run each script like Neo4j Browser: its commands, then the query with their parameters."""
    answer = await http.get("/favourites")
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.namelist() == [f"{query.group}/{query.name}.cypher" for query in QUERIES.values()]
        scripts = {Path(name).stem: packed.read(name).decode() for name in packed.namelist()}
    for name, text in scripts.items():
        query = QUERIES[name]
        assert text.startswith(f"// {query.title}\n")
        given = dict(re.findall(r"^:param (\w+) => (.*);$", text, re.MULTILINE))
        assert list(given) == [parameter.name for parameter in query.parameters]
        columns = ", ".join(f"{value} AS `{key}`" for key, value in given.items()) or "0 AS none"
        values = await seeded.table(f"RETURN {columns}", {})
        parameters = dict(zip(values.columns, values.rows[0], strict=True))
        defaults = query.values({p.name: EXAMPLES[name][0][p.name] for p in query.parameters if p.default is None})
        for parameter in query.parameters:
            wanted, got = defaults[parameter.name], parameters[parameter.name]
            if parameter.default is None:
                assert got is None
                parameters[parameter.name] = wanted
            elif parameter.default not in ("today", "now"):
                assert got == wanted, f"{name}: {parameter.name}"
        asked = re.sub(r"^:param .*\n", "", text, flags=re.MULTILINE)
        assert (await seeded.table(asked, parameters)).columns, name
