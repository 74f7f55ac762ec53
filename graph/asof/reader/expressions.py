"""Reader of expressions: it finds the patterns and subqueries in them, and where they end.

A word is a name or an operator by its place, as in the guard's grammar. What can be read as a pattern is one, as in
Neo4j. The result of each expression, and of each failed try of a pattern, is remembered by its place, so no text is
read more than a few times.
"""

from abc import abstractmethod

from graph.asof.reader.labels import LabelReader, Parts
from graph.asof.reader.tokens import Tokens, Unread
from graph.asof.reader.tree import (
    Comprehension,
    Expr,
    Path,
    PatternTest,
    QueryTree,
    ShortestCall,
    Subquery,
)
from graph.guard.grammar import SUBQUERY

_PREFIXES = frozenset({"NOT", "+", "-", "!"})
_BINARY = frozenset("+-/%^*=<>") | {"||", "<>", "<=", ">=", "=~", "AND", "OR", "XOR", "IN", "CONTAINS"}
_COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">=", "=~", "STARTS", "ENDS", "CONTAINS"})
_VALUES = frozenset({"String", "Number", "Parameter"})
_ENDS = frozenset({",", ")", "]", "}"})
_SHORTEST = ("SHORTESTPATH", "ALLSHORTESTPATHS")


