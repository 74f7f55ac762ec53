"""Regular expressions that may try ways without number, which Neo4j cannot interrupt: refused where one is used.

In: the right side of each ``=~``. It has to be made of texts and parameters, so that it can be seen whole. What counts
is how many parts of it may match more or less: each of them multiplies the ways to try.
"""

import math
import re
from itertools import product
from typing import Any

from graph.guard.loops import UNKNOWN_PART, FollowSets, RegexPart, parse_characters
from graph.guard.size_estimates import SizeEstimator

MAX_VARIABLE_PARTS = 6  # parts that may match more or less, as .* does
_MANY = 1_000  # of them: too many, however often they are repeated
_MOST_WRITTEN = 1000  # texts that one expression may be

_TEXT_FUNCTIONS = frozenset(
    {"TOLOWER", "TOUPPER", "LOWER", "UPPER", "TRIM", "BTRIM", "LTRIM", "RTRIM", "TOSTRING", "COALESCE"}
)
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


class RegexFinder:
    """The regular expressions of a query."""

    def __init__(self, sizes: SizeEstimator) -> None:
        self.sizes = sizes
        self.tokens, self.kinds, self.words = sizes.tokens, sizes.kinds, sizes.words
        self.named: dict[str, list[str] | None] = {}

    def find_problem(self) -> tuple[int, str] | None:
        """The first one that may take too long or that cannot be seen whole, and what to do instead."""
        for place, sign in enumerate(self.tokens):
            if self.words[place] == "AS":
                self.bind(place + 1, self.sizes.find_expression_start(place), place)
            elif self.words[place] == "IN" and self.tokens[place - 2] in ("(", "[", ","):
                self.bind(place - 1, place + 1, self.find_operand_end(place + 1))
            elif sign == "=~":
                written = self.evaluate_texts(place + 1, self.find_operand_end(place + 1))
                if written is None:
                    return place, (
                        "has a regular expression that cannot be seen before the query runs: write it as a text or a "
                        "parameter, or use CONTAINS"
                    )
                if why := next(filter(None, map(find_regex_problem, written)), None):
                    return place, f"has a regular expression that may never come to an end, as {why}: use CONTAINS"
        return None

    def bind(self, place: int, first: int, last: int) -> None:
        """Remember what texts a name may stand for."""
        name, texts = self.sizes.name(place), self.evaluate_texts(first, last)
        known = self.named.get(name, [])
        self.named[name] = None if texts is None or known is None else [*known, *texts]

    def find_operand_end(self, first: int) -> int:
        """Where the operand ends that begins here."""
        for place in self.sizes.iter_top_level(first, len(self.tokens)):
            if self.words[place] in _ENDING:
                return place
        return len(self.tokens) - 1

    def evaluate_texts(self, first: int, last: int) -> list[str] | None:
        """All the texts that this expression may be; None where that cannot be told."""
        joins = [p for p in self.sizes.iter_top_level(first, last) if self.tokens[p] in ("+", "||")]
        parts = []
        for begin, end in zip([first, *(p + 1 for p in joins)], [*joins, last], strict=True):
            texts = self.evaluate_operand(begin, end)
            if texts is None:
                return None
            parts.append(texts)
        if math.prod(map(len, parts)) > _MOST_WRITTEN:
            return None
        return list(map("".join, product(*parts)))

    def evaluate_operand(self, first: int, last: int) -> list[str] | None:
        """The same for an expression without a +."""
        if last <= first:
            return None
        if last == first + 1:
            return self.evaluate_token(first)
        called = self.words[first] in _TEXT_FUNCTIONS and self.tokens[first + 1] == "("
        opening = first + called
        if self.tokens[opening] not in ("(", "[") or self.sizes.partners[opening] != last - 1:
            return None
        commas = [p for p in self.sizes.iter_top_level(opening + 1, last - 1) if self.tokens[p] == ","]
        texts: list[str] = []
        for begin, end in zip([opening + 1, *(p + 1 for p in commas)], [*commas, last - 1], strict=True):
            found = self.evaluate_texts(begin, end)
            if found is None:
                return None
            texts += found
        return texts

    def evaluate_token(self, place: int) -> list[str] | None:
        """The same for a token that stands alone."""
        kind = self.kinds[place]
        if kind == "String":
            return [_ESCAPED.sub(_unescape, self.tokens[place][1:-1])]
        if kind == "Parameter":
            name = self.sizes.parameter(place)
            return _texts(self.sizes.parameters[name]) if name in self.sizes.parameters else []
        if kind == "Number" or self.words[place] == "NULL":
            return [self.tokens[place]]
        return self.named.get(self.sizes.name(place))


def _unescape(escape: re.Match[str]) -> str:
    r"""Return the character for an escape; Neo4j keeps the backslash before any other letter, as in '\\d'."""
    return _SPECIAL.get(escape[1], escape[0])


def _texts(value: Any) -> list[str] | None:
    """The texts that a parameter gives; None for a list or a map of which they cannot be told."""
    if value is None or isinstance(value, str | int | float):
        return [str(value)]
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return list(value)
    return None


def find_regex_problem(pattern: str) -> str | None:
    """Why a regular expression may take without end, or None."""
    return _BacktrackingAnalyzer(pattern).find_problem()


