"""Rules for patterns and subqueries in expressions. D is the predicate for a relationship.

==============================================  ==============================================================
expression                                      becomes
==============================================  ==============================================================
``(a)-[:T]->(b)`` as a test                     ``EXISTS { (a)-[name :T WHERE D]->(b) }``: a pattern that is an
                                                expression takes no new name
``exists((a)-->(b))``                           ``(EXISTS { … })``
``EXISTS { … }``, ``COUNT { … }``, ``COLLECT``  the patterns within, as in MATCH
``[(a)-[r]->(b) WHERE x | y]``                  the pattern within, as in MATCH
``shortestPath((a)-[*]-(b))``                   ``head(COLLECT { MATCH p = shortestPath(…) WHERE … RETURN p })``
``allShortestPaths((a)-[*]-(b))``               ``COLLECT { … }``, and null if an end is null
==============================================  ==============================================================
"""

from abc import abstractmethod
from collections.abc import Sequence

from graph.asof.match_rules import MatchRules
from graph.asof.predicates import join
from graph.asof.reader import Unread
from graph.asof.reader.tree import Comprehension, Node, Part, PatternTest, QueryTree, ShortestCall, Subquery
from graph.asof.scope import GivenNames, Scope, write_name


class ExpressionRules(MatchRules):
    """Rules for expressions."""

    @abstractmethod
    def query(self, query: QueryTree, names: GivenNames, start: Scope) -> Scope:
        """Rewrite the query of a subquery."""

    def parts(self, parts: Sequence[Part], names: GivenNames, scope: Scope) -> None:
        """Rewrite the patterns and subqueries of an expression, each in a scope of its own."""
        for part in parts:
            own, inside = names.inner(), scope.within()
            if isinstance(part, Subquery):
                self.query(part.query, own, inside)
            elif isinstance(part, PatternTest):
                self._test(part, own, inside)
            elif isinstance(part, Comprehension):
                self._comprehension(part, own, inside)
            else:
                self._shortest_call(part, own, inside)

    def _test(self, part: PatternTest, names: GivenNames, scope: Scope) -> None:
        conditions: list[str] = []
        if part.exists is not None:
            self.edits.replace(part.exists, "")
        self.edits.before(part.path.first, "EXISTS { ")
        self.elements(part.path, names, scope, conditions)
        self.edits.after(part.path.last, f" WHERE {join(conditions)} }}" if conditions else " }")

    def _comprehension(self, part: Comprehension, names: GivenNames, scope: Scope) -> None:
        conditions: list[str] = []
        self.elements(part.path, names, scope, conditions)
        self.condition(part.where, part.path.last, conditions, names, scope)
        self.parts(part.result.parts, names, scope)

    def _shortest_call(self, part: ShortestCall, names: GivenNames, scope: Scope) -> None:
        begin, end = part.path.elements[0], part.path.elements[-1]
        if not (isinstance(begin, Node) and isinstance(end, Node) and begin.name and end.name):
            raise Unread(part.first)
        path, conditions = names.fresh(), list[str]()
        if part.path.function == "SHORTESTPATH":
            opening, closing = "head(", ")"
        else:
            ends = " OR ".join(f"{write_name(name)} IS NULL" for name in (begin.name, end.name))
            opening, closing = f"CASE WHEN {ends} THEN null ELSE ", " END"
        self.edits.before(part.first, f"{opening}COLLECT {{ MATCH {path} = ")
        self.shortest(part.path, names, scope, conditions)
        self.edits.after(part.last, f" WHERE {join(conditions)} RETURN {path} }}{closing}")
