"""Rewriter of ad-hoc queries, so that each relationship holds at one moment.

Rules for names, columns and the asterisk; the rules for patterns and expressions are in modules of their own.

======================================  =====================================================================
where                                   rule
======================================  =====================================================================
``RETURN expr`` without AS, rewritten   gets ``AS `the reader's text```, the name that Neo4j gives to it
``RETURN n {.id, x: COUNT {…}}``        gets ``AS `n```
``*`` while given names are in scope    becomes the reader's variables in the order of their names
``WITH`` without ``*``                  no given names are in scope behind it
``CALL (*) { … }``                      unchanged
``CALL { WITH * … }``                   the asterisk becomes the variables around the subquery
======================================  =====================================================================
"""

from graph.asof.clocks import RESERVED, QueryClocks
from graph.asof.expression_rules import ExpressionRules
from graph.asof.match_rules import MAX_LINKS, TooManyLinks
from graph.asof.predicates import Predicates
from graph.asof.reader import Tokens, Unread, read_query
from graph.asof.reader.tree import (
    CallProcedure,
    CallQuery,
    Clause,
    ColumnsClause,
    Expr,
    Item,
    Match,
    QueryTree,
    Unwind,
)
from graph.asof.scope import GivenNames, Scope, quote
from graph.errors import CypherTooCostly, CypherUndatable
from graph.guard import check_query, format_position

#: Bytes of a rewritten query.
MAX_REWRITTEN = 256 * 1024
_RELATIONSHIP_INDEX = "db.index.fulltext.queryRelationships"


def rewrite(text: str, clocks: QueryClocks) -> str:
    """Return a query that goes along relationships of one moment only. The guard has passed the text.

    Its parameters are those of the text and of the clocks. Raises CypherUndatable for a query that is not understood.
    """
    tokens = Tokens(text)
    reserved = next((place for place, token in enumerate(tokens.texts) if RESERVED in token), None)
    if reserved is not None:
        raise _refuse(tokens, reserved, f"is refused with as_of and known_at: choose a name without {RESERVED}")
    try:
        query = read_query(tokens)
        rewriter = _Rewriter(tokens, Predicates(has_day=clocks.as_of is not None, surely=clocks.surely))
        rewriter.query(query, GivenNames(), Scope())
        rewriter.require_all_links()
    except Unread as error:
        how = "write it in another way, or leave out as_of and known_at and compare the dates in the query"
        raise _refuse(tokens, error.place, f"cannot be asked with as_of and known_at: {how}") from None
    except TooManyLinks:
        raise CypherUndatable(
            f"With as_of and known_at a query has at most {MAX_LINKS} relationships in its patterns: split it."
        ) from None
    rewritten = rewriter.edits.apply()
    if len(rewritten.encode()) > MAX_REWRITTEN:
        raise CypherUndatable(
            f"With the predicates for as_of and known_at the query has over {MAX_REWRITTEN >> 10} KiB: split it."
        )
    return rewritten


def rewrite_checked(text: str, clocks: QueryClocks) -> str:
    """Return a rewritten query that the guard has passed too. Raises CypherUndatable."""
    rewritten = rewrite(text, clocks)
    try:
        check_query(rewritten, tools=True, max_bytes=MAX_REWRITTEN)
    except CypherTooCostly:
        raise CypherUndatable(
            "With the predicates for as_of and known_at the query is nested too deeply or costs too much: split it."
        ) from None
    return rewritten


def _refuse(tokens: Tokens, place: int, what: str) -> CypherUndatable:
    word = tokens.texts[place] if place < len(tokens.texts) - 1 else "The end of the query"
    where = format_position(tokens.text, tokens.starts[min(place, len(tokens.starts) - 1)])
    return CypherUndatable(f"{word[:80]} ({where}) {what}.")


