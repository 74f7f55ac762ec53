"""Estimates of list lengths and numbers from the text and the parameters of a query."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.guard.parameters import parse_parameter_name

#: Assumed length of a list that comes from the graph.
UNKNOWN_LENGTH = 40
_LARGE = 1e9
_CEILING = 1e18
_CLOSING = frozenset({")", "]", "}"})
_BEFORE_COLUMN = frozenset({"(", "[", "{", ",", "WITH", "RETURN", "UNWIND", "DISTINCT", "YIELD"})
_LARGE_WORDS = frozenset({"REDUCE", "TIMESTAMP", "EPOCHMILLIS", "EPOCHSECONDS"})


class SizeEstimator:
    """Sizes of the values in a query, with the values bound to its names."""

    def __init__(self, tokens: list[str], kinds: list[str], parameters: Mapping[str, Any]) -> None:
        self.tokens, self.kinds, self.parameters = tokens, kinds, parameters
        self.words = [token.upper() for token in tokens]
        self.partners: dict[int, int] = {}
        self._openings: dict[int, int] = {}
        opened: list[int] = []
        for place, sign in enumerate(tokens):
            if sign in ("(", "[", "{"):
                opened.append(place)
            elif sign in _CLOSING:
                opening = opened.pop()
                self.partners[opening], self._openings[place] = place, opening
        self._lengths: dict[str, float] = {}
        self._numbers: dict[str, float] = {}
        for place, word in enumerate(self.words):
            if word == "AS":
                self.bind(place + 1, self.find_expression_start(place), place)

    def find_expression_start(self, end: int) -> int:
        """Return the first token of the expression that ends before this AS."""
        place = end - 1
        while place >= 0:
            place = self._openings.get(place, place)
            if place in self.partners and self.partners[place] >= end:
                break
            if place not in self.partners and self.words[place] in _BEFORE_COLUMN:
                break
            place -= 1
        return place + 1

    def bind(self, place: int, first: int, last: int) -> None:
        """Store the estimates of an expression for the name it is bound to."""
        name = self.name(place)
        self._numbers[name] = max(self.estimate_number(first, last), self._numbers.get(name, 1.0))
        if self.words[first - 1] in ("UNWIND", "IN") and self.is_range(first, last):
            return  # each value is a number
        if (found := self.estimate_lists(first, last)) > 0:
            self._lengths[name] = max(found, self._lengths.get(name, 0.0))

    def name(self, place: int) -> str:
        """Return the name at this token, without backticks."""
        return self.tokens[place].strip("`")

    def parameter(self, place: int) -> str:
        """Return the name of the parameter at this token, without the $."""
        return parse_parameter_name(self.tokens[place])

    def iter_top_level(self, first: int, last: int) -> Iterator[int]:
        """Yield the tokens from ``first`` to before ``last`` that are outside nested brackets."""
        place = first
        while place < last:
            yield place
            place = self.partners.get(place, place) + 1

    def count(self, opening: int) -> int:
        """Return the number of elements or entries between these brackets."""
        last = self.partners[opening]
        return (last > opening + 1) + sum(self.tokens[p] == "," for p in self.iter_top_level(opening + 1, last))

    def is_literal(self, opening: int) -> bool:
        """Return whether a list or map literal begins here: no index, comprehension or pattern."""
        if self.tokens[opening] == "{":
            return self.words[opening + 2 : opening + 3] == [":"] and self.tokens[opening - 1] != ")"
        before = opening - 1
        indexed = self.tokens[before] in (")", "]", "}", "-") or self.kinds[before] in ("Name", "Parameter", "String")
        return not indexed and self.words[opening + 2 : opening + 3] != ["IN"]

    def is_range(self, first: int, last: int) -> bool:
        """Return whether the expression is a call of range(), possibly in parentheses."""
        first, last = self.strip_parentheses(first, last)
        return self.words[first : first + 2] == ["RANGE", "("] and self.partners[first + 1] == last - 1

    def strip_parentheses(self, first: int, last: int) -> tuple[int, int]:
        """Return the bounds of an expression without its outer parentheses."""
        while self.tokens[first] == "(" and self.partners[first] == last - 1:
            first, last = first + 1, last - 1
        return first, last

    def estimate_length(self, first: int, last: int) -> float:
        """Return the approximate length of a list expression."""
        first, last = self.strip_parentheses(first, last)
        found = self.estimate_lists(first, last)
        if self.tokens[first] == "[" and self.partners[first] == last - 1 and self.is_literal(first):
            return self.count(first)
        single = last == first + 1 and found > 0
        return found if single or self.is_range(first, last) else max(found, UNKNOWN_LENGTH)

    def estimate_lists(self, first: int, last: int) -> float:
        """Return the total length of the known lists in an expression; 0 for none."""
        sizes = []
        splits = "SPLIT" in self.words[first:last]
        place = first
        while place < last:
            if self.words[place] == "RANGE" and self.tokens[place + 1] == "(":
                sizes.append(self.estimate_range_size(place + 1))
                place = self.partners[place + 1]
            elif self.tokens[place] == "[" and self.is_literal(place):
                sizes.append(float(self.count(place)))
            elif self.kinds[place] == "Parameter":
                value = self.parameters.get(self.parameter(place))
                if isinstance(value, Sequence) and (splits or not isinstance(value, str)):
                    sizes.append(float(len(value)))
            elif self.kinds[place] != "String" and self.tokens[place - 1] != ".":
                sizes.append(self._lengths.get(self.name(place), 0.0))
            place += 1
        if "REDUCE" in self.words[first:last]:
            return math.prod(max(size, 1.0) for size in sizes)
        return sum(sizes)

    def estimate_range_size(self, opening: int) -> float:
        """Return the approximate length of a range; bounds from the graph count as small."""
        bounds, last = [opening], self.partners[opening]
        bounds += [p for p in self.iter_top_level(opening + 1, last) if self.tokens[p] == ","]
        parts = [(a + 1, b) for a, b in zip(bounds, [*bounds[1:], last], strict=True)]
        if len(parts) < 2:
            return UNKNOWN_LENGTH
        low, high = self.read_signed_number(*parts[0]), self.read_signed_number(*parts[1])
        if low is not None and high is not None:
            size = abs(high - low)
        else:
            size = max(self.estimate_number(*parts[0]), self.estimate_number(*parts[1]))
            size = size if low is None and self.has_no_names(*parts[1]) else max(size, UNKNOWN_LENGTH)
        step = self.read_signed_number(*parts[2]) if len(parts) > 2 else None
        return size / (abs(step or 1.0)) + 1

    def has_no_names(self, first: int, last: int) -> bool:
        """Return whether the expression has no names."""
        return "Name" not in self.kinds[first:last]

    def read_signed_number(self, first: int, last: int) -> float | None:
        """Return the value of a single number or parameter, possibly signed, or None."""
        sign = -1.0 if self.tokens[first] == "-" else 1.0
        first += self.tokens[first] in ("-", "+")
        if last != first + 1:
            return None
        value = self.value(first)
        return None if value is None else sign * value

    def estimate_number(self, first: int, last: int) -> float:
        """Return an upper estimate of a number, or of the largest of several."""
        largest = product = 1.0
        for place in range(first, last):
            if self.tokens[place] == ",":
                product = 1.0
            elif self.tokens[place] == "^":
                power = self.value(place + 1)
                product = min(max(product, 2.0) ** min(max(power or 2.0, 1.0), 60.0), _CEILING)
            else:
                product = min(product * self.estimate_factor(place), _CEILING)
            largest = max(largest, product)
        return largest

    def estimate_factor(self, place: int) -> float:
        """Return by how much this token may multiply a number."""
        if self.tokens[place - 1] == "^":
            return 1.0
        kind = self.kinds[place]
        if kind == "String":
            digits = self.tokens[place][1:-1].strip()
            return max(abs(_parse_float(digits)), 1.0) if digits[:1] in "+-.0123456789" else 1.0
        if (value := self.value(place)) is not None:
            return max(abs(value), 1.0)
        if kind == "Parameter":
            name = self.parameter(place)
            parameter = self.parameters.get(name)
            if name in self.parameters and self.tokens[place + 1] in (".", "["):
                numbers = _iter_numbers(parameter) if isinstance(parameter, list | dict) else ()
                return max(map(abs, numbers), default=_LARGE)
            return max(float(len(parameter)), 1.0) if isinstance(parameter, Sequence) else 1.0
        if self.words[place] in _LARGE_WORDS:
            return _LARGE
        return self._numbers.get(self.name(place), 1.0) if self.tokens[place - 1] != "." else 1.0

    def value(self, place: int) -> float | None:
        """Return the value of a number or of a numeric parameter, or None."""
        token = self.tokens[place]
        if self.kinds[place] == "Parameter":
            value = self.parameters.get(self.parameter(place))
            return float(value) if isinstance(value, int | float) else None
        if self.kinds[place] != "Number":
            return None
        plain = token.replace("_", "").lower()
        if plain[:2] in ("0x", "0o"):
            return float(int(plain[:18], 0)) if len(plain) > 2 else 0.0  # 16 digits exceed every limit
        return float(plain)


def _parse_float(text: str) -> float:
    try:
        return float(text[:40])
    except ValueError:
        return 1.0


def _iter_numbers(value: Any) -> Iterator[float]:
    """Yield the numbers in a list or a map."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, int | float):
            yield float(item)
        elif isinstance(item, Mapping):
            waiting.extend(item.values())
        elif isinstance(item, list | tuple):
            waiting.extend(item)
