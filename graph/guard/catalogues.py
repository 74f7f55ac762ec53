"""Commands that show what a server has, as tools ask for it before their user asks anything."""

import re
from collections.abc import Sequence

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
    """Return how many tokens after the SHOW at this place say what it shows; 0 where that is not on the list."""
    following = "".join(f"{token} " for token in tokens[place + 1 : place + 1 + _LONGEST])
    shown = _SHOWN.match(following.upper())
    return shown[0].count(" ") + 1 if shown else 0
