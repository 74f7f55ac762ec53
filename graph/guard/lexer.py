"""Cypher lexer, stricter than Neo4j's: a query that Neo4j might read differently is rejected.

White space is space, tab and line break only; a bare CR ends a comment; Unicode escapes are decoded before. The lexer
takes linear time for any text.
"""

import re
import unicodedata
from collections.abc import Iterator

from graph.guard.allowlist import REJECTED_COMMANDS, SUBQUERIES
from graph.guard.grammar import COMMAND, LABELLED, NAME, STEPS, SUBQUERY, keywords

_SIGNS = (*"()[]{},.:;|&!%$+-*/^=<>", "..", "::", "||", "<>", "<=", ">=", "=~")
_END = "\0"

_WHITE_SPACE = r"(?:[ \t\r\n]++|//[^\r\n\0]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+"
_BACKTICKED = r"`(?:[^`]++|``)*+`"
_STRING = r"'(?:[^'\\]++|\\.)*+'|\"(?:[^\"\\]++|\\.)*+\""
_NUMBER = (
    r"(?>0[xX][0-9a-fA-F_]++|0[oO][0-7_]++|(?>[0-9][0-9_]*+(?:\.[0-9][0-9_]*+)?|\.[0-9][0-9_]*+)(?:[eE][+-]?[0-9]++)?)"
    r"(?!\w)"
)
_MALFORMED = r"/\*.*+|['\"`].*+|(?:[0-9]\w*)?\.?[0-9]\w*"  # not closed, or a number with letters attached
_TOKEN = re.compile(
    rf"{_WHITE_SPACE}([^\W\d]\w*+|{_BACKTICKED}|{_STRING}|\$(?:\w++|{_BACKTICKED})|{_NUMBER}|{_MALFORMED}"
    r"|\.\.|<=|>=|<>|=~|\|\||::|.)",
    re.DOTALL,
)
_COMPLETE = {"`": re.compile(_BACKTICKED), "'": re.compile(_STRING, re.DOTALL), '"': re.compile(_STRING, re.DOTALL)}
_IS_NUMBER = re.compile(_NUMBER)
_LETTERS = re.compile(r"[^\W\d]\w*")
_CURLY_QUOTES = dict.fromkeys("\u201c\u201d\u201e", "\u201c\u201d") | dict.fromkeys(
    "\u2018\u2019\u201a", "\u2018\u2019"
)
_ASCII_EQUIVALENTS = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | {
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2260": "<>",
}
_ASCII_EQUIVALENTS |= {"\u2192": "->", "\u2190": "<-", "\u00d7": "*", "\u00f7": "/", "\u2026": ".."}

INVALID = "Invalid"
_CONTEXTUAL_KEYWORDS = frozenset({"BOTH", "CASE", "DISTINCT", "IS", "LEADING", "NOT", "TRAILING", "WHERE"})
_AMBIGUOUS = SUBQUERIES | REJECTED_COMMANDS.keys() | _CONTEXTUAL_KEYWORDS | {"*", "ZONE", "STARTS", "ENDS"}
_COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">=", "=~"})
_BEFORE_NAMES = frozenset({".", ":"})
_AFTER_NAMES = frozenset({")", "]", "}", ",", ".", ":", ";", "=", "End"})
_LABELS = REJECTED_COMMANDS.keys() | {NAME, "!", "(", "$"}  # these begin a label, never an operand of IS
_OPERANDS = frozenset({NAME, COMMAND, "String", "Number", "Parameter", "(", "[", "{"})


class LexerError(Exception):
    """Invalid token: its index in the query, what is wrong and what to write instead."""

    def __init__(self, index: int, what: str) -> None:
        super().__init__(index, what)
        self.index, self.what = index, what


class _Kinds(dict[str, str]):
    """Kinds by token; a new token is classified once per query."""

    def __missing__(self, token: str) -> str:
        kind = self[token] = _classify(token)
        return kind


def _build_known_kinds() -> _Kinds:
    known = _Kinds({sign: sign for sign in _SIGNS} | {_END: "End"})
    for word in keywords() | REJECTED_COMMANDS.keys() | SUBQUERIES:
        known[word] = known[word.lower()] = word
    return known


_KNOWN = _build_known_kinds()


def _classify(token: str) -> str:
    first = token[0]
    if first == "_" or first.isalpha():
        return INVALID if not _is_unambiguous(token) else _KNOWN.get(token.upper(), NAME)
    if first in _COMPLETE:
        whole = _COMPLETE[first].fullmatch(token)
        return INVALID if not whole else NAME if first == "`" else "String"
    if first == "$" and len(token) > 1:
        return "Parameter"
    return "Number" if _IS_NUMBER.fullmatch(token) else INVALID


def _is_unambiguous(word: str) -> bool:
    """Return whether Unicode folding keeps this word distinct from ASCII ones.

    Full-width letters and a dotless i are ambiguous.
    """
    if word.isascii():
        return True
    folded = (word.upper(), word.lower(), word.casefold())
    return unicodedata.normalize("NFKC", word) == word and not any(form.isascii() for form in folded)