class _Rewriter(ExpressionRules):
    """Rules for clauses."""

    def query(self, query: QueryTree, names: GivenNames, start: Scope) -> Scope:
        """Rewrite a query and return the scope of its columns."""
        scope = start
        for part in query.parts:
            scope = start.copy()
            for clause in part:
                scope = self._clause(clause, names, scope)
        return scope

    def require_all_links(self) -> None:
        """Raise Unread for anything that looks like a relationship and was not read as one."""
        tokens = self.tokens
        for place, kind in enumerate(tokens.kinds):
            if kind != ")" or place + 1 in self.links_read:
                continue
            end, begin = tokens.find_link_end(place + 1), tokens.partners[place]
            if end < 0 or not tokens.may_be_node(begin) or not tokens.may_be_node(end):
                continue
            if not begin or tokens.kinds[begin - 1] != "Name":  # a function of a variable, as in abs(n)--(m)
                raise Unread(place + 1)

    def _clause(self, clause: Clause, names: GivenNames, scope: Scope) -> Scope:
        """Rewrite a clause and return the scope behind it."""
        if isinstance(clause, Match):
            self.match(clause.patterns, clause.last, clause.where, names, scope)
            scope.names |= {name for path in clause.patterns for name in path.variables()}
        elif isinstance(clause, ColumnsClause):
            return self._projection(clause, names, scope)
        elif isinstance(clause, CallQuery):
            self._call(clause, names, scope)
        elif isinstance(clause, CallProcedure):
            self._procedure(clause, names, scope)
        elif isinstance(clause, Unwind):
            self.parts(clause.expr.parts, names, scope)
            scope.names.add(clause.name)
        else:
            for expr in clause.exprs:
                self.parts(expr.parts, names, scope)
        return scope

    def _call(self, clause: CallQuery, names: GivenNames, scope: Scope) -> None:
        inside = names.inner()
        for part in clause.query.parts:
            first = part[0] if part else None
            if clause.imports_all or (clause.imports is None and isinstance(first, ColumnsClause)):
                start = scope.copy()
            else:
                start = Scope(set(clause.imports or ()))
            columns = self.query(QueryTree([part]), inside, start)
            scope.complete = scope.complete and columns.complete
            scope.names |= columns.names

    def _procedure(self, clause: CallProcedure, names: GivenNames, scope: Scope) -> None:
        if clause.name == _RELATIONSHIP_INDEX:
            raise Unread(clause.place)
        for argument in clause.arguments:
            self.parts(argument.parts, names, scope)
        if clause.columns is None:
            scope.complete = False
        scope.names.update(clause.columns or ())

    def _projection(self, clause: ColumnsClause, names: GivenNames, scope: Scope) -> Scope:
        """Rewrite WITH or RETURN and return the scope of its columns."""
        behind = Scope(outer=scope.outer, complete=scope.complete)
        if clause.star is not None:
            behind.names = set(scope.names)
            behind.given = scope.given and self._expand(clause, clause.star, names, scope)
        for item in clause.items:
            name = self._item(item, names, scope, returns=clause.returns)
            if name is not None:
                behind.names.add(name)
        if clause.star is None:
            behind.complete = True
        return behind

    def _expand(self, clause: ColumnsClause, star: int, names: GivenNames, scope: Scope) -> bool:
        """Replace the asterisk by the reader's variables. Return whether a given name is in scope behind it."""
        if not scope.complete:
            raise Unread(star)
        if scope.names:
            self.edits.replace(star, ", ".join(quote(name) for name in sorted(scope.names)))
        elif clause.items:
            self.edits.replace(star, "")
            self.edits.replace(star + 1, "")
        else:
            self.edits.replace(star, f"null AS {names.fresh()}")
        return not scope.names and not clause.items

    def _item(self, item: Item, names: GivenNames, scope: Scope, *, returns: bool) -> str | None:
        """Rewrite a column and return its name, if later clauses can use it."""
        expr, before = item.expr, len(self.edits)
        self.parts(expr.parts, names, scope)
        if item.alias is not None:
            return item.alias
        if returns and len(self.edits) > before:
            self._name_column(expr)
        return self.tokens.name(expr.first) if expr.first == expr.last and self.tokens.is_word(expr.first) else None

    def _name_column(self, expr: Expr) -> None:
        """Give a rewritten column the name that Neo4j gives to the reader's text."""
        self.edits.after(expr.last, f" AS {quote(expr.projected or self.tokens.source(expr.first, expr.last))}")
