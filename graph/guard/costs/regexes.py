"""Rejection of regular expressions that may backtrack exponentially; Neo4j cannot interrupt them.

The right side of each ``=~`` must consist of strings and parameters, so that its value is known before the query runs.
The number of parts of variable length is limited: each of them multiplies the attempts.
"""

import math
import re
from itertools import product
from typing import Any

from graph.guard.costs.loops import UNKNOWN_PART, FollowSets, RegexPart, parse_characters
from graph.guard.costs.size_estimates import SizeEstimator

MAX_VARIABLE_PARTS = 6  # parts of variable length, such as .*
_MAX_REPETITIONS = 1_000  # repetitions; more make no difference
_MAX_VALUES = 1000  # possible values of one expression

_STRING_FUNCTIONS = frozenset(
    {"TOLOWER", "TOUPPER", "LOWER", "UPPER", "TRIM", "BTRIM", "LTRIM", "RTRIM", "TOSTRING", "COALESCE"}
)
_WORDS = """
AND OR XOR IS IN STARTS ENDS CONTAINS THEN ELSE WHEN END RETURN WITH MATCH OPTIONAL WHERE ORDER SKIP LIMIT OFFSET UNION
CALL UNWIND AS ASC DESC ASCENDING DESCENDING FINISH , | ; = <> < > <= >= =~ ) ] }
"""
_OPERAND_ENDS = frozenset(_WORDS.split()) | {"\0"}
_QUANTIFIER = re.compile(r"([*+?]|\{(\d+)(,?)(\d*)\})[?+]?")
_OPENING = re.compile(r"\((?:\?(?:<?[=!]|[:>]|<\w+>|[a-zA-Z-]*[:)])?)?")
_LOOKAROUND = re.compile(r"\(\?(?:<?[=!]|\Z)")
_ANY_CASE_FLAG = re.compile(r"\(\?[a-zA-Z-]*i")
_UNICODE_FLAG = re.compile(r"\(\?[a-zA-Z-]*[uU]")  # flags that make letters equal across Unicode
_QUOTED = re.compile(r"\\Q(.*?)(?:\\E|\Z)|\\.", re.DOTALL)
_COMMENTS_FLAG = re.compile(r"\(\?[a-wyzA-Z]*x")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ANY_LETTER = frozenset({"", ".", "\\", "[", "("})
_SPECIAL = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"} | {sign: sign for sign in "\\'\"`"}


class RegexFinder:
    """Search for invalid regular expressions in a query."""

    def __init__(self, sizes: SizeEstimator) -> None:
        self.sizes = sizes
        self.tokens, self.kinds, self.words = sizes.tokens, sizes.kinds, sizes.words
        self.values: dict[str, list[str] | None] = {}

    def find_problem(self) -> tuple[int, str] | None:
        """Return the place of the first invalid regular expression and what is wrong, or None."""
        for place, sign in enumerate(self.tokens):
            if self.words[place] == "AS":
                self.bind(place + 1, self.sizes.find_expression_start(place), place)
            elif self.words[place] == "IN" and self.tokens[place - 2] in ("(", "[", ","):
                self.bind(place - 1, place + 1, self.find_operand_end(place + 1))
            elif sign == "=~":
                patterns = self.evaluate_strings(place + 1, self.find_operand_end(place + 1))
                if patterns is None:
                    return place, (
                        "has a regular expression that is unknown before the query runs: "
                        "write it as a string or a parameter, or use CONTAINS"
                    )
                if why := next(filter(None, map(find_regex_problem, patterns)), None):
                    return place, f"has a regular expression that may never end, because {why}: use CONTAINS"
        return None

    def bind(self, place: int, first: int, last: int) -> None:
        """Store the possible values of a name."""
        name, strings = self.sizes.name(place), self.evaluate_strings(first, last)
        known = self.values.get(name, [])
        self.values[name] = None if strings is None or known is None else [*known, *strings]

    def find_operand_end(self, first: int) -> int:
        """Return the end of the operand that begins here."""
        for place in self.sizes.iter_top_level(first, len(self.tokens)):
            if self.words[place] in _OPERAND_ENDS:
                return place
        return len(self.tokens) - 1

    def evaluate_strings(self, first: int, last: int) -> list[str] | None:
        """Return all possible values of a string expression; None if unknown."""
        joins = [p for p in self.sizes.iter_top_level(first, last) if self.tokens[p] in ("+", "||")]
        parts = []
        for begin, end in zip([first, *(p + 1 for p in joins)], [*joins, last], strict=True):
            strings = self.evaluate_operand(begin, end)
            if strings is None:
                return None
            parts.append(strings)
        if math.prod(map(len, parts)) > _MAX_VALUES:
            return None
        return list(map("".join, product(*parts)))

    def evaluate_operand(self, first: int, last: int) -> list[str] | None:
        """Return all possible values of an expression without a top-level +; None if unknown."""
        if last <= first:
            return None
        if last == first + 1:
            return self.evaluate_token(first)
        called = self.words[first] in _STRING_FUNCTIONS and self.tokens[first + 1] == "("
        opening = first + called
        if self.tokens[opening] not in ("(", "[") or self.sizes.partners[opening] != last - 1:
            return None
        commas = [p for p in self.sizes.iter_top_level(opening + 1, last - 1) if self.tokens[p] == ","]
        strings: list[str] = []
        for begin, end in zip([opening + 1, *(p + 1 for p in commas)], [*commas, last - 1], strict=True):
            found = self.evaluate_strings(begin, end)
            if found is None:
                return None
            strings += found
        return strings

    def evaluate_token(self, place: int) -> list[str] | None:
        """Return all possible values of a single token; None if unknown."""
        kind = self.kinds[place]
        if kind == "String":
            return [_ESCAPED.sub(_unescape, self.tokens[place][1:-1])]
        if kind == "Parameter":
            name = self.sizes.parameter(place)
            return _find_strings(self.sizes.parameters[name]) if name in self.sizes.parameters else []
        if kind == "Number" or self.words[place] == "NULL":
            return [self.tokens[place]]
        return self.values.get(self.sizes.name(place))