def tokenize(query: str) -> tuple[list[str], list[str]]:
    """Return the tokens of a query and their kinds; the last token is the end. Raises LexerError."""
    if _END in query:
        raise LexerError(query.index(_END), "a NUL character is not allowed: remove it")
    tokens = _TOKEN.findall(query + _END)
    kinds = list(map(_Kinds(_KNOWN).__getitem__, tokens))
    if INVALID in kinds:
        place = kinds.index(INVALID)
        raise _make_error(find_offset(query, place), tokens[place])
    if not _AMBIGUOUS.isdisjoint(kinds):
        _resolve_kinds(kinds)
    return tokens, kinds


def _resolve_kinds(kinds: list[str]) -> None:
    """Resolve ambiguous words by their neighbours: subquery, command, operator or name."""
    for place, kind in enumerate(kinds):
        if kind in SUBQUERIES:
            kinds[place] = SUBQUERY if kinds[place + 1] == "{" else NAME
        elif kind in REJECTED_COMMANDS:
            has_operand = (
                kinds[place + 1] in _OPERANDS
                or kinds[place + 1] in REJECTED_COMMANDS
                or (kind == "SHOW" and place == 0)
            )
            kinds[place] = COMMAND if has_operand else NAME
        elif kind == "*" and kinds[place + 1] in ("]", ".."):
            kinds[place] = STEPS
        elif (
            (kind in _CONTEXTUAL_KEYWORDS and kinds[place + 1] in _AFTER_NAMES)
            or (kind in ("STARTS", "ENDS") and kinds[place + 1] != "WITH")
            or (kind == "IS" and kinds[place + 1] in _COMPARISONS)
        ):
            kinds[place] = NAME
        elif kind == "IS" and kinds[place - 1] in ("(", "[") and kinds[place + 1] in _LABELS:
            kinds[place] = LABELLED
        elif kind == "ZONE" and kinds[place - 1] == "TIME" and kinds[place - 2] in ("WITH", "WITHOUT"):
            kinds[place - 2 : place + 1] = ["ZONED"] * 3  # part of a type such as TIMESTAMP WITH TIME ZONE


def contains_command(tokens: list[str], kinds: list[str]) -> bool:
    """Return whether a command that does more than read is among these tokens."""
    return any(kind == COMMAND and tokens[place - 1] not in _BEFORE_NAMES for place, kind in enumerate(kinds))


def may_contain_command(query: str) -> bool:
    """Return whether an invalid query may contain a command.

    Unusual characters are tried both as white space and as nothing.
    """
    visible = "".join(sign for sign in query if sign in " \t\r\n" or unicodedata.category(sign)[0] not in "CMZ")
    return contains_command(*_tokenize_loosely(query)) or contains_command(*_tokenize_loosely(visible))


def _tokenize_loosely(query: str) -> tuple[list[str], list[str]]:
    """Return the tokens that an invalid query may have, with its letters folded to ASCII."""
    known = _Kinds(_KNOWN)
    found, tokens = _TOKEN.findall(query + _END), []
    last_places = {token: place for place, token in enumerate(found) if token in _CURLY_QUOTES}
    place = 0
    while place < len(found):
        token = found[place]
        if known[token] != INVALID:
            tokens.append(token)
        elif len(token) > 1:
            tokens += _LETTERS.findall(unicodedata.normalize("NFKC", token).upper())
        elif any(last_places.get(quote, 0) > place for quote in _CURLY_QUOTES.get(token, "")):  # a string
            place = next(later for later in range(place + 1, len(found)) if found[later] in _CURLY_QUOTES[token])
            tokens.append("''")
        place += 1
    tokens.append(_END)
    kinds = [known[token] for token in tokens]
    _resolve_kinds(kinds)
    return tokens, kinds


def iter_matches(query: str) -> Iterator[re.Match[str]]:
    """Return the tokens as matches, with their positions; group 1 is the token."""
    return _TOKEN.finditer(query + _END)


def find_offset(query: str, place: int) -> int:
    """Return the index in the query of the token with this number."""
    return next(match.start(1) for number, match in enumerate(iter_matches(query)) if number == place)


def _make_error(index: int, token: str) -> LexerError:
    first, code = token[0], f"U+{ord(token[0]):04X}"
    if token.startswith("/*"):
        return LexerError(index, "a comment is not closed: end it with */")
    if first in _COMPLETE:
        return LexerError(index, f"a {first} is not closed: add the closing {first}")
    if first.isascii() and (first.isdigit() or first == "."):
        return LexerError(index, f"{token[:40]} is not a number: put a space between numbers and words")
    if first.isalpha():
        return LexerError(index, f"{token[:40]} has letters that look like others: put the name in backticks")
    if first.isspace() or unicodedata.category(first) in ("Cc", "Cf", "Zs"):
        return LexerError(index, f"the character {code} is not allowed as white space: use a space or a line break")
    if first == "\\":
        return LexerError(index, "a backslash is only allowed in a string: remove it")
    if first in _CURLY_QUOTES:
        return LexerError(index, f"the quote {first} ({code}) is invalid: use ' or \"")
    if first in _ASCII_EQUIVALENTS:
        return LexerError(index, f"the character {first} ({code}) is invalid: use {_ASCII_EQUIVALENTS[first]}")
    return LexerError(index, f"the character {first} ({code}) is only allowed in strings and backticks: remove it")
