r"""Proof that the repeated groups of a regular expression can be matched in one way only.

A group that repeats is proved to be deterministic where, after each of its characters, the next character alone says
which part of the group matches it: as in (-\d+)*, where a - begins a new round and a digit does not. Java then tries
each round once. What the proof does not know counts as not proved.
"""

import re
from typing import NamedTuple, Self

_MOST_LAST = 50  # positions with which a part may end; more are not followed
_BEYOND = 1 << 128  # stands for all characters beyond ASCII
ANY = (1 << 129) - 1
_RANGE = re.compile(r"(?:\\([dDwWsS])|\\([^\w\s])|([^\\\]\[&]))(?:-(?:\\([^\w\s])|([^\\\]\[&-])))?")


def _mask(characters: str, *, any_case: bool = False) -> int:
    """Return the set of these characters, or of them in either case, as bits."""
    mask = 0
    for sign in characters:
        for form in (sign, sign.lower(), sign.upper()) if any_case else sign:
            mask |= 1 << ord(form) if form.isascii() and len(form) == 1 else _BEYOND
    return mask


_DIGIT = _mask("0123456789")
_WORD = _mask("abcdefghijklmnopqrstuvwxyz_", any_case=True) | _DIGIT
_SPACE = _mask(" \t\n\x0b\f\r")
_ESCAPES = {
    "d": _DIGIT, "w": _WORD, "s": _SPACE, "D": ANY & ~_DIGIT, "W": ANY & ~_WORD, "S": ANY & ~_SPACE,
    "t": _mask("\t"), "n": _mask("\n"), "r": _mask("\r"), "f": _mask("\f"), "h": _mask(" \t") | _BEYOND,
}  # fmt: skip
_EMPTY = frozenset("bBAzZG")


class RegexPart(NamedTuple):
    """A part of an expression: what it may begin and end with, and whether it may be empty.

    ``last`` are the positions with which it may end. ``proved``: the next character always
    decides what comes next.
    """

    first: int = 0
    last: tuple[int, ...] = ()
    empty: bool = True
    proved: bool = True

    def optional(self) -> Self:
        """Return this part, left out or not."""
        return self._replace(empty=True)


UNKNOWN_PART = RegexPart(ANY, (), empty=True, proved=False)


class FollowSets:
    """The characters of an expression, each with all that may follow it so far."""

    def __init__(self) -> None:
        self.following: list[int] = []

    def add_character(self, mask: int) -> RegexPart:
        """A new position that matches one character."""
        self.following.append(0)
        return RegexPart(mask, (len(self.following) - 1,), empty=False)

    def concatenate(self, before: RegexPart, after: RegexPart) -> RegexPart:
        """Return one part after another."""
        proved = self.add_following(before, after.first) and before.proved and after.proved
        first = before.first
        if before.empty:
            proved = proved and not first & after.first
            first |= after.first
        last = after.last + before.last if after.empty else after.last
        return RegexPart(first, last[:_MOST_LAST], before.empty and after.empty, proved and len(last) <= _MOST_LAST)

    def alternate(self, one: RegexPart, other: RegexPart) -> RegexPart:
        """Return a choice of two parts."""
        proved = one.proved and other.proved and not one.first & other.first and not (one.empty and other.empty)
        last = one.last + other.last
        return RegexPart(
            one.first | other.first, last[:_MOST_LAST], one.empty or other.empty, proved and len(last) <= _MOST_LAST
        )

    def repeat(self, part: RegexPart, *, least: float) -> RegexPart:
        """Return a part that may come again."""
        proved = self.add_following(part, part.first) and part.proved and not part.empty
        return RegexPart(part.first, part.last, part.empty or least == 0, proved)

    def add_following(self, part: RegexPart, first: int) -> bool:
        """Note what may follow a part, and return whether that differs from all that may follow it already."""
        differs = True
        for position in part.last:
            differs = differs and not self.following[position] & first
            self.following[position] |= first
        return differs


def parse_characters(written: str, *, any_case: bool) -> int | None:
    """Return the characters that a part without groups matches, or None where that is not known.

    0 stands for a place between two characters. ``any_case``: the expression may ignore case.
    """
    if written[0] == "\\":
        sign = written[1:2]
        if len(written) > 2 or not sign:
            return ANY if written[1:3] in ("p{", "P{") else None
        return 0 if sign in _EMPTY else _ESCAPES.get(sign, None if sign.isalnum() else _mask(sign, any_case=any_case))
    if written[0] == "[":
        return _class(written, any_case=any_case)
    return ANY if written == "." else 0 if written in ("^", "$") else _mask(written, any_case=any_case)


def _class(written: str, *, any_case: bool) -> int:
    """Return the characters of a class as [^a-z], or all where it has other classes in it."""
    negated = written.startswith("[^")
    inside, mask, exact, place = written[1 + negated : -1], 0, 0, 0
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
    return (ANY & ~exact) | _BEYOND if negated else mask
