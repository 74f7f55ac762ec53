"""Cypher cut into tokens, as narrowly as Neo4j does or more so: what is not certain to mean the same there is refused.

White space is space, tab and line end only; a bare CR ends a comment; a backslash with u may only stand within a text,
for a character that is no more than that. Cutting takes time in proportion to the length, whatever the text is.
"""

import re
import unicodedata
from collections.abc import Iterator

from graph.guard.allowed import ACTING, SUBQUERIES
from graph.guard.grammar import COMMAND, NAME, STEPS, SUBQUERY, keywords

_SIGNS = (*"()[]{},.:;|&!%$+-*/^=<>", "..", "::", "||", "<>", "<=", ">=", "=~")
_END = "\0"

_SKIPPED = r"(?:[ \t\r\n]++|//[^\r\n\0]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+"
_QUOTED = r"`(?:[^`]++|``)*+`"
_STRING = r"'(?:[^'\\]++|\\.)*+'|\"(?:[^\"\\]++|\\.)*+\""
_NUMBER = (
    r"(?>0[xX][0-9a-fA-F_]++|0[oO][0-7_]++|(?>[0-9][0-9_]*+(?:\.[0-9][0-9_]*+)?|\.[0-9][0-9_]*+)(?:[eE][+-]?[0-9]++)?)"
    r"(?!\w)"
)
_UNREAD = r"/\*.*+|['\"`].*+|(?:[0-9]\w*)?\.?[0-9]\w*"  # not closed, or a number with letters on it
_TOKEN = re.compile(
    rf"{_SKIPPED}([^\W\d]\w*+|{_QUOTED}|{_STRING}|\$(?:\w++|{_QUOTED})|{_NUMBER}|{_UNREAD}"
    r"|\.\.|<=|>=|<>|=~|\|\||::|.)",
    re.DOTALL,
)
_WHOLE = {"`": re.compile(_QUOTED), "'": re.compile(_STRING, re.DOTALL), '"': re.compile(_STRING, re.DOTALL)}
_IS_NUMBER = re.compile(_NUMBER)
_PAIR = r"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(rf"\\(?:{_PAIR}|(u)([0-9a-fA-F]{{4}})?|.)", re.DOTALL)

BAD = "Bad"
_SOFT = frozenset({"BOTH", "CASE", "DISTINCT", "IS", "LEADING", "NOT", "TRAILING", "WHERE"})
_UNSETTLED = SUBQUERIES | ACTING.keys() | _SOFT | {"*", "ZONE"}
_AFTER_NAMES = frozenset({")", "]", "}", ",", ".", ":", ";", "=", "End"})
_OPERANDS = frozenset({NAME, COMMAND, "String", "Number", "Parameter", "(", "[", "{"})


class Unreadable(Exception):
    """A place that cannot be cut into tokens: what is there and what to write instead. ``trick``: it may hide code."""

    def __init__(self, index: int, what: str, trick: bool = True) -> None:
        super().__init__(index, what)
        self.index, self.what, self.trick = index, what, trick


class _Kinds(dict[str, str]):
    """The kind of each token; those not yet known are judged once a query."""

    def __missing__(self, token: str) -> str:
        kind = self[token] = _kind(token)
        return kind


def _known() -> _Kinds:
    known = _Kinds({sign: sign for sign in _SIGNS} | {_END: "End"})
    for word in keywords() | ACTING.keys() | SUBQUERIES:
        known[word] = known[word.lower()] = word
    return known


_KNOWN = _known()


def _kind(token: str) -> str:
    first = token[0]
    if first == "_" or first.isalpha():
        return BAD if not _plain(token) else _KNOWN.get(token.upper(), NAME)
    if first in _WHOLE:
        whole = _WHOLE[first].fullmatch(token)
        return BAD if not whole else NAME if first == "`" else "String"
    if first == "$" and len(token) > 1:
        return "Parameter"
    return "Number" if _IS_NUMBER.fullmatch(token) else BAD


def _plain(word: str) -> bool:
    """Whether no reading of Unicode can take this word for another: full-width letters, a dotless i."""
    if word.isascii():
        return True
    folded = (word.upper(), word.lower(), word.casefold())
    return unicodedata.normalize("NFKC", word) == word and not any(form.isascii() for form in folded)


