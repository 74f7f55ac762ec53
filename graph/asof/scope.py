"""Names in a query: the reader's own, and those given by the rewriter."""

import re
from dataclasses import dataclass, field

from graph.asof.clocks import RESERVED
from graph.guard.grammar import keywords

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class GivenNames:
    """Names for one scope. They differ from those around it, and start again in each subquery of an expression.

    So equal expressions stay equal, which DISTINCT, ORDER BY and grouping need.
    """

    def __init__(self, depth: int = 0) -> None:
        self._depth, self._number = depth, 0

    def fresh(self) -> str:
        """Return a new name."""
        self._number += 1
        return f"{RESERVED}{self._depth}_{self._number}"

    def inner(self) -> "GivenNames":
        """Return names for a scope within this one."""
        return GivenNames(self._depth + 1)


@dataclass
class Scope:
    """Variables of a clause. ``given``: names of ours are among them.

    ``outer`` are those around a subquery of an expression; its asterisk does not mean them. ``complete`` is False
    after a procedure whose columns the query does not name.
    """

    names: set[str] = field(default_factory=set)
    outer: frozenset[str] = frozenset()
    given: bool = False
    complete: bool = True

    def copy(self) -> "Scope":
        """Return a scope with the same variables."""
        return Scope(set(self.names), self.outer, self.given, self.complete)

    def within(self) -> "Scope":
        """Return the scope in which a subquery of an expression begins."""
        return Scope(outer=self.outer | self.names)

    def knows(self, name: str) -> bool:
        """Return whether a variable is bound."""
        return name in self.names or name in self.outer


def quote(name: str) -> str:
    """Return a name in backticks."""
    return "`" + name.replace("`", "``") + "`"


def write_name(name: str) -> str:
    """Return a name as an expression writes it."""
    return name if _PLAIN.fullmatch(name) and name.upper() not in keywords() else quote(name)
