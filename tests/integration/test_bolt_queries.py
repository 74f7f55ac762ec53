"""Library files, run by analysts' tools through the proxy, and READ sessions that refuse writes."""

import contextlib
import datetime as dt
import warnings

import neo4j
import pytest
from library_examples import EXAMPLES, QUERIES
from neo4j.exceptions import ClientError


@pytest.fixture
def driver(door, seeded):
    with neo4j.GraphDatabase.driver(door.uri, auth=door.auth) as opened:
        yield opened


@pytest.fixture
def itself(engine, seeded):
    """Connect the driver to Neo4j itself."""
    with neo4j.GraphDatabase.driver(engine.address.uri, auth=(engine.address.user, engine.address.password)) as opened:
        yield opened


@pytest.fixture
def py2neo_graph(door, seeded):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the last release of py2neo uses deprecated parts of Python
        import py2neo

        graph = py2neo.Graph(door.uri, auth=door.auth, name="neo4j")
        yield graph
        graph.service.connector.close()


@pytest.mark.parametrize("name", QUERIES)
def test_the_neo4j_driver_runs_the_file_unchanged(driver, name):
    query = QUERIES[name]
    with driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session:
        result = session.run(query.cypher, query.values(EXAMPLES[name][0]))
        assert result.keys()
        result.consume()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", QUERIES)
def test_py2neo_runs_the_file_unchanged(py2neo_graph, name):
    import pytz

    query = QUERIES[name]
    # py2neo accepts an instant only with a time zone of pytz, which py2neo installs.
    parameters = {
        key: value.astimezone(pytz.utc) if isinstance(value, dt.datetime) else value
        for key, value in query.values(EXAMPLES[name][0]).items()
    }
    cursor = py2neo_graph.run(query.cypher, parameters)
    assert cursor.keys()
    cursor.data()


@pytest.mark.parametrize(
    "query", ["CREATE (:Company {id: 'company:x'})", "MATCH (n:Company) SET n.name = 'x'", "MATCH (n) DETACH DELETE n"]
)
def test_a_read_session_that_would_write_is_refused_by_the_server(itself, query):
    with itself.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session:
        with pytest.raises(ClientError) as refused:
            session.run(query).consume()
        assert refused.value.code == "Neo.ClientError.Statement.AccessMode"
        with contextlib.suppress(ClientError):
            session.run("RETURN 1").consume()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://127.0.0.1:1/x.csv"])
def test_files_and_addresses_cannot_be_loaded(itself, url):
    with itself.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session, pytest.raises(ClientError):
        session.run("LOAD CSV FROM $url AS row RETURN row", {"url": url}).consume()
