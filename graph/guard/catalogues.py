"""SHOW commands that tools send on their own account."""

import re
from collections.abc import Sequence

from graph.guard.allowlist import ACTING

_EXECUTABLE = r"(?: EXECUTABLE(?: BY CURRENT USER)?)?"
_SHOWN = re.compile(
    r"(?:CURRENT USER|(?:HOME|DEFAULT) DATABASE"
    r"|DATABASES?(?: (?!YIELD |WHERE )(?:[A-Z]\w*|`[^` ]*`|\$\w+))?"
    rf"|PROCEDURES?{_EXECUTABLE}|(?:(?:ALL|BUILT IN|USER DEFINED) )?FUNCTIONS?{_EXECUTABLE}"
    r"|(?:(?:ALL|FULLTEXT|LOOKUP|POINT|RANGE|TEXT|VECTOR) )?INDEX(?:ES)?"
    r"|(?:(?:ALL|NODE|RELATIONSHIP|REL|PROPERTY|UNIQUE|UNIQUENESS|EXISTENCE|EXIST|KEY|TYPE) ){0,4}CONSTRAINTS?)(?= )"
)
_LONGEST = 8  # words


def words_shown(tokens: Sequence[str], place: int) -> int:
    """Return how many tokens after this SHOW say what it shows, or 0 if that is not allowed."""
    following = "".join(f"{token} " for token in tokens[place + 1 : place + 1 + _LONGEST])
    shown = _SHOWN.match(following.upper())
    if not shown or not ACTING.keys().isdisjoint(shown[0].split()):  # which no database is called
        return 0
    return shown[0].count(" ") + 1
