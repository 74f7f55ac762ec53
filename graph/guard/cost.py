"""Queries whose cost Neo4j's own limits notice too late: in a comprehension or a reduce it counts no memory.

Two shapes are known to end in a heap error that stops the server: a text or list that doubles in every round of a
reduce, and a comprehension that makes millions of elements, alone or nested. This is an estimate from the text, not
a proof: what it lets through still meets the limits of time, rows and bytes.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from graph.guard.grammar import NAME

MAX_ELEMENTS = 2_000_000
MAX_DOUBLINGS = 10
_UNKNOWN_ROUNDS = 100

_WORTH_A_LOOK = re.compile(r"reduce|range|\+|\|\|", re.IGNORECASE)
_CLOSING = frozenset({")", "]", "}"})
_NUMERIC = frozenset({"*", "/", "-", "%", "^"})
_PARTING = frozenset({"WHEN", "THEN", "ELSE", "END", "=", "<>", "<", ">", "<=", ">=", "AND", "OR", "XOR"})


class Costly(NamedTuple):
    """A token with which something begins that costs too much, and what to do instead."""

    place: int
    what: str


class _Loop(NamedTuple):
    """A comprehension or a reduce: how often its body, from ``first`` to ``last``, is gone through."""

    first: int
    last: int
    rounds: float
    grows: str | None = None  # the name of what a reduce carries on, if that can be a text or a list


def find_costly(query: str, tokens: list[str], kinds: list[str], parameters: Mapping[str, Any]) -> Costly | None:
    """The first place of a query that would cost too much, or None."""
    if not _WORTH_A_LOOK.search(query):
        return None
    return _Cost(tokens, kinds, parameters).look()


class _Cost:
    def __init__(self, tokens: list[str], kinds: list[str], parameters: Mapping[str, Any]) -> None:
        self.tokens, self.kinds, self.parameters = tokens, kinds, parameters
        self.words = [token.upper() for token in tokens]
        self.partners: dict[int, int] = {}
        opened: list[int] = []
        for place, sign in enumerate(tokens):
            if sign in ("(", "[", "{"):
                opened.append(place)
            elif sign in _CLOSING:
                self.partners[opened.pop()] = place
        self.sizes = dict(self.named_ranges())

    def look(self) -> Costly | None:
        """Go through the query once, with the loops around the present place on a stack."""
        around: list[_Loop] = []
        doublings = 0.0
        joined = -1
        last_seen: dict[str, int] = {}
        for place, word in enumerate(self.tokens):
            while around and place > around[-1].last:
                around.pop()
            if word == "[" and (loop := self.comprehension(place)):
                elements = loop.rounds * math.prod(o.rounds for o in around if o.first < place and not o.grows)
                if elements > MAX_ELEMENTS:
                    return Costly(place, self.too_many(elements))
                around.append(loop)
            elif word == "(" and self.words[place - 1] == "REDUCE" and (loop := self.reduction(place)):
                around.append(loop)
            elif word in ("+", "||"):
                joined = place
            elif self.kinds[place] == NAME:
                if joined > last_seen.get(word, place):
                    doublings += self.doubled(word, last_seen[word], place, around)
                last_seen[word] = place
                if doublings > MAX_DOUBLINGS:
                    return Costly(
                        place, "is joined to itself again and again, which doubles it each time: join it once"
                    )
        return None

    @staticmethod
    def too_many(elements: float) -> str:
        """Why a comprehension is refused."""
        return f"begins a list of about {elements:.0e} elements, and {MAX_ELEMENTS:,} are allowed: use UNWIND and LIMIT"

    def level(self, first: int, last: int) -> Iterator[int]:
        """The places from one to another that are not within brackets of their own."""
        place = first
        while place < last:
            yield place
            place = self.partners.get(place, place) + 1

    def comprehension(self, opening: int) -> _Loop | None:
        """The loop of ``[x IN list WHERE … | …]``, if that is what begins here."""
        last = self.partners[opening]
        if self.words[opening + 2 : opening + 3] != ["IN"]:
            return None
        body = next((p for p in self.level(opening + 3, last) if self.words[p] in ("|", "WHERE")), last)
        return _Loop(body, last, self.size(opening + 3, body))

    def reduction(self, opening: int) -> _Loop | None:
        """The loop of ``reduce(total = 0, x IN list | …)``."""
        last = self.partners[opening]
        comma = next((p for p in self.level(opening + 1, last) if self.tokens[p] == ","), last)
        body = next((p for p in self.level(comma, last) if self.tokens[p] == "|"), last)
        if body == last:
            return None
        start = range(opening + 3, comma)
        numbers = all(self.kinds[p] in ("Number", "+", "-", ".") or self.is_number(self.tokens[p]) for p in start)
        texts = any(self.kinds[p] == "String" or self.words[p] in ("[", "TOSTRING") for p in range(body, last))
        return _Loop(
            body, last, self.size(comma + 3, body), None if numbers and not texts else self.tokens[opening + 1]
        )

    def doubled(self, name: str, before: int, place: int, around: Sequence[_Loop]) -> float:
        """How often what bears this name may double, where it stands twice with a + between: in a reduce, or not."""
        inside = [loop for loop in around if loop.first < before]
        if not any(loop.grows == name for loop in inside):
            return 1.0 if place == before + 2 else 0.0
        edges = {self.tokens[p] for p in (before - 1, before + 1, place - 1, place + 1)}
        if _PARTING.intersection(self.words[before:place]) or _NUMERIC.intersection(edges):
            return 0.0
        return math.prod(loop.rounds for loop in inside if loop.grows)

    def named_ranges(self) -> Iterator[tuple[str, float]]:
        """The sizes of lists that a query names: ``range(1, 9) AS numbers``."""
        for opening, closing in self.partners.items():
            if self.words[opening - 1] == "RANGE" and self.words[closing + 1 : closing + 2] == ["AS"]:
                yield self.tokens[closing + 2], self.range_size(opening)

    def size(self, first: int, last: int) -> float:
        """About how long the list is that stands here."""
        if self.words[first : first + 2] == ["RANGE", "("]:
            return self.range_size(first + 1)
        if self.tokens[first] == "[" and self.partners[first] == last - 1:
            return 1 + sum(self.tokens[p] == "," for p in self.level(first + 1, last - 1))
        value = self.parameters.get(self.tokens[first][1:])
        if self.kinds[first] == "Parameter" and isinstance(value, Sequence):
            return len(value)
        return self.sizes.get(self.tokens[first], _UNKNOWN_ROUNDS)

    def range_size(self, opening: int) -> float:
        """About how many numbers a range has; one with a bound that only the graph knows counts as a small one."""
        bounds, last = [opening], self.partners[opening]
        bounds += [p for p in self.level(opening + 1, last) if self.tokens[p] == ","]
        parts = [(a + 1, b) for a, b in zip(bounds, [*bounds[1:], last], strict=True)]
        values = [self.number(first, end) for first, end in parts]
        if len(values) < 2:
            return _UNKNOWN_ROUNDS
        step = abs(values[2]) if len(values) > 2 else 1.0
        return abs(values[1] - values[0]) / (step or 1.0) + 1

    def number(self, first: int, last: int) -> float:
        """A bound: the product of the numbers in it, which is the number itself where there is one only."""
        product = 1.0
        for place in range(first, last):
            if self.kinds[place] in ("Number", "Parameter") and self.is_number(self.tokens[place]):
                product *= self.value(self.tokens[place])
            elif self.tokens[place] == "-" and place == first:
                product = -product
        if NAME in self.kinds[first:last]:
            return max(product, _UNKNOWN_ROUNDS)
        return product

    def is_number(self, token: str) -> bool:
        """Whether this is a number, or a parameter that has one as its value."""
        if token.startswith("$"):
            return isinstance(self.parameters.get(token[1:]), int | float)
        return token[0].isdigit() or (token[0] == "." and len(token) > 1)

    def value(self, token: str) -> float:
        if token.startswith("$"):
            return float(self.parameters[token[1:]])
        plain = token.replace("_", "").lower()
        if plain[:2] in ("0x", "0o"):
            return float(int(plain[:18], 0)) if len(plain) > 2 else 0.0  # 16 digits of it are more than enough
        return float(plain)
