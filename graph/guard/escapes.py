r"""Unicode escapes of Cypher, decoded as Neo4j decodes them.

It does so anywhere in the text, before anything else is read. \u and four hexadecimal digits stand for a character; two
backslashes stand for themselves, whatever follows. Neo4j 5.26 never answers some queries that hold an escape, so what
is validated and sent is the decoded text. It has to mean the same when Neo4j decodes it once more.
"""

import re

_PAIR = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(rf"\\\\|(?P<code>{_PAIR}|\\u[0-9a-fA-F]{{4}})|(?P<bad>\\u)")


class InvalidEscape(Exception):
    """An escape that cannot be decoded: its index in the query, and what to write instead."""

    def __init__(self, index: int, what: str) -> None:
        super().__init__(index, what)
        self.index, self.what = index, what


def decode(query: str) -> str:
    """Return the query as Neo4j reads it. Raises BadEscape."""
    if "\\u" not in query:
        return query
    decoded = _ESCAPE.sub(_character, query)
    for match in _ESCAPE.finditer(decoded):
        if match["code"] or match["bad"]:
            index = find_source_index(query, match.start())
            raise InvalidEscape(index, r"an escaped backslash may not come before a u: write \\ for a backslash")
    return decoded


def decode_leniently(query: str) -> str:
    """Return the query with every escape decoded that can be, for a first look at one that cannot be sent."""
    return _ESCAPE.sub(lambda match: match[0] if match["bad"] else _character(match), query)


def find_source_index(query: str, index: int) -> int:
    """Return where the character at this index of the decoded text begins in the query as written."""
    shorter = 0
    for match in _ESCAPE.finditer(query) if "\\u" in query else ():
        if match.start() - shorter >= index:
            break
        if match["code"]:
            shorter += len(match[0]) - 1
    return index + shorter


def _character(match: re.Match[str]) -> str:
    if match["bad"]:
        raise InvalidEscape(match.start(), r"\u takes four hexadecimal digits: write \\u where no escape is meant")
    if not match["code"]:
        return match[0]
    return bytes.fromhex(match["code"].replace("\\u", "")).decode("utf-16-be", "surrogatepass")
