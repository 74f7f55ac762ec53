"""The guard for ad-hoc Cypher, on random queries and on random spellings of known ones."""

import random

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import CypherRefused, InvalidParameter
from graph.guard import check_query
from graph.guard.allowlist import REJECTED_COMMANDS
from graph.guard.grammar import keywords
from graph.guard.lexer import iter_matches

QUERIES = [
    "MATCH ({a}:Measure)-[{b}:TARGETS]->({c}) WHERE {b}.x <= $day AND {c}.y STARTS WITH 'x' RETURN {c}.y AS {d}",
    "MATCH ({a}) WITH {a}.kind AS {b}, count(*) AS {c} WHERE {c} > 1 RETURN {b}, {c} ORDER BY {c} DESC, {b} LIMIT 3",
    "UNWIND [1, 2] AS {a} RETURN CASE WHEN {a} > 1 THEN {a} ELSE -{a} END AS {b} UNION ALL RETURN 3 AS {b}",
    "MATCH {a} = SHORTEST 2 ({b})((:Entity)-[{c} WHERE {c}.x = 1]-()){{1,4}}({d}) RETURN length({a}), {d} IS NULL",
    "MATCH ({a}) CALL ({a}) {{ MATCH ({a})-->({b}) RETURN count({b}) AS {c} }} RETURN {a}.id, {c} IN [0, 1]",
    "MATCH ({a}) WHERE EXISTS {{ ({a})-[:OWNS]->({b}:Company) WHERE {b}.x <> {a}.x }} RETURN collect(DISTINCT {a}.x)",
    "RETURN [{a} IN range(1, 9) WHERE {a} % 2 = 0 | {{{b}: {a}, c: date()}}] AS {c}, reduce({d} = 0, x IN [] | {d})",
    "OPTIONAL MATCH ({a})-[:PART_OF*1..3]->({b}:Product|Measure&!Event) RETURN [({a})--({c}) | {c}.name][0..2] AS {d}",
]
WRITING = [
    "CREATE ({x})",
    "CREATE ({x})-[:R]->()",
    "INSERT ({x})",
    "MERGE ({x} {{id: 1}})",
    "SET {x}.y = 1",
    "SET {x}:Label",
    "SET {x} += $map",
    "REMOVE {x}.y",
    "DELETE {x}",
    "DELETE [{x}][0]",
    "DETACH DELETE {x}",
    "NODETACH DELETE {x}",
    "FOREACH (i IN [1] | SET {x}.y = i)",
    "CALL {{ CREATE ({x}) }}",
    "CALL ({x}) {{ DELETE {x} }}",
    "CALL dbms.killConnection('bolt-1')",
    "LOAD CSV FROM 'file:///x' AS {x}",
    "USE {x}",
]
BLANKS = [" ", "\n", "\t", "\r\n", "  ", "/**/", "/* DELETE n */", "//\n", "// ' SET\r", "/* ` */ "]
NOT_NAMES = {"not", "case", "distinct", "any", "all", "shortest", "shortestpath", "allshortestpaths", "exists", "count"}

soft_words = st.sampled_from(sorted({word.lower() for word in keywords() | REJECTED_COMMANDS.keys()} - NOT_NAMES))
plain_words = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True).filter(lambda word: word not in NOT_NAMES)
names = plain_words | soft_words | st.sampled_from(["`DELETE n`", "`a``b`", "größe", "名前"])
written = st.sampled_from(["n", "x_1", "`a b`", "größe"])  # DELETE and x would be parsed as delete AND x
chances = st.integers(0, 2**32).map(random.Random)
variables = st.fixed_dictionaries(dict.fromkeys("abcd", names))
queries = st.builds(lambda query, given: query.format(**given), st.sampled_from(QUERIES), variables)


@pytest.mark.parametrize("word", ["starts", "ends", "is", "contains", "in"])
def test_a_name_that_is_an_operator_too_can_be_compared(word):
    check_query(f"UNWIND [1] AS {word} RETURN CASE WHEN {word} > 1 THEN {word} WHEN STARTS WITH 'x' THEN 2 END AS x")


def tokens(query: str) -> list[str]:
    return [match[1] for match in iter_matches(query)][:-1]


def respelled(query: str, chance: random.Random) -> str:
    """Return a query in another case, with other white space and with comments."""
    parts = []
    for token in tokens(query):
        spellings = (token, token.lower(), token.upper(), token.swapcase(), token.title())
        parts += [chance.choice(spellings) if token.isascii() and token.isalpha() else token, chance.choice(BLANKS)]
    return "".join(parts)


def with_writing(query: str, clause: str, chance: random.Random) -> str:
    """Insert a writing clause at a random place in a query, sometimes with an escape."""
    parts = tokens(query)
    clause = respelled(clause, chance)
    if chance.random() < 0.2:
        place = next(i for i, letter in enumerate(clause) if letter.isalpha())
        clause = f"{clause[:place]}\\u{ord(clause[place]):04x}{clause[place + 1 :]}"
    place = chance.randint(0, len(parts))
    blanks = chance.choices(BLANKS, k=2)
    return " ".join(parts[:place]) + blanks[0] + clause + blanks[1] + " ".join(parts[place:])


@settings(max_examples=examples(300), deadline=None)
@given(queries, chances)
def test_a_query_that_reads_passes_in_any_spelling_and_with_any_names(query: str, chance: random.Random) -> None:
    check_query(query)
    check_query(respelled(query, chance))


@settings(max_examples=examples(500), deadline=None)
@given(queries, st.sampled_from(WRITING), written, chances)
def test_a_clause_that_writes_is_refused_wherever_it_is_put(
    query: str, clause: str, name: str, chance: random.Random
) -> None:
    for _ in range(5):
        changed = with_writing(query, clause.format(x=name), chance)
        with pytest.raises(CypherRefused):
            check_query(changed)
            print(changed)  # pytest shows the accepted query


@settings(max_examples=examples(200), deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")), st.sampled_from("'\""))
def test_any_text_can_be_quoted_and_is_only_text_then(text: str, quote: str) -> None:
    inside = text.replace("\\", "\\\\").replace(quote, f"\\{quote}")
    check_query(f"MATCH (n) WHERE n.name = {quote}{inside}{quote} RETURN n")


pieces = [
    *sorted(keywords() | REJECTED_COMMANDS.keys()),
    *"()[]{},.:;|&!%$+-*/^=<>'\"`\\ \n\r",
    "..",
    "::",
    "->",
    "<-",
    "$x",
    "`a`",
]
pieces += ["1", "1.5", "0x", "1e", "'a'", "//", "/*", "*/", "\\u0027", "n", "reduce(", "range(", "[x IN ", "db.labels"]


@settings(max_examples=examples(500), deadline=None)
@given(
    st.sampled_from(["", "RETURN ", "MATCH (n) ", "CALL ", "RETURN reduce(a = 1, x IN ", "RETURN [x IN range("]),
    st.lists(st.sampled_from(pieces) | st.text(max_size=3), max_size=12),
    st.sampled_from(["", " "]),
)
def test_no_text_makes_it_fail_in_another_way(before: str, parts: list[str], blank: str) -> None:
    try:
        check_query(before + blank.join(parts))
    except (CypherRefused, InvalidParameter) as error:
        assert error.message.endswith(".")
