"""EXPLAIN of a user's query; errors have the places of the user's text."""

import re
from typing import NamedTuple

_BLANK = r"(?:\s|//[^\r\n]*|/\*.*?\*/)*"
_PREFIX = re.compile(rf"\A({_BLANK})(EXPLAIN|PROFILE)\b", re.IGNORECASE | re.DOTALL)
_EXPLAIN = "EXPLAIN "
_PLACE = re.compile(r"\(line (\d+), column (\d+) \(offset: (\d+)\)\)")
_QUOTED_LINE = re.compile(rf'^"{_EXPLAIN}(.*)\n {{{len(_EXPLAIN)}}}', re.MULTILINE)


class Explained(NamedTuple):
    """Query that Neo4j plans and does not run. ``shifted``: it is longer than the user's by EXPLAIN at its start."""

    text: str
    shifted: bool

    def correct(self, message: str) -> str:
        """Return an error of Neo4j with the places of the user's text."""
        return correct_places(message) if self.shifted else message


def explain(query: str) -> Explained:
    """Return the EXPLAIN of a query. PROFILE has the same length, so it is replaced in place."""
    found = _PREFIX.match(query)
    if found:
        return Explained(f"{found[1]}{_EXPLAIN.strip()}{query[found.end() :]}", shifted=False)
    return Explained(_EXPLAIN + query, shifted=True)


def correct_places(message: str) -> str:
    """Return an error about an EXPLAIN as one about the query itself."""
    return _QUOTED_LINE.sub(r'"\1\n', _PLACE.sub(_correct_place, message))


def _correct_place(match: re.Match[str]) -> str:
    line, column, offset = map(int, match.groups())
    column -= len(_EXPLAIN) if line == 1 else 0
    return f"(line {line}, column {max(column, 1)} (offset: {max(offset - len(_EXPLAIN), 0)}))"
