"""Parts of a query that its clocks apply to: clauses, patterns, subqueries.

All numbers are places of tokens; ``first`` and ``last`` are those of a part, both included.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Expr(NamedTuple):
    """Expression: the patterns and subqueries in it, in order. ``projected``: the variable of a map projection."""

    first: int
    last: int
    parts: "Sequence[Part]" = ()
    projected: str | None = None


class Labels(NamedTuple):
    """Label expression. ``names`` are all its names; it is not ``plain`` with a negation, a wildcard or ``$(…)``."""

    names: frozenset[str]
    plain: bool
    parts: "Sequence[Part]"


@dataclass(slots=True)
class Node:
    """Node of a pattern; ``parts`` are those of its label and property expressions."""

    first: int
    last: int
    name: str | None = None
    labels: Labels | None = None
    parts: "Sequence[Part]" = ()
    where: Expr | None = None


@dataclass(slots=True)
class LinkPattern:
    """Relationship of a pattern. ``bracket``: its opening bracket; without one, ``first_dash`` is before the gap.

    ``least`` is the smallest number of hops, by a star or a quantifier. ``many``: it has a star.
    """

    first: int
    last: int
    first_dash: int
    bracket: int | None = None
    name: str | None = None
    labels: Labels | None = None
    many: bool = False
    least: int = 1
    parts: "Sequence[Part]" = ()
    where: Expr | None = None


@dataclass(slots=True)
class Group:
    """Path in brackets, with or without a quantifier; ``least`` is the smallest number of rounds."""

    first: int
    last: int
    path: "Path"
    where: Expr | None = None
    least: int = 1


@dataclass(slots=True)
class Path:
    """Pattern of one path. ``function``: shortestPath or allShortestPaths around it, ``selector``: it has one."""

    first: int
    last: int
    elements: "Sequence[Node | LinkPattern | Group]"
    name: str | None = None
    function: str | None = None
    selector: bool = False

    def links(self) -> Iterator[LinkPattern]:
        """Yield the relationships, also those in groups."""
        for element in self.elements:
            if isinstance(element, LinkPattern):
                yield element
            elif isinstance(element, Group):
                yield from element.path.links()

    def variables(self) -> Iterator[str]:
        """Yield the names of the path, its nodes, its relationships and its groups."""
        if self.name:
            yield self.name
        for element in self.elements:
            if isinstance(element, Group):
                yield from element.path.variables()
            elif element.name:
                yield element.name


@dataclass(slots=True)
class PatternTest:
    """Pattern as an expression: true if it matches. ``exists``: the place of that function around it."""

    path: Path
    exists: int | None = None


@dataclass(slots=True)
class ShortestCall:
    """Call of shortestPath or allShortestPaths in an expression."""

    first: int
    last: int
    path: Path


@dataclass(slots=True)
class Comprehension:
    """Pattern comprehension."""

    path: Path
    where: Expr | None
    result: Expr


@dataclass(slots=True)
class Subquery:
    """COUNT, EXISTS or COLLECT with braces."""

    query: "QueryTree"


Part = PatternTest | ShortestCall | Comprehension | Subquery


@dataclass(slots=True)
class Match:
    """MATCH, or the pattern that a subquery begins with. ``last``: the last token before WHERE, hints included."""

    patterns: list[Path]
    last: int
    where: Expr | None = None


@dataclass(slots=True)
class Item:
    """Column of WITH or RETURN."""

    expr: Expr
    alias: str | None = None


@dataclass(slots=True)
class ColumnsClause:
    """WITH or RETURN; ``star`` is the place of its asterisk."""

    returns: bool
    items: list[Item]
    star: int | None = None


@dataclass(slots=True)
class Unwind:
    """UNWIND."""

    expr: Expr
    name: str


@dataclass(slots=True)
class CallQuery:
    """CALL of a subquery. ``imports``: its variables in brackets, or None for the old form without."""

    imports: tuple[str, ...] | None
    query: "QueryTree"
    imports_all: bool = False


@dataclass(slots=True)
class CallProcedure:
    """CALL of a procedure. ``columns`` is None if YIELD does not name them."""

    place: int
    name: str
    arguments: list[Expr]
    columns: list[str] | None = None


@dataclass(slots=True)
class Rest:
    """Clause with expressions alone: WHERE, ORDER BY, SKIP, LIMIT."""

    exprs: list[Expr] = field(default_factory=list)


Clause = Match | ColumnsClause | Unwind | CallQuery | CallProcedure | Rest


@dataclass(slots=True)
class QueryTree:
    """QueryTree, or the query of a subquery: the clauses of each part of its UNION."""

    parts: list[list[Clause]]
