"""SHOW commands that tools send on their own account."""

import re
from collections.abc import Sequence

from graph.guard.allowlist import REJECTED_COMMANDS

_EXECUTABLE = r"(?: EXECUTABLE(?: BY CURRENT USER)?)?"
_ALLOWED_SHOW = re.compile(
    r"(?:CURRENT USER|(?:HOME|DEFAULT) DATABASE"
    r"|DATABASES?(?: (?!YIELD |WHERE )(?:[A-Z]\w*|`[^` ]*`|\$\w+))?"
    rf"|PROCEDURES?{_EXECUTABLE}|(?:(?:ALL|BUILT IN|USER DEFINED) )?FUNCTIONS?{_EXECUTABLE}"
    r"|(?:(?:ALL|FULLTEXT|LOOKUP|POINT|RANGE|TEXT|VECTOR) )?INDEX(?:ES)?"
    r"|(?:(?:ALL|NODE|RELATIONSHIP|REL|PROPERTY|UNIQUE|UNIQUENESS|EXISTENCE|EXIST|KEY|TYPE) ){0,4}CONSTRAINTS?)(?= )"
)
_LONGEST = 8  # words


def match_show_command(tokens: Sequence[str], place: int) -> int:
    """Return how many tokens after this SHOW say what it shows, or 0 if that is not allowed."""
    following = "".join(f"{token} " for token in tokens[place + 1 : place + 1 + _LONGEST])
    shown = _ALLOWED_SHOW.match(following.upper())
    if not shown or not REJECTED_COMMANDS.keys().isdisjoint(shown[0].split()):  # which no database is called
        return 0
    return shown[0].count(" ") + 1
