"""Validation of ad-hoc Cypher.

A query passes only if the grammar and the allowlists cover all of it. The guard is the first of several checks: EXPLAIN
and a read session of Neo4j follow.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from graph.errors import CypherRefused, CypherTooCostly, CypherUnparsable, InvalidParameter
from graph.guard.allowlist import (
    ALLOWED_FUNCTIONS,
    ALLOWED_PROCEDURES,
    IN_TRANSACTIONS,
    MISPLACED_KEYWORDS,
    REJECTED_COMMANDS,
    TOOLS_PROCEDURES,
    match_show_command,
)
from graph.guard.costs.cost import find_cost_violation
from graph.guard.costs.path_selectors import find_selector_violation
from graph.guard.escapes import InvalidEscape, decode, decode_leniently, find_source_index
from graph.guard.grammar import COMMAND, build_table
from graph.guard.lexer import LexerError, contains_command, find_offset, may_contain_command, tokenize
from graph.guard.parameters import check_parameters, parse_parameter_name, require_parameters

MAX_BYTES = 64 * 1024
MAX_STACK = 250  # tables; each open bracket takes three or four
MAX_PLANNING = 2000  # doubles with each nested CASE or subquery; Neo4j plans this much in about two seconds
_FUNCTIONS = frozenset(name.lower() for name in ALLOWED_FUNCTIONS)
_PROCEDURES = {"text": ALLOWED_PROCEDURES, "tools": ALLOWED_PROCEDURES | TOOLS_PROCEDURES}


class _RejectedToken(Exception):
    """Token at which a query is refused, and why; no reason means a syntax error."""

    def __init__(self, place: int, what: str = "", *, costly: bool = False, unlisted: bool = False) -> None:
        super().__init__(place, what)
        self.place, self.what, self.costly, self.unlisted = place, what, costly, unlisted


class CheckedQuery(NamedTuple):
    """Query that passed the guard: the text to send and the parameters it needs.

    ``about_server``: the query asks about the server, as tools do, and not about the graph.
    """

    text: str
    parameters: list[str]
    about_server: bool


def check(query: str, parameters: Mapping[str, Any]) -> str:
    """Return the text to send if the query only reads and its parameters are valid.

    Raises CypherRefused or one of its subclasses, CypherUnparsable and CypherTooCostly, with a message that names the
    place. Raises InvalidParameter for a query that is too long and for invalid or missing parameters.
    """
    check_parameters(parameters)
    passed = check_query(query, parameters)
    if passed.parameters:
        require_parameters(passed.parameters, parameters)
    return passed.text


def check_query(
    query: str, parameters: Mapping[str, Any] | None = None, *, tools: bool = False, max_bytes: int = MAX_BYTES
) -> CheckedQuery:
    """Validate a query; the values of its parameters only improve the cost estimate.

    ``tools`` also allows the questions that analysts' tools send about the server. Raises as ``check``.
    """
    _check_size(query, max_bytes)
    try:
        text = decode(query)
        if text != query:
            _check_size(text, max_bytes)
        tokens, kinds = tokenize(text)
    except InvalidEscape as error:
        raise _make_lexer_error(query, error.index, error.what) from None
    except LexerError as error:
        raise _make_lexer_error(query, find_source_index(query, error.index), error.what) from None
    try:
        _parse(tokens, kinds, "tools" if tools else "text")
    except _RejectedToken as error:
        raise _make_refusal(query, tokens, kinds, error) from None
    costly = find_selector_violation(tokens, kinds) or find_cost_violation(tokens, kinds, parameters or {})
    if costly:
        raise CypherTooCostly(f"{_describe_token(query, tokens, costly.place)} {costly.what}.")
    about_server = kinds[0] == COMMAND or (kinds[0] == "CALL" and _read_procedure_name(tokens, 1) in TOOLS_PROCEDURES)
    if kinds[0] == "EXPLAIN" or "Parameter" not in kinds:
        return CheckedQuery(text, [], about_server)
    names = [(parse_parameter_name(tokens[i]), tokens[i + 1]) for i, kind in enumerate(kinds) if kind == "Parameter"]
    return CheckedQuery(text, list(dict.fromkeys(name for name, following in names if following != "(")), about_server)


def _make_lexer_error(query: str, index: int, what: str) -> CypherRefused:
    """Return the error for invalid tokens: refused if they may include a command."""
    error = CypherRefused if may_contain_command(decode_leniently(query)) else CypherUnparsable
    return error(f"Syntax error at {format_position(query, index)}: {what}.")


def _check_size(query: str, max_bytes: int) -> None:
    try:
        size = len(query.encode("utf-8"))
    except UnicodeEncodeError as error:
        where = format_position(query, error.start)
        raise InvalidParameter(
            f"The query has half of a surrogate pair at {where}: write the character itself."
        ) from None
    if size > max_bytes:
        raise InvalidParameter(
            f"The query has {size:,} bytes; at most {max_bytes:,} are allowed: pass long values as parameters."
        )


def _parse(tokens: list[str], kinds: list[str], rule: str) -> None:
    """Parse the tokens by a rule of the grammar, without recursion.

    The end of the query is a token of the grammar, so nothing can be left over. Raises _RejectedToken.
    """
    stack = [build_table(rule)]
    place = depth = planning = 0
    while stack:
        table = stack.pop()
        step = table.get(kinds[place])
        if step is None:
            if None not in table:
                raise _RejectedToken(place)
            continue
        tables, check = step
        if check == "enter":
            depth += 1
            planning += 2**depth - 2
        elif check == "leave":
            depth -= 1
        elif check == "catalogue":
            place += _check_show_command(tokens, place)
        elif check:
            _check_call(check, tokens, place, _PROCEDURES[rule])
        if len(stack) > MAX_STACK or planning > MAX_PLANNING:
            raise _RejectedToken(place, "is nested too deeply: split the query with WITH", costly=True)
        stack += tables
        place += 1


def _check_call(check: str, tokens: list[str], place: int, procedures: frozenset[str]) -> None:
    """Raise _RejectedToken unless the procedure or function is on its allowlist.

    The name of a procedure begins at ``place``; that of a function ends before it.
    """
    if check == "procedure":
        if _read_procedure_name(tokens, place) not in procedures:
            allowed = ", ".join(sorted(procedures))
            raise _RejectedToken(place, f"is not an allowed procedure: use one of {allowed}", unlisted=True)
        return
    begin = place - 1
    while tokens[begin - 1] == ".":
        begin -= 2
    name = "".join(tokens[begin:place])
    if name.lower() not in _FUNCTIONS:
        raise _RejectedToken(begin, "is not an allowed function: use one that comes with Neo4j, without backticks")


def _read_procedure_name(tokens: list[str], place: int) -> str:
    end = place + 1
    while end < len(tokens) and tokens[end] == ".":
        end += 2
    return "".join(tokens[place:end])


def _check_show_command(tokens: list[str], place: int) -> int:
    """Return how many tokens after this SHOW name its subject. Raises _RejectedToken if that is not allowed."""
    if tokens[place].upper() != "SHOW":
        raise _RejectedToken(place)
    count = match_show_command(tokens, place)
    if not count:
        allowed = "DATABASES, PROCEDURES, FUNCTIONS, INDEXES, CONSTRAINTS and CURRENT USER"
        raise _RejectedToken(place, f"is only allowed with {allowed}")
    return count


def _make_refusal(query: str, tokens: list[str], kinds: list[str], error: _RejectedToken) -> CypherRefused:
    """Return the error for the token at which the parser stopped."""
    place, word = error.place, tokens[error.place].upper()
    named = _describe_token(query, tokens, place)
    before = kinds[place - 1] if place else ""
    if error.what:
        if error.costly:
            return CypherTooCostly(f"{named} {error.what}.")
        return CypherRefused(f"{named} {error.what}.", unlisted=error.unlisted)
    first = before in ("", "EXPLAIN", "PROFILE")
    if word in REJECTED_COMMANDS:
        hint = "" if first else "; if it is a name, put it in backticks"
        return CypherRefused(f"{named} {REJECTED_COMMANDS[word]}{hint}.")
    if before == ";":
        return CypherRefused(f"{named} begins a second query: send one query at a time.")
    if before == "CALL":
        return CypherRefused(f"{named} cannot be called: write a procedure or a subquery in braces after CALL.")
    if word == "IN" and before == "}":
        return CypherRefused(f"{named} {IN_TRANSACTIONS}.")
    kind = CypherRefused if contains_command(tokens[place:], kinds[place:]) else CypherUnparsable
    if word in MISPLACED_KEYWORDS:
        return kind(f"{named} {MISPLACED_KEYWORDS[word]}.")
    if first:
        begins = "begin with MATCH, OPTIONAL MATCH, WITH, UNWIND, RETURN or CALL"
        return kind(f"The query is empty: {begins}." if len(tokens) == 1 else f"{named} cannot come first: {begins}.")
    if kinds[place] == "End":
        return kind(f"{named} comes too early: complete the part that begins with {tokens[place - 1][:40]}.")
    return kind(f"{named} cannot follow {tokens[place - 1][:40]}: check the spelling; put unusual names in backticks.")


def _describe_token(query: str, tokens: list[str], place: int) -> str:
    """Return a token, or the whole dotted name that it begins, with its position."""
    end = place + 1
    while end + 2 < len(tokens) and tokens[end] == "." and tokens[place][0].isalpha():
        end += 2
    word = "".join(tokens[place:end]) if tokens[place] != "\0" else "The end of the query"
    return f"{word[:80]} ({format_position(query, find_source_index(query, find_offset(decode(query), place)))})"


def format_position(query: str, index: int) -> str:
    """Return the line and the column of a character, for users."""
    lines = query[:index].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return f"line {len(lines)}, column {len(lines[-1]) + 1}"
