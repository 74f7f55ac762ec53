"""Reader of patterns: it finds every relationship where Neo4j sees one, and refuses what it does not know."""

import contextlib
import time

import pytest
from as_of import clocks, rewritten, shapes
from as_of_places import AMBIGUOUS, find_links
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.asof import rewrite
from graph.asof.clocks import RESERVED
from graph.asof.reader import Tokens, Unread, read_query
from graph.errors import CypherRefused, CypherUndatable
from graph.guard import MAX_BYTES, check_query

AT = clocks("2025-06-01", "2025-08-01")


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_patterns_and_arithmetic_are_told_apart_as_in_neo4j(text):
    assert len(find_links(text)) == AMBIGUOUS[text]


def test_each_shape_is_read_and_passes_the_guard_when_rewritten():
    texts = shapes()
    assert len(texts) == 220
    for text in texts.values():
        assert RESERVED in rewritten(text, AT) or "-" not in text or len(find_links(text)) <= text.count("-")


REFUSED = {
    "MATCH (__asof) RETURN 1": "__asof (line 1, column 8) is refused with as_of and known_at: choose a name",
    "MATCH (a) RETURN $__asof_day": "choose a name without __asof",
    "MATCH (a), (b)\nRETURN (a)-[x IN [1]]-(b)": "- (line 2, column 11) cannot be asked with as_of and known_at: write",
    "CALL db.index.fulltext.queryRelationships('a', 'b') YIELD relationship RETURN relationship": "cannot be asked",
    "MATCH " + ", ".join(["()--()"] * 501) + " RETURN 1": "at most 500 relationships",
    "MATCH (a) WHERE " + " OR ".join(["(a)--() AND (a)<--()"] * 250) + " RETURN '" + "x" * 50_000 + "'": None,
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:40])
def test_what_is_not_understood_is_refused_with_a_plain_sentence(text):
    if REFUSED[text] is None:
        assert len(rewritten(text, AT)) > MAX_BYTES
        return
    with pytest.raises(CypherUndatable) as refused:
        rewrite(text, AT)
    assert REFUSED[text] in refused.value.message


#: Texts of 64 KiB that nest or repeat what may be a pattern.
LONG = {
    "brackets": "RETURN " + "(1)+" * 16_000 + "1",
    "patterns": "MATCH " + ",".join(["(a)-->(b)"] * 6_000) + " RETURN 1",
    "almost patterns": "RETURN " + "+".join(["(a)--(b.x)"] * 5_500),
    "nested maps in brackets": "RETURN " + "({x: " * 30 + "(1)-(2)+" * 7_500 + "1" + "})" * 30,
    "nested almost patterns": "RETURN " + "(a)-[x WHERE " * 25 + "1+" * 30_000 + "1" + "]-(b.c)" * 25,
    "bars": "RETURN [x IN [1] WHERE x.a | x:B" + "|C" * 31_000 + "]",
    "comprehensions": "RETURN " + "+".join(["[x IN y WHERE x:A|B | x]"] * 2_500),
    "sums": "RETURN " + "1+" * 32_000 + "1",
    "lists": "RETURN [" + "1," * 32_000 + "1]",
    "chains": "RETURN " + "(a)--" * 12_000 + "(b.x)",
    "tests": "MATCH (a) WHERE " + " OR ".join(["(a)--()"] * 5_500) + " RETURN 1",
    "cases": "RETURN " + "CASE WHEN 1 THEN " * 1 + "CASE a WHEN 1 THEN 2 END+" * 2_400 + "1 END",
}


@pytest.mark.parametrize("name", LONG)
def test_no_text_takes_long_to_read(name):
    text = LONG[name]
    assert len(text) <= MAX_BYTES
    tokens = Tokens(text)
    times = []
    for _ in range(3):
        began = time.process_time()
        with contextlib.suppress(Unread):
            read_query(tokens)
        times.append(time.process_time() - began)
    # 50 ms on an idle machine; this one may be busy.
    assert min(times) < 0.1, times


PIECES = st.sampled_from(
    ["(", ")", "[", "]", "{", "}", "-", "<", ">", "|", ":", ",", "*", "+", ".", "a", "b", "1", "'s'", " WHERE ", " IN ",
     " AND ", " AS ", "MATCH ", "RETURN ", "WITH ", " CASE ", " WHEN ", " THEN ", " END ", "COUNT {", "EXISTS {", "$p",
     "(a)-->(b)", "[(a)--(b) | a]", "size(", "{x: 1}", "shortestPath(", " UNION ", "CALL (a) {", " IS ", "*1..2"]
)  # fmt: skip


@settings(max_examples=examples(1000))
@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_text_that_the_guard_passes_is_rewritten_or_refused(middle):
    text = f"MATCH (a), (b) RETURN {middle}"
    try:
        checked = check_query(text).text
    except CypherRefused:
        return
    try:
        found = rewrite(checked, AT)
    except CypherUndatable:
        return
    assert find_links(checked) == [] or RESERVED in found
