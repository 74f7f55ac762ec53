"""Reader of clauses: a whole query, and the queries in it."""

from graph.asof.reader.patterns import PatternReader
from graph.asof.reader.tokens import Tokens, Unread
from graph.asof.reader.tree import (
    CallProcedure,
    CallQuery,
    Clause,
    ColumnsClause,
    Item,
    Match,
    QueryTree,
    Rest,
    Unwind,
)

_OPENINGS = frozenset({"MATCH", "OPTIONAL", "CALL", "WITH", "RETURN", "UNWIND"})
_FOLLOWING = frozenset({"WHERE", "ORDER", "SKIP", "OFFSET", "LIMIT", "FINISH"})
_DIRECTIONS = frozenset({"ASC", "ASCENDING", "DESC", "DESCENDING"})


def read_query(tokens: Tokens) -> QueryTree:
    """Return the parts of a query that the guard passed. Raises Unread where it is not understood."""
    reader = ClauseReader(tokens)
    reader.at += tokens.kinds[0] in ("EXPLAIN", "PROFILE")
    query = reader.query()
    reader.at += tokens.kinds[reader.at] == ";"
    reader.take("End")
    return query


class ClauseReader(PatternReader):
    """Reader of clauses and of queries."""

    def query(self) -> QueryTree:
        """Read the parts of a query, between UNION."""
        parts = [self._part()]
        while self.kinds[self.at] == "UNION":
            self.at += 1
            self.at += self.kinds[self.at] in ("ALL", "DISTINCT")
            parts.append(self._part())
        return QueryTree(parts)

    def inner_query(self) -> QueryTree:
        """Read the query in the braces of a subquery, which may begin with a pattern."""
        return self.query()

    def _part(self) -> list[Clause]:
        clauses: list[Clause] = []
        if self.kinds[self.at] not in _OPENINGS:
            clauses.append(self._match())
        while self.kinds[self.at] in _OPENINGS or self.kinds[self.at] in _FOLLOWING:
            clauses.append(self._clause())
        return clauses

    def _clause(self) -> Clause:
        kind = self.kinds[self.at]
        if kind in _FOLLOWING:
            return self._rest()
        self.at += 1
        if kind == "OPTIONAL":
            kind = self.kinds[self.at]
            self.at += 1
        if kind == "MATCH":
            return self._match()
        if kind == "CALL":
            return self._call_clause()
        if kind == "UNWIND":
            expr = self.expr()
            self.take("AS")
            return Unwind(expr, self.word())
        if kind not in ("WITH", "RETURN"):
            raise Unread(self.at - 1)
        return self._projection(returns=kind == "RETURN")

    def _match(self) -> Match:
        patterns = [self.pattern()]
        while self.kinds[self.at] == ",":
            self.at += 1
            patterns.append(self.pattern())
        while self.kinds[self.at] == "USING":
            self._hint()
        last = self.at - 1
        return Match(patterns, last, self._where())

    def _hint(self) -> None:
        """Pass a hint for the planner."""
        self.at += 1
        while self.kinds[self.at] in ("RANGE", "TEXT", "POINT"):
            self.at += 1
        kind = self.kinds[self.at]
        self.at += 1
        if kind == "JOIN":
            self.take("ON")
            self._names()
            return
        if kind not in ("SCAN", "INDEX"):
            raise Unread(self.at - 1)
        self.at += kind == "INDEX" and self.kinds[self.at] == "SEEK" and self.kinds[self.at + 1] != ":"
        self.word()
        self.take(":")
        self.word()
        if kind == "INDEX":
            self.take("(")
            self._names()
            self.take(")")

    def _names(self) -> list[str]:
        names = [self.word()]
        while self.kinds[self.at] == ",":
            self.at += 1
            names.append(self.word())
        return names

    def _projection(self, *, returns: bool) -> ColumnsClause:
        self.at += self.kinds[self.at] == "DISTINCT"
        found = ColumnsClause(returns, [])
        if self.kinds[self.at] == "*":
            found.star = self.at
            self.at += 1
            if self.kinds[self.at] != ",":
                return found
            self.at += 1
        found.items.append(self._item())
        while self.kinds[self.at] == ",":
            self.at += 1
            found.items.append(self._item())
        return found

    def _item(self) -> Item:
        expr = self.expr()
        if self.kinds[self.at] != "AS":
            return Item(expr)
        self.at += 1
        return Item(expr, self.word())

    def _rest(self) -> Rest:
        kind = self.kinds[self.at]
        self.at += 1
        if kind == "FINISH":
            return Rest()
        if kind != "ORDER":
            return Rest([self.expr()])
        self.take("BY")
        exprs = []
        while True:
            exprs.append(self.expr())
            self.at += self.kinds[self.at] in _DIRECTIONS
            if self.kinds[self.at] != ",":
                return Rest(exprs)
            self.at += 1

    def _call_clause(self) -> CallQuery | CallProcedure:
        kinds = self.kinds
        if kinds[self.at] == "{":
            return CallQuery(None, self._braces())
        if kinds[self.at] == "(":
            self.at += 1
            if kinds[self.at] == "*":
                self.at += 1
                self.take(")")
                return CallQuery((), self._braces(), imports_all=True)
            names = [] if kinds[self.at] == ")" else self._names()
            self.take(")")
            return CallQuery(tuple(names), self._braces())
        return self._procedure()

    def _braces(self) -> QueryTree:
        self.take("{")
        query = self.query()
        self.take("}")
        return query

    def _procedure(self) -> CallProcedure:
        place, kinds = self.at, self.kinds
        name = self.word()
        while kinds[self.at] == ".":
            self.at += 1
            name += "." + self.word()
        found = CallProcedure(place, name, [])
        if kinds[self.at] == "(":
            self.at += 1
            while kinds[self.at] != ")":
                found.arguments.append(self.expr())
                if kinds[self.at] != ")":
                    self.take(",")
            self.at += 1
        if kinds[self.at] != "YIELD":
            return found
        self.at += 1
        if kinds[self.at] == "*":
            self.at += 1
            return found
        found.columns = [self._yielded()]
        while kinds[self.at] == ",":
            self.at += 1
            found.columns.append(self._yielded())
        return found

    def _yielded(self) -> str:
        name = self.word()
        if self.kinds[self.at] != "AS":
            return name
        self.at += 1
        return self.word()
