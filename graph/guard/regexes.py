"""Regular expressions that may try ways without number, which Neo4j cannot interrupt: refused where one is used.

In: the right side of each ``=~``. It has to be made of texts and parameters, so that it can be seen whole. What counts
is how many parts of it may match more or less: each of them multiplies the ways to try.
"""

import math
import re
from itertools import product
from typing import Any

from graph.guard.loops import UNKNOWN, Part, Positions, single
from graph.guard.size_estimates import Sizes

MAX_OPEN = 6  # parts that may match more or less, as .* does
_MANY = 1_000  # of them: too many, however often they are repeated
_MOST_WRITTEN = 1000  # texts that one expression may be

_SAME = frozenset({"TOLOWER", "TOUPPER", "LOWER", "UPPER", "TRIM", "BTRIM", "LTRIM", "RTRIM", "TOSTRING", "COALESCE"})
_WORDS = """
AND OR XOR IS IN STARTS ENDS CONTAINS THEN ELSE WHEN END RETURN WITH MATCH OPTIONAL WHERE ORDER SKIP LIMIT OFFSET UNION
CALL UNWIND AS ASC DESC ASCENDING DESCENDING FINISH , | ; = <> < > <= >= =~ ) ] }
"""
_ENDING = frozenset(_WORDS.split()) | {"\0"}
_QUANTIFIER = re.compile(r"([*+?]|\{(\d+)(,?)(\d*)\})[?+]?")
_OPENING = re.compile(r"\((?:\?(?:<?[=!]|[:>]|<\w+>|[a-zA-Z-]*[:)])?)?")
_LOOKING = re.compile(r"\(\?(?:<?[=!]|\Z)")
_ANY_CASE = re.compile(r"\(\?[a-zA-Z-]*i")
_BEYOND_ASCII = re.compile(r"\(\?[a-zA-Z-]*[uU]")  # flags by which letters are equal that do not look so
_QUOTED = re.compile(r"\\Q(.*?)(?:\\E|\Z)|\\.", re.DOTALL)
_COMMENTS = re.compile(r"\(\?[a-wyzA-Z]*x")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ANY_LETTER = frozenset({"", ".", "\\", "[", "("})
_SPECIAL = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"} | {sign: sign for sign in "\\'\"`"}


