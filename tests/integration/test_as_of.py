"""Any Cypher as of a moment: the rewritten query answers what the plain one does on the graph of that moment.

Both sides run on Neo4j. The graph of a moment is made by deletion, in a transaction that is rolled back. Nodes,
relationships and paths are compared by identity, rows as a multiset, columns by name.
"""

import pytest
from as_of import PARAMETERS, ask, clocks, find_differences, rewritten, shapes, transaction

from graph.asof import expression_rules, match_rules, rewriter
from graph.asof.predicates import Predicates
from graph.asof.scope import GivenNames

PAIRS = [("2025-06-01", "2025-08-01"), ("2025-04-15", "2025-12-31")]
#: Some shapes for the other clocks: with relationships of all types, nodes alone, evidence, and stars.
SOME = ("dashes", "types not", "status", "status alone", "evidence", "sources", "label not", "varlen", "qrel zero",
        "shortest", "pcomp where", "where pattern", "evidence comma", "qrel star", "element id")  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0])
async def test_a_query_of_each_shape_answers_as_on_the_graph_of_that_moment(seeded, engine, pair):
    assert await find_differences(engine.address, clocks(*pair), shapes()) == []


@pytest.mark.parametrize(
    "given", [(None, "2025-05-10"), ("2025-05-01", None), ("2025-05-20", "2025-08-01", "surely")], ids=str
)
async def test_one_clock_alone_and_sure_dates_answer_as_on_the_graph_of_that_moment(seeded, engine, given):
    some = {name: text for name, text in shapes().items() if name in SOME}
    assert await find_differences(engine.address, clocks(*given), some) == []


async def test_most_answers_differ_from_those_of_all_versions(seeded, engine):
    at, some = clocks(*PAIRS[0]), dict(list(shapes().items())[:60])
    async with transaction(engine.address) as inner:
        different = [
            name
            for name, text in some.items()
            if await ask(inner, name, text, PARAMETERS)
            != await ask(inner, name, rewritten(text, at), {**PARAMETERS, **at.parameters})
        ]
    assert len(different) > 40


def _no_brackets(self, where, last, conditions, names, scope, *, inline):
    if where is None or not conditions or isinstance(conditions, tuple) != inline:
        return ORIGINAL(self, where, last, conditions, names, scope)
    self.parts(where.parts, names, scope)
    return self.edits.after(where.last, f" AND {' AND '.join(conditions)}")


def _outside(self, path, names, scope, conditions):
    for link in path.links():
        link.many = link.many or path.selector
    selector, path.selector = path.selector, False
    PATTERN(self, path, names, scope, conditions)
    path.selector = selector


class _RunningOn(GivenNames):
    shared = 0

    def fresh(self):
        _RunningOn.shared += 1
        return f"__asof{self._depth}_{_RunningOn.shared}"

    def inner(self):
        return _RunningOn(self._depth + 1)


ORIGINAL, PATTERN = match_rules.MatchRules.condition, match_rules.MatchRules.pattern
OF_MATCH, OF_NAMES, OF_TESTS = match_rules.MatchRules, rewriter._Rewriter, expression_rules.ExpressionRules
#: Mistakes in the rewriter: what is replaced by what, and the queries that must notice.
MUTANTS = {
    "the asterisk is left alone": (
        (OF_NAMES, "_expand", lambda *_: True),
        ("RETURN star", "WITH distinct star", "WITH star agg"),
    ),
    "a selector's predicate is outside": (
        (OF_MATCH, "pattern", _outside),
        ("SHORTEST 1", "SHORTEST k", "ALL SHORTEST"),
    ),
    "no brackets around a WHERE": (
        (OF_MATCH, "condition", lambda *given: _no_brackets(*given, inline=False)),
        ("varlen where or", "optional varlen where"),
    ),
    "no brackets around an inline WHERE": (
        (OF_MATCH, "condition", lambda *given: _no_brackets(*given, inline=True)),
        ("inline or", "map and where"),
    ),
    "numbers run on": ((rewriter, "GivenNames", _RunningOn), ("O:COUNT same order",)),
    "a changed column has no name": (
        (OF_NAMES, "_name_column", lambda *_: None),
        ("COUNT unaliased", "pcomp unaliased", "pcomp in map"),
    ),
    "nodes alone have no predicate": (
        (Predicates, "needs_node", lambda *_: False),
        ("status alone", "sources", "label not"),
    ),
    "a pattern test is left alone": ((OF_TESTS, "_test", lambda *_: None), ("where pattern", "where not pattern")),
}


@pytest.mark.parametrize("mutant", MUTANTS)
async def test_a_mistake_in_the_rewriter_is_noticed(seeded, engine, monkeypatch, mutant):
    replaced, about = MUTANTS[mutant]
    monkeypatch.setattr(*replaced)
    noticed, some = [], {name: text for name, text in shapes().items() if name in about}
    assert len(some) == len(about)
    for name, text in some.items():
        try:
            noticed += await find_differences(engine.address, clocks(*PAIRS[0]), {name: text})
        except Exception as error:
            noticed.append(f"{name}: {error}")
    assert noticed