class ExpressionReader(LabelReader):
    """Reader of expressions."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self._known: dict[tuple[int, int], tuple[Expr, int]] = {}
        self._patterns: dict[int, tuple[Path, int] | None] = {}

    @abstractmethod
    def chain(self) -> Path:
        """Read nodes and relationships in a row, without quantifiers."""

    @abstractmethod
    def pattern(self) -> Path:
        """Read a pattern of MATCH."""

    @abstractmethod
    def inner_query(self) -> QueryTree:
        """Read the query of a subquery, up to its closing brace."""

    def expr(self, stop: int = -1) -> Expr:
        """Read an expression. ``stop``: the place of a bar that does not belong to its labels."""
        first = self.at
        if self.kinds[first] in _VALUES and self.kinds[first + 1] in _ENDS:
            self.at += 1
            return Expr(first, first)
        known = self._known.get((first, stop))
        if known:
            self.at = known[1]
            return known[0]
        parts: Parts = []
        projected = self._operand(parts, stop)
        while self._operator(parts, stop):
            projected = None
            self._operand(parts, stop)
        named = projected if projected and self.kinds[self.at - 1] == "}" else None
        found = Expr(first, self.at - 1, tuple(parts), named)
        self._known[first, stop] = found, self.at
        return found

    def _operand(self, parts: Parts, stop: int) -> str | None:
        """Read an operand with what is before it. Return the variable if a map projection may follow."""
        kinds = self.kinds
        while kinds[self.at] in _PREFIXES:
            self.at += 1
        kind = kinds[self.at]
        if kind in _VALUES:
            self.at += 1
        elif kind == "(":
            self._bracket(parts)
        elif kind == "[":
            self._list(parts)
        elif kind == "{":
            self.map(parts)
        elif kind == SUBQUERY:
            self.at += 2
            parts.append(Subquery(self.inner_query()))
            self.take("}")
        elif kind == "CASE":
            self._case(parts, stop)
        else:
            return self._variable(parts)
        return None

    def _operator(self, parts: Parts, stop: int) -> bool:
        """Read what follows an operand; return whether another operand must follow."""
        kinds = self.kinds
        while True:
            kind = kinds[self.at]
            if kind in _BINARY:
                self.at += 1
                return True
            if kind == ".":
                self.at += 1
                self.word()
            elif kind == "[":
                self._index(parts)
            elif kind == ":":
                parts += self.labels(stop).parts
            elif kind in ("::", "IS"):
                self.is_test(parts, stop)
            elif kind in ("STARTS", "ENDS") and kinds[self.at + 1] == "WITH":
                self.at += 2
                return True
            else:
                return False

    def _variable(self, parts: Parts) -> str | None:
        first = self.at
        name = self.word()
        while self.kinds[self.at] == ".":
            self.at += 1
            self.word()
        if self.kinds[self.at] == "(":
            self._call(parts, first)
        elif self.kinds[self.at] == "{" and self.at == first + 1:
            self.map(parts)
            return name
        return None

    def _bracket(self, parts: Parts) -> None:
        """Read a pattern, or an expression in brackets."""
        path = self.try_chain()
        if path:
            parts.append(PatternTest(path))
            return
        self.take("(")
        parts += self.expr().parts
        self.take(")")

    def try_chain(self) -> Path | None:
        """Read a pattern if there is one here."""
        first = self.at
        if first not in self._patterns:
            self._patterns[first] = None
            end = self.tokens.find_link_end(self.tokens.partners[first] + 1)
            if end > 0 and self.tokens.may_be_node(first) and self.tokens.may_be_node(end):
                try:
                    self._patterns[first] = self.chain(), self.at
                except Unread:
                    self.at = first
        known = self._patterns[first]
        if not known:
            return None
        self.at = known[1]
        return known[0]

    def _list(self, parts: Parts) -> None:
        """Read a list, a list comprehension or a pattern comprehension."""
        begin, kinds = self.at, self.kinds
        if self._comprehension(parts):
            return
        self.at = begin + 1
        named = self.tokens.is_word(self.at) and kinds[self.at + 1] == "IN"
        stop = self.tokens.last_bars.get(begin, -1) if named else -1
        while kinds[self.at] != "]":
            parts += self.expr(stop).parts
            if named and kinds[self.at] == "WHERE":
                self.at += 1
                parts += self.expr(stop).parts
            if named and kinds[self.at] == "|":
                self.at += 1
                parts += self.expr().parts
            if kinds[self.at] != "]":
                self.take(",")
        self.at += 1

    def _comprehension(self, parts: Parts) -> bool:
        """Read a pattern comprehension; return False, somewhere behind the bracket, if there is none."""
        begin, kinds = self.at, self.kinds
        stop = self.tokens.last_bars.get(begin, -1)
        self.at += 1
        name = None
        if stop > 0 and self.tokens.is_word(self.at) and kinds[self.at + 1] == "=":
            name = self.word()
            self.at += 1
        path = self.try_chain() if stop > 0 and kinds[self.at] == "(" else None
        if not path or kinds[self.at] not in ("WHERE", "|"):
            return False
        where = None
        if kinds[self.at] == "WHERE":
            self.at += 1
            where = self.expr(stop)
        self.take("|")
        named = Path(path.first, path.last, path.elements, name)
        parts.append(Comprehension(named, where, self.expr()))
        self.take("]")
        return True

    def _index(self, parts: Parts) -> None:
        """Read an index or a slice."""
        self.take("[")
        while self.kinds[self.at] != "]":
            if self.kinds[self.at] == "..":
                self.at += 1
            else:
                parts += self.expr().parts
        self.at += 1

    def map(self, parts: Parts) -> None:
        """Read a map, or the braces of a map projection."""
        self.take("{")
        while self.kinds[self.at] != "}":
            if self.kinds[self.at] == ".":
                self.at += 2
            else:
                self.word()
                if self.kinds[self.at] == ":":
                    self.at += 1
                    parts += self.expr().parts
            if self.kinds[self.at] != "}":
                self.take(",")
        self.at += 1

    def _call(self, parts: Parts, first: int) -> None:
        """Read the arguments of a function whose name begins at ``first``."""
        begin, name = self.at, self.tokens.texts[first].upper()
        if name in _SHORTEST and begin == first + 1:
            self.at = first
            path = self.pattern()
            parts.append(ShortestCall(first, self.at - 1, path))
            return
        self.at += 1
        if self.kinds[self.at] in ("DISTINCT", "ALL") and self.kinds[self.at + 1] not in ("(", ")"):
            self.at += 1
        if self.kinds[self.at] == "*":
            self.at += 1
        given: Parts = []
        self._arguments(given, self.tokens.last_bars.get(begin, -1) if name == "REDUCE" else -1)
        test = given[0] if len(given) == 1 else None
        if name == "EXISTS" and isinstance(test, PatternTest) and begin + 1 == test.path.first:
            given = [PatternTest(test.path, first)]
        parts += given

    def _arguments(self, parts: Parts, stop: int) -> None:
        kinds = self.kinds
        while kinds[self.at] != ")":
            if kinds[self.at] in ("BOTH", "LEADING", "TRAILING"):
                self.at += 1
            if kinds[self.at] != "FROM":
                parts += self.expr(stop).parts
            if kinds[self.at] in ("FROM", "WHERE", "|"):
                self.at += 1
                parts += self.expr().parts
            if kinds[self.at] != ")":
                self.take(",")
        self.at += 1

    def _case(self, parts: Parts, stop: int) -> None:
        kinds = self.kinds
        self.take("CASE")
        if kinds[self.at] != "WHEN":
            parts += self.expr(stop).parts
        while kinds[self.at] == "WHEN":
            self.at += 1
            self._when(parts, stop)
            while kinds[self.at] == ",":
                self.at += 1
                self._when(parts, stop)
            self.take("THEN")
            parts += self.expr(stop).parts
        if kinds[self.at] == "ELSE":
            self.at += 1
            parts += self.expr(stop).parts
        self.take("END")

    def _when(self, parts: Parts, stop: int) -> None:
        """Read a test of CASE, which may begin with an operator."""
        if self.kinds[self.at] in ("IS", "::"):
            self.is_test(parts, stop)
        elif self.kinds[self.at] in _COMPARISONS:
            self.at += 1 + (self.kinds[self.at + 1] == "WITH")
            parts += self.expr(stop).parts
        else:
            parts += self.expr(stop).parts
