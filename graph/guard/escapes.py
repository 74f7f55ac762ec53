r"""Decoder for the Unicode escapes of Cypher.

Neo4j decodes escapes anywhere in a query, before the lexer runs: \u and four hexadecimal digits are a character, and
two backslashes stay unchanged. Neo4j 5.26 never answers some queries with an escape, so the decoded text is validated
and sent. It must not change when Neo4j decodes it again.
"""

import re

_PAIR = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(rf"\\\\|(?P<code>{_PAIR}|\\u[0-9a-fA-F]{{4}})|(?P<bad>\\u)")


class InvalidEscape(Exception):
    """Invalid escape: its index in the query, what is wrong and what to write instead."""

    def __init__(self, index: int, what: str) -> None:
        super().__init__(index, what)
        self.index, self.what = index, what


def decode(query: str) -> str:
    """Return the query with its escapes decoded. Raises InvalidEscape."""
    if "\\u" not in query:
        return query
    decoded = _ESCAPE.sub(_decode_match, query)
    for match in _ESCAPE.finditer(decoded):
        if match["code"] or match["bad"]:
            index = find_source_index(query, match.start())
            raise InvalidEscape(index, r"an escaped backslash must not come before a u: write \\ for a backslash")
    return decoded


def decode_leniently(query: str) -> str:
    """Return the query with its valid escapes decoded, to search an invalid query for commands."""
    return _ESCAPE.sub(lambda match: match[0] if match["bad"] else _decode_match(match), query)


def find_source_index(query: str, index: int) -> int:
    """Return the index in the query of the character at ``index`` of the decoded text."""
    shorter = 0
    for match in _ESCAPE.finditer(query) if "\\u" in query else ():
        if match.start() - shorter >= index:
            break
        if match["code"]:
            shorter += len(match[0]) - 1
    return index + shorter


def _decode_match(match: re.Match[str]) -> str:
    if match["bad"]:
        raise InvalidEscape(match.start(), r"\u takes four hexadecimal digits: write \\u if no escape is meant")
    if not match["code"]:
        return match[0]
    return bytes.fromhex(match["code"].replace("\\u", "")).decode("utf-16-be", "surrogatepass")