class _BacktrackingAnalyzer:
    """A regular expression of Java's, read once from left to right, with the groups that are open on a stack."""

    def __init__(self, pattern: str) -> None:
        self.pattern = _QUOTED.sub(lambda quoted: quoted[0] if quoted[1] is None else re.escape(quoted[1]), pattern)
        self.variable_parts = [0.0]  # in each group around: how many parts may match more or less
        self.starts: list[list[str]] = [[""]]  # and with what its alternatives begin
        self.parts: list[tuple[RegexPart | None, RegexPart]] = [
            (None, RegexPart())
        ]  # and its alternatives, and the one being read
        self.positions = FollowSets()
        self.any_case = bool(_ANY_CASE.search(self.pattern))
        self.provable = not _BEYOND_ASCII.search(self.pattern)

    def find_problem(self) -> str | None:
        place = 0
        while place < len(self.pattern):
            sign = self.pattern[place]
            if sign == "\\":
                following = self.pattern[place + 1 : place + 2]
                if following == "k" or (following.isdigit() and following != "0"):
                    return "it refers back to a group"
                place = self.read_element(place, *self.read_escape(place))
            elif sign == "(":
                if _COMMENTS.match(self.pattern, place):
                    return "it may hold comments"
                place = self.open_group(place)
            elif sign == ")" and len(self.variable_parts) > 1:
                inner, starts, part = self.variable_parts.pop(), self.starts.pop(), self.merge_alternatives()
                self.parts.pop()
                place = self.add_atom("(", place + 1, part, inner, starts)
            elif sign == "|":
                self.starts[-1].append("")
                self.parts[-1] = (self.merge_alternatives(), RegexPart())
                place += 1
            else:
                place = self.read_element(place, sign, self.find_class_end(place) if sign == "[" else place + 1)
            if max(self.variable_parts) > MAX_VARIABLE_PARTS:
                return f"more than {MAX_VARIABLE_PARTS} parts of it may match more or less, each repetition counted"
        return None

    def merge_alternatives(self) -> RegexPart:
        """All alternatives of the innermost group so far, as one part."""
        before, last = self.parts[-1]
        return last if before is None else self.positions.alternate(before, last)

    def read_element(self, place: int, sign: str, end: int) -> int:
        """Read what is not a group: a character, a class, or a place between two characters."""
        written = self.pattern[place:end]
        mask = (
            None
            if written == "\\b" and self.pattern[end : end + 1] == "{"
            else parse_characters(written, any_case=self.any_case)
        )
        return self.add_atom(
            sign, end, UNKNOWN_PART if mask is None else self.positions.add_character(mask) if mask else RegexPart()
        )

    def read_escape(self, place: int) -> tuple[str, int]:
        """What an escape stands for, roughly, and where it ends."""
        if self.pattern[place + 1 : place + 3] in ("p{", "P{", "x{", "N{"):
            end = self.pattern.find("}", place)
            return "\\", end + 1 if end > 0 else len(self.pattern)
        following = self.pattern[place + 1 : place + 2]
        return "\\" if following.isalpha() else following, place + 2 + (following == "c")

    def open_group(self, place: int) -> int:
        """Go into a group; flags by themselves, as (?i), are none."""
        opening = _OPENING.match(self.pattern, place)
        end = opening.end() if opening else place + 1
        if opening and _LOOKING.match(opening[0]):
            self.parts = [(before, UNKNOWN_PART) for before, _ in self.parts]
        if not (opening and opening[0].endswith(")")):
            self.variable_parts.append(0.0)
            self.starts.append([""])
            self.parts.append((None, RegexPart()))
        return end

    def find_class_end(self, place: int) -> int:
        """Where a class as [a-z] ends: another may stand in it."""
        depth, place = 1, place + 1
        place += self.pattern[place : place + 1] == "^"
        place += self.pattern[place : place + 1] == "]"
        while depth and place < len(self.pattern):
            sign = self.pattern[place]
            place += 1 + (sign == "\\")
            depth += (sign == "[") - (sign == "]")
        return place

    def add_atom(
        self, sign: str, end: int, part: RegexPart, inner: float = 0.0, starts: list[str] | None = None
    ) -> int:
        """Count something that has been read and may be repeated; where what repeats it ends is what comes back."""
        if not self.starts[-1][-1]:
            self.starts[-1][-1] = sign
        repeated = _QUANTIFIER.match(self.pattern, end)
        least, most = _read_bounds(repeated) if repeated else (1.0, 1.0)
        if most > 1:
            part = self.positions.repeat(part, least=least)
            if inner:
                inner *= min(most, _MANY)
            if starts and _may_overlap(starts):
                inner += min(most, _MANY)
            if part.proved and self.provable:  # matched in one way, it only may end sooner or later
                inner = min(inner, float(least == most))
        elif least == 0:
            part = part.optional()
        before, current = self.parts[-1]
        self.parts[-1] = (before, self.positions.concatenate(current, part))
        optional = 0.2 if repeated and repeated[1] == "?" else 0.0
        self.variable_parts[-1] += inner + (least != most and most > 1) + optional
        return repeated.end() if repeated else end


def _read_bounds(repeated: re.Match[str]) -> tuple[float, float]:
    """How often at least and at most."""
    if repeated[1] in ("*", "+", "?"):
        return float(repeated[1] == "+"), 1.0 if repeated[1] == "?" else float("inf")
    least = float(repeated[2])
    return least, float(repeated[4]) if repeated[4] else float("inf") if repeated[3] else least


def _may_overlap(starts: list[str]) -> bool:
    """Whether two alternatives may begin with the same letter."""
    letters = {start.lower() for start in starts}
    return len(starts) > 1 and (len(letters) < len(starts) or not letters.isdisjoint(_ANY_LETTER))
