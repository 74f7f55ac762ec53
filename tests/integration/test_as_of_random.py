"""Random queries on small random graphs answer as on the graph of that moment."""

import neo4j
import pytest
from as_of import TIMEOUT_S, ask, keep_moment, rewritten, run_support
from as_of_strategies import graphs, moments, queries
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


@pytest.fixture
async def session(store, engine):
    """Open a session on the empty graph. Each example has a transaction that is rolled back."""
    address = engine.address
    async with (
        neo4j.AsyncGraphDatabase.driver(
            address.uri, auth=(address.user, address.password), notifications_min_severity="OFF"
        ) as driver,
        driver.session() as opened,
    ):
        yield opened


@settings(max_examples=examples(125), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=queries(), cases=st.lists(st.tuples(graphs(), moments()), min_size=4, max_size=4))
async def test_a_random_query_on_random_graphs_answers_as_on_the_graph_of_that_moment(session, text, cases):
    # Planning a text takes most of the time, so each is asked on four graphs: 500 comparisons.
    for graph, at in cases:
        inner = await session.begin_transaction(timeout=TIMEOUT_S)
        try:
            await run_support(inner, "random_graph", **graph)
            found = await ask(inner, "", rewritten(text, at), at.parameters)
            await keep_moment(inner, at)
            assert found == await ask(inner, "", text, {})
        finally:
            await inner.close()