class Patterns:
    """The regular expressions of a query."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self.tokens, self.kinds, self.words = sizes.tokens, sizes.kinds, sizes.words
        self.named: dict[str, list[str] | None] = {}

    def look(self) -> tuple[int, str] | None:
        """The first one that may take too long or that cannot be seen whole, and what to do instead."""
        for place, sign in enumerate(self.tokens):
            if self.words[place] == "AS":
                self.bind(place + 1, self.sizes.column(place), place)
            elif self.words[place] == "IN" and self.tokens[place - 2] in ("(", "[", ","):
                self.bind(place - 1, place + 1, self.end(place + 1))
            elif sign == "=~":
                written = self.written(place + 1, self.end(place + 1))
                if written is None:
                    return place, (
                        "has a regular expression that cannot be seen before the query runs: write it as a text or a "
                        "parameter, or use CONTAINS"
                    )
                if why := next(filter(None, map(fault, written)), None):
                    return place, f"has a regular expression that may never come to an end, as {why}: use CONTAINS"
        return None

    def bind(self, place: int, first: int, last: int) -> None:
        """Remember what texts a name may stand for."""
        name, texts = self.sizes.name(place), self.written(first, last)
        known = self.named.get(name, [])
        self.named[name] = None if texts is None or known is None else [*known, *texts]

    def end(self, first: int) -> int:
        """Where the operand ends that begins here."""
        for place in self.sizes.level(first, len(self.tokens)):
            if self.words[place] in _ENDING:
                return place
        return len(self.tokens) - 1

    def written(self, first: int, last: int) -> list[str] | None:
        """All the texts that this expression may be; None where that cannot be told."""
        joins = [p for p in self.sizes.level(first, last) if self.tokens[p] in ("+", "||")]
        parts = []
        for begin, end in zip([first, *(p + 1 for p in joins)], [*joins, last], strict=True):
            texts = self.operand(begin, end)
            if texts is None:
                return None
            parts.append(texts)
        if math.prod(map(len, parts)) > _MOST_WRITTEN:
            return None
        return list(map("".join, product(*parts)))

    def operand(self, first: int, last: int) -> list[str] | None:
        """The same for an expression without a +."""
        if last <= first:
            return None
        if last == first + 1:
            return self.single(first)
        called = self.words[first] in _SAME and self.tokens[first + 1] == "("
        opening = first + called
        if self.tokens[opening] not in ("(", "[") or self.sizes.partners[opening] != last - 1:
            return None
        commas = [p for p in self.sizes.level(opening + 1, last - 1) if self.tokens[p] == ","]
        texts: list[str] = []
        for begin, end in zip([opening + 1, *(p + 1 for p in commas)], [*commas, last - 1], strict=True):
            found = self.written(begin, end)
            if found is None:
                return None
            texts += found
        return texts

    def single(self, place: int) -> list[str] | None:
        """The same for a token that stands alone."""
        kind = self.kinds[place]
        if kind == "String":
            return [_ESCAPED.sub(_plain, self.tokens[place][1:-1])]
        if kind == "Parameter":
            name = self.sizes.parameter(place)
            return _texts(self.sizes.parameters[name]) if name in self.sizes.parameters else []
        if kind == "Number" or self.words[place] == "NULL":
            return [self.tokens[place]]
        return self.named.get(self.sizes.name(place))


def _plain(escape: re.Match[str]) -> str:
    r"""Return the character for an escape; Neo4j keeps the backslash before any other letter, as in '\\d'."""
    return _SPECIAL.get(escape[1], escape[0])


def _texts(value: Any) -> list[str] | None:
    """The texts that a parameter gives; None for a list or a map of which they cannot be told."""
    if value is None or isinstance(value, str | int | float):
        return [str(value)]
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return list(value)
    return None


def fault(pattern: str) -> str | None:
    """Why a regular expression may take without end, or None."""
    return _Reading(pattern).fault()


class _Reading:
    """A regular expression of Java's, read once from left to right, with the groups that are open on a stack."""

    def __init__(self, pattern: str) -> None:
        self.pattern = _QUOTED.sub(lambda quoted: quoted[0] if quoted[1] is None else re.escape(quoted[1]), pattern)
        self.open = [0.0]  # in each group around: how many parts may match more or less
        self.starts: list[list[str]] = [[""]]  # and with what its alternatives begin
        self.parts: list[tuple[Part | None, Part]] = [(None, Part())]  # and its alternatives, and the one being read
        self.positions = Positions()
        self.any_case = bool(_ANY_CASE.search(self.pattern))
        self.provable = not _BEYOND_ASCII.search(self.pattern)

    def fault(self) -> str | None:
        place = 0
        while place < len(self.pattern):
            sign = self.pattern[place]
            if sign == "\\":
                following = self.pattern[place + 1 : place + 2]
                if following == "k" or (following.isdigit() and following != "0"):
                    return "it refers back to a group"
                place = self.single(place, *self.escape(place))
            elif sign == "(":
                if _COMMENTS.match(self.pattern, place):
                    return "it may hold comments"
                place = self.group(place)
            elif sign == ")" and len(self.open) > 1:
                inner, starts, part = self.open.pop(), self.starts.pop(), self.alternatives()
                self.parts.pop()
                place = self.atom("(", place + 1, part, inner, starts)
            elif sign == "|":
                self.starts[-1].append("")
                self.parts[-1] = (self.alternatives(), Part())
                place += 1
            else:
                place = self.single(place, sign, self.after_class(place) if sign == "[" else place + 1)
            if max(self.open) > MAX_OPEN:
                return f"more than {MAX_OPEN} parts of it may match more or less, repeated ones counted each time"
        return None

    def alternatives(self) -> Part:
        """All alternatives of the innermost group so far, as one part."""
        before, last = self.parts[-1]
        return last if before is None else self.positions.either(before, last)

    def single(self, place: int, sign: str, end: int) -> int:
        """Read what is not a group: a character, a class, or a place between two characters."""
        written = self.pattern[place:end]
        mask = (
            None if written == "\\b" and self.pattern[end : end + 1] == "{" else single(written, any_case=self.any_case)
        )
        return self.atom(sign, end, UNKNOWN if mask is None else self.positions.character(mask) if mask else Part())

    def escape(self, place: int) -> tuple[str, int]:
        """What an escape stands for, roughly, and where it ends."""
        if self.pattern[place + 1 : place + 3] in ("p{", "P{", "x{", "N{"):
            end = self.pattern.find("}", place)
            return "\\", end + 1 if end > 0 else len(self.pattern)
        following = self.pattern[place + 1 : place + 2]
        return "\\" if following.isalpha() else following, place + 2 + (following == "c")

    def group(self, place: int) -> int:
        """Go into a group; flags by themselves, as (?i), are none."""
        opening = _OPENING.match(self.pattern, place)
        end = opening.end() if opening else place + 1
        if opening and _LOOKING.match(opening[0]):
            self.parts = [(before, UNKNOWN) for before, _ in self.parts]
        if not (opening and opening[0].endswith(")")):
            self.open.append(0.0)
            self.starts.append([""])
            self.parts.append((None, Part()))
        return end

    def after_class(self, place: int) -> int:
        """Where a class as [a-z] ends: another may stand in it."""
        depth, place = 1, place + 1
        place += self.pattern[place : place + 1] == "^"
        place += self.pattern[place : place + 1] == "]"
        while depth and place < len(self.pattern):
            sign = self.pattern[place]
            place += 1 + (sign == "\\")
            depth += (sign == "[") - (sign == "]")
        return place

    def atom(self, sign: str, end: int, part: Part, inner: float = 0.0, starts: list[str] | None = None) -> int:
        """Count something that has been read and may be repeated; where what repeats it ends is what comes back."""
        if not self.starts[-1][-1]:
            self.starts[-1][-1] = sign
        repeated = _QUANTIFIER.match(self.pattern, end)
        least, most = _times(repeated) if repeated else (1.0, 1.0)
        if most > 1:
            part = self.positions.repeated(part, least=least)
            if inner:
                inner *= min(most, _MANY)
            if starts and _overlapping(starts):
                inner += min(most, _MANY)
            if part.proved and self.provable:  # matched in one way, it only may end sooner or later
                inner = min(inner, float(least == most))
        elif least == 0:
            part = part.optional()
        before, current = self.parts[-1]
        self.parts[-1] = (before, self.positions.joined(current, part))
        optional = 0.2 if repeated and repeated[1] == "?" else 0.0
        self.open[-1] += inner + (least != most and most > 1) + optional
        return repeated.end() if repeated else end


def _times(repeated: re.Match[str]) -> tuple[float, float]:
    """How often at least and at most."""
    if repeated[1] in ("*", "+", "?"):
        return float(repeated[1] == "+"), 1.0 if repeated[1] == "?" else float("inf")
    least = float(repeated[2])
    return least, float(repeated[4]) if repeated[4] else float("inf") if repeated[3] else least


def _overlapping(starts: list[str]) -> bool:
    """Whether two alternatives may begin with the same letter."""
    letters = {start.lower() for start in starts}
    return len(starts) > 1 and (len(letters) < len(starts) or not letters.isdisjoint(_ANY_LETTER))
