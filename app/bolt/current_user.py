"""Rewriter of queries about the current user: they return the reader.

Neo4j would return the account that the proxy logs on with. A subquery with the reader's name replaces SHOW CURRENT USER
and dbms.showCurrentUser; YIELD becomes WITH, or the columns of the subquery.
"""

from collections.abc import Iterator

from graph.cypher_files import read_cypher
from graph.guard.lexer import iter_matches

READER_PARAMETER = "tradegraph_reader"
_SHOW_COLUMNS = ("user", "roles", "passwordChangeRequired", "suspended", "home")
_CALL_COLUMNS = ("username", "roles", "flags")
_PROCEDURE_TOKENS = ["DBMS", ".", "SHOWCURRENTUSER"]


class _CurrentUserQuery:
    """Validated query as tokens, of which some are replaced."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.matches = list(iter_matches(query))
        self.words = [match[1].upper() for match in self.matches]

    def start(self, place: int) -> int:
        return self.matches[place].start(1)

    def text(self, first: int, last: int) -> str:
        """Return the text from the token ``first`` to before ``last``."""
        return self.query[self.start(first) : self.matches[last - 1].end(1)] if last > first else ""

    def parse_yield(self, place: int, known: tuple[str, ...]) -> tuple[int, str, list[str]]:
        """Return the end of a YIELD, its items and columns; without YIELD, the ``known`` columns."""
        if self.words[place] != "YIELD":
            return place, ", ".join(known), list(known)
        if self.words[place + 1] == "*":
            return place + 2, ", ".join(known), list(known)
        end, columns = place + 1, []
        while True:
            renamed = self.words[end + 1] == "AS"
            columns.append(self.matches[end + 2 * renamed][1])
            end += 1 + 2 * renamed
            if self.words[end] != ",":
                return end, self.text(place + 1, end), columns
            end += 1

    def rewrite_show(self) -> str:
        """Return the query for SHOW CURRENT USER."""
        end, items, columns = self.parse_yield(3, _SHOW_COLUMNS)
        last = len(self.words) - 1 - (self.words[-2] == ";")
        returned = "" if "RETURN" in self.words[end:last] else f"\nRETURN {', '.join(columns)}"
        answer = read_cypher("server/user_shown")
        return f"CALL () {{ {answer} }}\nWITH {items} {self.text(end, last)}{returned}"

    def rewrite_calls(self) -> Iterator[str]:
        """Yield the parts of a query, with each call of the procedure replaced."""
        done, answer = 0, read_cypher("server/user_called")
        for place, word in enumerate(self.words):
            if word != "CALL" or self.words[place + 1 : place + 4] != _PROCEDURE_TOKENS:
                continue
            end = place + 4
            end += 2 * (self.words[end] == "(")
            end, items, columns = self.parse_yield(end, _CALL_COLUMNS)
            yield self.query[done : self.start(place)]
            yield f"CALL () {{ CALL () {{ {answer} }} RETURN {items} }}\n"
            if self.words[end] in (";", "\0"):
                yield f"RETURN {', '.join(columns)}"
            elif self.words[end] == "WHERE":
                yield "WITH * "
            done = self.start(end)
        yield self.query[done:]


def rewrite_for_reader(query: str) -> str | None:
    """Return the query to send instead, with ``READER_PARAMETER`` for the reader's name.

    Return None if the query does not ask for the current user.
    """
    if "current" not in query.lower():
        return None
    parsed = _CurrentUserQuery(query)
    if parsed.words[:3] == ["SHOW", "CURRENT", "USER"]:
        return parsed.rewrite_show()
    rewritten = "".join(parsed.rewrite_calls())
    return rewritten if rewritten != query else None