def _unescape(escape: re.Match[str]) -> str:
    r"""Return the character for an escape; Neo4j keeps other backslashes, as in '\\d'."""
    return _SPECIAL.get(escape[1], escape[0])


def _find_strings(value: Any) -> list[str] | None:
    """Return the strings in the value of a parameter; None for other lists and maps."""
    if value is None or isinstance(value, str | int | float):
        return [str(value)]
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return list(value)
    return None


def find_regex_problem(pattern: str) -> str | None:
    """Return why a regular expression may backtrack too much, or None."""
    return _BacktrackingAnalyzer(pattern).find_problem()


class _BacktrackingAnalyzer:
    """Single pass over a regular expression of Java, with the open groups on a stack."""

    def __init__(self, pattern: str) -> None:
        self.pattern = _QUOTED.sub(lambda quoted: quoted[0] if quoted[1] is None else re.escape(quoted[1]), pattern)
        self.variable_parts = [0.0]  # for each open group: its parts of variable length
        self.starts: list[list[str]] = [[""]]  # and the first characters of its alternatives
        self.parts: list[tuple[RegexPart | None, RegexPart]] = [
            (None, RegexPart())
        ]  # and its finished alternatives with the current one
        self.positions = FollowSets()
        self.any_case = bool(_ANY_CASE_FLAG.search(self.pattern))
        self.provable = not _UNICODE_FLAG.search(self.pattern)

    def find_problem(self) -> str | None:
        place = 0
        while place < len(self.pattern):
            sign = self.pattern[place]
            if sign == "\\":
                following = self.pattern[place + 1 : place + 2]
                if following == "k" or (following.isdigit() and following != "0"):
                    return "it has a back reference"
                place = self.read_element(place, *self.read_escape(place))
            elif sign == "(":
                if _COMMENTS_FLAG.match(self.pattern, place):
                    return "it may contain comments"
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
                return f"more than {MAX_VARIABLE_PARTS} parts of it vary in length, counting repetitions"
        return None

    def merge_alternatives(self) -> RegexPart:
        """Return all alternatives of the innermost group so far as one part."""
        before, last = self.parts[-1]
        return last if before is None else self.positions.alternate(before, last)

    def read_element(self, place: int, sign: str, end: int) -> int:
        """Read a character, a class or a boundary; return its end."""
        element = self.pattern[place:end]
        mask = (
            None
            if element == "\\b" and self.pattern[end : end + 1] == "{"
            else parse_characters(element, any_case=self.any_case)
        )
        return self.add_atom(
            sign, end, UNKNOWN_PART if mask is None else self.positions.add_character(mask) if mask else RegexPart()
        )

    def read_escape(self, place: int) -> tuple[str, int]:
        """Return the approximate meaning of an escape and its end."""
        if self.pattern[place + 1 : place + 3] in ("p{", "P{", "x{", "N{"):
            end = self.pattern.find("}", place)
            return "\\", end + 1 if end > 0 else len(self.pattern)
        following = self.pattern[place + 1 : place + 2]
        return "\\" if following.isalpha() else following, place + 2 + (following == "c")

    def open_group(self, place: int) -> int:
        """Open a group, unless it only sets flags; return the end of its opening."""
        opening = _OPENING.match(self.pattern, place)
        end = opening.end() if opening else place + 1
        if opening and _LOOKAROUND.match(opening[0]):
            self.parts = [(before, UNKNOWN_PART) for before, _ in self.parts]
        if not (opening and opening[0].endswith(")")):
            self.variable_parts.append(0.0)
            self.starts.append([""])
            self.parts.append((None, RegexPart()))
        return end

    def find_class_end(self, place: int) -> int:
        """Return the end of a class such as [a-z]; classes may be nested."""
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
        """Add an element or a group with its quantifier; return the end of the quantifier."""
        if not self.starts[-1][-1]:
            self.starts[-1][-1] = sign
        repeated = _QUANTIFIER.match(self.pattern, end)
        least, most = _read_bounds(repeated) if repeated else (1.0, 1.0)
        if most > 1:
            part = self.positions.repeat(part, least=least)
            if inner:
                inner *= min(most, _MAX_REPETITIONS)
            if starts and _may_overlap(starts):
                inner += min(most, _MAX_REPETITIONS)
            if part.proved and self.provable:  # matched in one way only, but it may end earlier or later
                inner = min(inner, float(least == most))
        elif least == 0:
            part = part.optional()
        before, current = self.parts[-1]
        self.parts[-1] = (before, self.positions.concatenate(current, part))
        optional = 0.2 if repeated and repeated[1] == "?" else 0.0
        self.variable_parts[-1] += inner + (least != most and most > 1) + optional
        return repeated.end() if repeated else end


def _read_bounds(repeated: re.Match[str]) -> tuple[float, float]:
    """Return the minimum and maximum of a quantifier."""
    if repeated[1] in ("*", "+", "?"):
        return float(repeated[1] == "+"), 1.0 if repeated[1] == "?" else float("inf")
    least = float(repeated[2])
    return least, float(repeated[4]) if repeated[4] else float("inf") if repeated[3] else least


def _may_overlap(starts: list[str]) -> bool:
    """Return whether two alternatives may begin with the same character."""
    letters = {start.lower() for start in starts}
    return len(starts) > 1 and (len(letters) < len(starts) or not letters.isdisjoint(_ANY_LETTER))
