"""Path selectors without an upper bound, such as SHORTEST 1 (a)-[]-+(b).

If an end cannot be reached, Neo4j walks nearly all ways, and can use up its memory. Its limits stop that late.
"""

from collections.abc import Sequence
from typing import NamedTuple

MAX_LENGTH = 8  # hops of one quantifier
_SELECTORS = frozenset({"SHORTEST", "ANY", "ALL"})
_WORDS = frozenset({"SHORTEST", "PATH", "PATHS", "GROUP", "GROUPS", "Number", "Parameter"})
_BEFORE = frozenset({"MATCH", ",", "=", "{", "("})
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_DASHES = frozenset("-<>")
_HOW = f"write an upper bound of at most {MAX_LENGTH}, such as -[]-{{1,4}}"


class SelectorViolation(NamedTuple):
    """Token that is refused, and why."""

    place: int
    what: str


def find_selector_violation(tokens: Sequence[str], kinds: Sequence[str]) -> SelectorViolation | None:
    """Return the first unbounded part of a path with a selector, if any."""
    for place, kind in enumerate(kinds):
        if kind in _SELECTORS and place and kinds[place - 1] in _BEFORE:
            begin = place + 1
            while kinds[begin] in _WORDS:
                begin += 1
            # ALL alone selects nothing. ANY ( and ALL ( are functions, except where a pattern begins.
            if kinds[begin] == "(" and not (kind == "ALL" and begin == place + 1) and _is_pattern(kinds, place, begin):
                found = _PathScan(tokens, kinds).find_violation(begin)
                if found:
                    return found
    return None


def _is_pattern(kinds: Sequence[str], place: int, begin: int) -> bool:
    """Return whether a pattern begins: a function has a word and IN in its bracket."""
    return begin > place + 1 or kinds[place] == "SHORTEST" or kinds[begin + 2] != "IN"


class _PathScan:
    """Scan of one path, which the guard has passed."""

    def __init__(self, tokens: Sequence[str], kinds: Sequence[str]) -> None:
        self._tokens, self._kinds = tokens, kinds

    def find_violation(self, place: int) -> SelectorViolation | None:
        """Return the first unbounded part of the path that begins here."""
        kinds = self._kinds
        while kinds[place] in ("(", "[") or kinds[place] in _DASHES:
            found = None
            if kinds[place] == "[":
                found = self._check_star(place + 1)
            elif kinds[place] == "(" and (kinds[place + 1] == "(" or kinds[place + 2] == "="):
                found = self.find_violation(place + (1 if kinds[place + 1] == "(" else 3))
            place = self._skip(place) if kinds[place] in _OPENING else place + 1
            if kinds[place] in ("+", "*", "{"):
                found = found or self._check_quantifier(place)
                place = self._skip(place) if kinds[place] == "{" else place + 1
            if found:
                return found
        return None

    def _skip(self, place: int) -> int:
        """Return the place behind the bracket that opens here."""
        depth = 0
        while True:
            depth += (self._kinds[place] in _OPENING) - (self._kinds[place] in _CLOSING)
            place += 1
            if not depth:
                return place

    def _check_quantifier(self, place: int) -> SelectorViolation | None:
        if self._kinds[place] != "{":
            return SelectorViolation(place, f"has no upper bound, and a path selector needs one: {_HOW}")
        last = self._skip(place) - 2
        return self._check_bound(last, place)

    def _check_star(self, place: int) -> SelectorViolation | None:
        """Check the star in the brackets of a relationship, if there is one."""
        while self._kinds[place] not in ("*", "Steps", "]", "WHERE"):
            place = self._skip(place) if self._kinds[place] in _OPENING else place + 1
        if self._kinds[place] not in ("*", "Steps"):
            return None
        last = place + 1
        while self._kinds[last] in ("Number", ".."):
            last += 1
        return self._check_bound(last - 1, place)

    def _check_bound(self, last: int, place: int) -> SelectorViolation | None:
        """Check the upper bound, the last token of a quantifier that begins at ``place``."""
        if self._kinds[last] != "Number":
            return SelectorViolation(place, f"has no upper bound, and a path selector needs one: {_HOW}")
        bound = self._tokens[last]
        if not bound.isdecimal() or int(bound) > MAX_LENGTH:
            return SelectorViolation(last, f"is too long for a path selector: {_HOW}")
        return None