def cut(query: str) -> tuple[list[str], list[str]]:
    """The tokens of a query and their kinds, the end of the text as the last of them. Raises Unreadable."""
    if _END in query:
        raise Unreadable(query.index(_END), "a NUL character is not allowed anywhere: take it out")
    tokens = _TOKEN.findall(query + _END)
    kinds = list(map(_Kinds(_KNOWN).__getitem__, tokens))
    if BAD in kinds:
        place = kinds.index(BAD)
        raise _unreadable(position(query, place), tokens[place])
    if "\\u" in query:
        _check_escapes(query)
    if not _UNSETTLED.isdisjoint(kinds):
        _settle(kinds)
    return tokens, kinds


def _settle(kinds: list[str]) -> None:
    """Tell apart by what follows: COUNT with a subquery, a command with its operand, and names of the same spelling."""
    for place, kind in enumerate(kinds):
        if kind in SUBQUERIES:
            kinds[place] = SUBQUERY if kinds[place + 1] == "{" else NAME
        elif kind in ACTING:
            kinds[place] = COMMAND if kinds[place + 1] in _OPERANDS or kinds[place + 1] in ACTING else NAME
        elif kind == "*" and kinds[place + 1] in ("]", ".."):
            kinds[place] = STEPS
        elif kind in _SOFT and kinds[place + 1] in _AFTER_NAMES:
            kinds[place] = NAME
        elif kind == "ZONE" and kinds[place - 1] == "TIME" and kinds[place - 2] in ("WITH", "WITHOUT"):
            kinds[place - 2 : place + 1] = ["ZONED"] * 3  # a type, as TIMESTAMP WITH TIME ZONE, and no clause


def places(query: str) -> Iterator[re.Match[str]]:
    """The tokens once more, as matches that know where they are."""
    return _TOKEN.finditer(query + _END)


def position(query: str, place: int) -> int:
    """The index in the text of the token with this number."""
    return next(match.start(1) for number, match in enumerate(places(query)) if number == place)


def _unreadable(index: int, token: str) -> Unreadable:
    first, shown = token[0], f"U+{ord(token[0]):04X}"
    if token.startswith("/*"):
        return Unreadable(index, "a comment is opened and not closed: end it with */", trick=False)
    if first in _WHOLE:
        return Unreadable(index, f"a {first} is opened and not closed: end the text with {first} too", trick=False)
    if first.isascii() and (first.isdigit() or first == "."):
        return Unreadable(index, f"{token[:40]} is no number: part numbers and words by a space")
    if first.isalpha():
        return Unreadable(index, f"{token[:40]} has letters that can be taken for others: put the name in backticks")
    if first.isspace() or unicodedata.category(first) in ("Cc", "Cf", "Zs"):
        return Unreadable(index, f"the character {shown} is not white space here: write a space or a line end")
    if first == "\\":
        return Unreadable(index, "a backslash may only stand within a text: write the character itself")
    return Unreadable(index, f"the character {first} ({shown}) has no meaning outside texts and names in backticks")


def _check_escapes(query: str) -> None:
    r"""Neo4j reads \u escapes before anything else, also in comments: they must not be able to open or close things."""
    end = 0
    for match in places(query):
        token, start = match[1], match.start(1)
        if "\\u" in query[end:start] or (token[0] not in "'\"" and "\\u" in token):
            index = query.index("\\u", end)
            raise Unreadable(index, r"\u is only allowed within a text in quotes: write the character itself")
        for escape in _ESCAPE.finditer(token) if token[0] in "'\"" else ():
            if escape[1] and not _harmless(escape[2]):
                what = f"{escape[0]} is not allowed in a text: write the character itself, or give it as a parameter"
                raise Unreadable(start + escape.start(), what)
        end = match.end()


def _harmless(digits: str | None) -> bool:
    """Whether an escape stands for a letter, a digit or a mark that can neither end a text nor begin an escape."""
    character = chr(int(digits, 16)) if digits else "\\"
    return character not in "'\"`\\" and unicodedata.category(character)[0] in "LMNPS"


def without_escapes(query: str) -> str:
    r"""The same query with the characters themselves for what is escaped by \u in its texts; only for one that passed.

    Neo4j 5.26 never answers a query that holds such an escape and has a syntax error at its very end.
    """
    if "\\u" not in query:
        return query
    parts, end = [], 0
    for match in places(query):
        text = _ESCAPE.sub(_written_out, match[1]) if match[1][0] in "'\"" else match[1]
        parts += [query[end : match.start(1)], text]
        end = match.end()
    return "".join(parts).removesuffix(_END)


def _written_out(escape: re.Match[str]) -> str:
    if not escape[0].startswith("\\u"):
        return escape[0]
    units = bytes.fromhex(escape[0].replace("\\u", ""))
    return units.decode("utf-16-be")
