r"""Proof that a repeated group of a regular expression is deterministic.

A repeated group is deterministic if the next character alone decides which part of the group matches it: in (-\d+)*,
a - begins a new round and a digit does not. Java then tries each round once. Unknown constructs count as not proved.
"""

import re
from typing import NamedTuple, Self

_MAX_LAST = 50  # positions with which a part may end; a part with more is not proved
_NON_ASCII = 1 << 128  # one bit for all characters beyond ASCII
ANY = (1 << 129) - 1
_RANGE = re.compile(r"(?:\\([dDwWsS])|\\([^\w\s])|([^\\\]\[&]))(?:-(?:\\([^\w\s])|([^\\\]\[&-])))?")


def _mask(characters: str, *, any_case: bool = False) -> int:
    """Return the set of these characters as bits, with ``any_case`` in both cases."""
    mask = 0
    for sign in characters:
        for form in (sign, sign.lower(), sign.upper()) if any_case else sign:
            mask |= 1 << ord(form) if form.isascii() and len(form) == 1 else _NON_ASCII
    return mask


_DIGIT = _mask("0123456789")
_WORD = _mask("abcdefghijklmnopqrstuvwxyz_", any_case=True) | _DIGIT
_SPACE = _mask(" \t\n\x0b\f\r")
_ESCAPES = {
    "d": _DIGIT, "w": _WORD, "s": _SPACE, "D": ANY & ~_DIGIT, "W": ANY & ~_WORD, "S": ANY & ~_SPACE,
    "t": _mask("\t"), "n": _mask("\n"), "r": _mask("\r"), "f": _mask("\f"), "h": _mask(" \t") | _NON_ASCII,
}  # fmt: skip
_BOUNDARIES = frozenset("bBAzZG")


class RegexPart(NamedTuple):
    """Part of an expression, with its first characters and its last positions.

    ``empty``: it may match nothing. ``proved``: it is deterministic.
    """

    first: int = 0
    last: tuple[int, ...] = ()
    empty: bool = True
    proved: bool = True

    def optional(self) -> Self:
        """Return this part as an optional one."""
        return self._replace(empty=True)


UNKNOWN_PART = RegexPart(ANY, (), empty=True, proved=False)


class FollowSets:
    """Follow sets: for each position of an expression, the characters that may follow it."""

    def __init__(self) -> None:
        self.following: list[int] = []

    def add_character(self, mask: int) -> RegexPart:
        """Add a position that matches one character of ``mask``."""
        self.following.append(0)
        return RegexPart(mask, (len(self.following) - 1,), empty=False)

    def concatenate(self, before: RegexPart, after: RegexPart) -> RegexPart:
        """Return the sequence of two parts."""
        proved = self.add_following(before, after.first) and before.proved and after.proved
        first = before.first
        if before.empty:
            proved = proved and not first & after.first
            first |= after.first
        last = after.last + before.last if after.empty else after.last
        return RegexPart(first, last[:_MAX_LAST], before.empty and after.empty, proved and len(last) <= _MAX_LAST)

    def alternate(self, one: RegexPart, other: RegexPart) -> RegexPart:
        """Return the alternative of two parts."""
        proved = one.proved and other.proved and not one.first & other.first and not (one.empty and other.empty)
        last = one.last + other.last
        return RegexPart(
            one.first | other.first, last[:_MAX_LAST], one.empty or other.empty, proved and len(last) <= _MAX_LAST
        )

    def repeat(self, part: RegexPart, *, least: float) -> RegexPart:
        """Return the repetition of a part."""
        proved = self.add_following(part, part.first) and part.proved and not part.empty
        return RegexPart(part.first, part.last, part.empty or least == 0, proved)

    def add_following(self, part: RegexPart, first: int) -> bool:
        """Extend the follow sets of a part; return whether all characters were new to them."""
        disjoint = True
        for position in part.last:
            disjoint = disjoint and not self.following[position] & first
            self.following[position] |= first
        return disjoint


def parse_characters(element: str, *, any_case: bool) -> int | None:
    """Return the characters that an element without groups matches, or None if unknown.

    0 means a boundary between two characters. ``any_case``: the expression may ignore case.
    """
    if element[0] == "\\":
        sign = element[1:2]
        if len(element) > 2 or not sign:
            return ANY if element[1:3] in ("p{", "P{") else None
        if sign in _BOUNDARIES:
            return 0
        return _ESCAPES.get(sign, None if sign.isalnum() else _mask(sign, any_case=any_case))
    if element[0] == "[":
        return _parse_class(element, any_case=any_case)
    return ANY if element == "." else 0 if element in ("^", "$") else _mask(element, any_case=any_case)


def _parse_class(element: str, *, any_case: bool) -> int:
    """Return the characters of a class such as [^a-z]; all if it contains other classes."""
    negated = element.startswith("[^")
    inside, mask, exact, place = element[1 + negated : -1], 0, 0, 0
    while place < len(inside):
        found = _RANGE.match(inside, place)
        if not found or (found[0] == "-" and 0 < place < len(inside) - 1):
            return ANY
        place = found.end()
        low, high = found[2] or found[3], found[4] or found[5]
        if high and (found[1] or not high.isascii() or low > high):
            return ANY
        characters = "".join(map(chr, range(ord(low), ord(high or low) + 1))) if low else ""
        mask |= _mask(characters, any_case=any_case) | _ESCAPES.get(found[1], 0)
        exact |= sum(1 << ord(sign) for sign in characters if sign.isascii()) | _ESCAPES.get(found[1], 0)
    return (ANY & ~exact) | _NON_ASCII if negated else mask
