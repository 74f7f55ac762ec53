"""Rules for patterns, in MATCH and elsewhere. D is the predicate for a relationship.

=========================================  ==================================================================
pattern                                    becomes
=========================================  ==================================================================
``-->``                                    ``-[name WHERE D]->``
``-[:T {k: v}]->``                         ``-[name :T {k: v} WHERE D]->``; the same with a quantifier
``-[r WHERE x OR y]->``                    ``-[r WHERE (x OR y) AND D]->``
``-[rs:T*1..3]->``                         unchanged; ``all(name IN rs WHERE D)`` joins the WHERE of its clause
``shortestPath((a)-[rs:T*]-(b))``          as with a star, also without one: ``rs`` is a list
``SHORTEST 1 (a)-[rs*1..4]-(b)``           ``SHORTEST 1 ((a)-[rs*1..4]-(b) WHERE all(…))``: before a path is chosen
a node that no relationship vouches for    ``(name:StatusPeriod WHERE …)``
=========================================  ==================================================================
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from graph.asof.edits import Edits
from graph.asof.predicates import Predicates, join
from graph.asof.reader import Tokens, Unread
from graph.asof.reader.tree import Expr, Group, LinkPattern, Node, Part, Path
from graph.asof.scope import GivenNames, Scope, write_name

#: Most relationships in the patterns of a query: Neo4j takes long to plan more.
MAX_LINKS = 500


class TooManyLinks(Exception):
    """A query has more than MAX_LINKS relationships."""


class MatchRules(ABC):
    """Rules for patterns. ``links_read`` are the places at which a relationship was found."""

    def __init__(self, tokens: Tokens, predicates: Predicates) -> None:
        self.tokens, self.predicates = tokens, predicates
        self.edits = Edits(tokens)
        self.links_read: set[int] = set()

    @abstractmethod
    def parts(self, parts: Sequence[Part], names: GivenNames, scope: Scope) -> None:
        """Rewrite the patterns and subqueries of an expression."""

    def match(self, patterns: Sequence[Path], last: int, where: Expr | None, names: GivenNames, scope: Scope) -> None:
        """Rewrite patterns with their WHERE, which belongs after ``last``."""
        conditions: list[str] = []
        for path in patterns:
            self.pattern(path, names, scope, conditions)
        self.condition(where, last, conditions, names, scope)

    def pattern(self, path: Path, names: GivenNames, scope: Scope, conditions: list[str]) -> None:
        """Rewrite a pattern of MATCH; predicates that it cannot contain are added to ``conditions``."""
        if path.function:
            self.shortest(path, names, scope, conditions)
        elif not (path.selector and any(link.many for link in path.links())):
            self.elements(path, names, scope, conditions)
        elif isinstance(path.elements[0], Group) and len(path.elements) == 1:
            self._group(path.elements[0], names, scope, None)
        else:
            inside: list[str] = []
            self.edits.before(path.first, "(")
            self.elements(path, names, scope, inside)
            self.edits.after(path.last, f" WHERE {join(inside)})")

    def condition(
        self, where: Expr | None, last: int, conditions: Sequence[str], names: GivenNames, scope: Scope
    ) -> None:
        """Rewrite a WHERE and join it with conditions; a new one is written after ``last``."""
        if where is None:
            if conditions:
                self.edits.after(last, f" WHERE {join(conditions)}")
            return
        if conditions:
            self.edits.before(where.first, "(")
        self.parts(where.parts, names, scope)
        if conditions:
            self.edits.after(where.last, f") AND {join(conditions)}")

    def elements(self, path: Path, names: GivenNames, scope: Scope, conditions: list[str]) -> None:
        """Rewrite the nodes, relationships and groups of a path."""
        for place, element in enumerate(path.elements):
            if isinstance(element, LinkPattern):
                self._link(element, names, scope, conditions)
            elif isinstance(element, Group):
                self._group(element, names, scope, conditions)
            else:
                around = path.elements[max(place - 1, 0) : place + 2]
                vouched = any(not isinstance(one, Node) and one.least > 0 for one in around)
                found = self._node(element, names, scope, vouched=vouched)
                self.condition(element.where, element.last - 1, found, names, scope)

    def shortest(self, path: Path, names: GivenNames, scope: Scope, conditions: list[str]) -> None:
        """Rewrite the pattern of shortestPath, which can contain no predicate."""
        for place, element in enumerate(path.elements):
            if isinstance(element, Group):
                raise Unread(element.first)
            if isinstance(element, LinkPattern):
                element.many = True
                self._link(element, names, scope, conditions)
            else:
                link = path.elements[place - 1 if place else 1]
                vouched = isinstance(link, LinkPattern) and link.least > 0
                conditions += self._node(element, names, scope, vouched=vouched)
                self.condition(element.where, element.last - 1, (), names, scope)

    def _group(self, group: Group, names: GivenNames, scope: Scope, conditions: list[str] | None) -> None:
        """Rewrite a group. Without ``conditions``, predicates that its pattern cannot contain join its own WHERE."""
        inside: list[str] = []
        self.elements(group.path, names, scope, inside if conditions is None else conditions)
        self.condition(group.where, group.path.last, inside, names, scope)

    def _node(self, node: Node, names: GivenNames, scope: Scope, *, vouched: bool) -> list[str]:
        """Rewrite the properties of a node. Return the predicate that it needs, if any."""
        bound = node.labels is None and node.name is not None and scope.knows(node.name)
        needed = not vouched and not bound and self.predicates.needs_node(node.labels)
        name = write_name(node.name) if node.name else ""
        if needed and not name:
            name = self._give_name(node.first, names, scope)
        self.parts(node.parts, names, scope)
        return [self.predicates.node(name, node.labels)] if needed else []

    def _link(self, link: LinkPattern, names: GivenNames, scope: Scope, conditions: list[str]) -> None:
        self.links_read.add(link.first)
        if len(self.links_read) > MAX_LINKS:
            raise TooManyLinks
        name = write_name(link.name) if link.name else ""
        if link.bracket is None:
            name = names.fresh()
            scope.given = True
            bracket = f"[{name}]" if link.many else f"[{name} WHERE {self.predicates.link(name, link.labels)}]"
            self.edits.after(link.first_dash, bracket)
        elif not name:
            name = self._give_name(link.bracket, names, scope)
        self.parts(link.parts, names, scope)
        if link.many:
            conditions.append(self.predicates.links(names.fresh(), name, link.labels))
        elif link.bracket is not None:
            last = self.tokens.partners[link.bracket] - 1
            self.condition(link.where, last, (self.predicates.link(name, link.labels),), names, scope)

    def _give_name(self, bracket: int, names: GivenNames, scope: Scope) -> str:
        name = names.fresh()
        scope.given = True
        self.edits.after(bracket, f"{name} ")
        return name
