"""Queries whose cost Neo4j's own limits notice too late.

In a comprehension or a reduce it counts no memory: what makes millions of elements, alone or nested, or what doubles in
every round, ends in a heap error that stops the server. And within one expression it does not look at its clock: a
loop, or a regular expression that tries every way, goes on when its client is long gone. This is an estimate from the
text, not a proof: what it lets through still meets the limits of time, rows and bytes.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from graph.guard.grammar import NAME
from graph.guard.regexes import RegexFinder
from graph.guard.size_estimates import SizeEstimator

MAX_ELEMENTS = 2_000_000
MAX_ROUNDS = 5_000_000
MAX_DOUBLINGS = 10
MAX_NESTED = 100  # lists within lists: thousands of them hold up whoever sends or reads them
MAX_COPIES = 200_000_000  # of elements: a list that grows in a reduce may be copied each time
_TEXT_AS_ELEMENT = 16  # so many letters take about as much room as one element
_SPLIT = 20  # elements that splitting a text makes

_NUMERIC = frozenset({"*", "/", "-", "%", "^"})
_SEPARATORS = frozenset({"WHEN", "THEN", "ELSE", "END", "=", "<>", "<", ">", "<=", ">=", "AND", "OR", "XOR"})
_JOIN_OPERATORS = frozenset({"+", "||"})
_PART_OF = frozenset({"[", ".", "(", ":"})  # after a name that does not stand for itself
_PREDICATE_FUNCTIONS = frozenset({"ANY", "ALL", "NONE", "SINGLE"})


class CostViolation(NamedTuple):
    """A token with which something begins that costs too much, and what to do instead."""

    place: int
    what: str


class _Loop(NamedTuple):
    """A loop of an expression: its body, from ``first`` to ``last``, and how often that is gone through."""

    first: int
    last: int
    rounds: float
    keeps: bool  # whether what its body makes is kept
    grows: str | None = None  # the name of what a reduce carries on, if that can be a text or a list


def find_cost_violation(tokens: list[str], kinds: list[str], parameters: Mapping[str, Any]) -> CostViolation | None:
    """The first place of a query that would cost too much, or None."""
    sizes = SizeEstimator(tokens, kinds, parameters)
    costly = _CostEstimator(sizes).find_violation()
    if costly is None and "=~" in tokens:
        refused = RegexFinder(sizes).find_problem()
        return refused and CostViolation(*refused)
    return costly


class _CostEstimator:
    """One walk through a query, with the loops and the brackets around the present place on stacks."""

    def __init__(self, sizes: SizeEstimator) -> None:
        self.sizes = sizes
        self.tokens, self.kinds, self.words = sizes.tokens, sizes.kinds, sizes.words
        self.open_loops: list[_Loop] = []
        self.brackets: list[int] = []
        self.elements = self.rounds = self.doublings = self.copies = self.nested = 0.0
        self.last_join = -1
        self.last_seen: dict[str, int] = {}

    def find_violation(self) -> CostViolation | None:
        """The first place at which one of the limits is passed."""
        for place, sign in enumerate(self.tokens):
            while self.open_loops and place > self.open_loops[-1].last:
                self.open_loops.pop()
            while self.brackets and place > self.sizes.partners[self.brackets[-1]]:
                self.brackets.pop()
            if place in self.sizes.partners:
                self.brackets.append(place)
                if loop := self.parse_loop(place):
                    self.enter_loop(loop, place)
                elif sign != "(" and self.open_loops and self.sizes.is_literal(place):
                    self.elements += self.count_copies(place) * self.sizes.count(place)
            elif sign in _JOIN_OPERATORS or (sign == "," and self.brackets and self.is_in_list()):
                self.last_join = place
            else:
                self.count_token(place)
            if costly := self.check_limits(place):
                return costly
        return None

    def check_limits(self, place: int) -> CostViolation | None:
        """What is wrong once this place is reached."""
        if self.words[place] == "RANGE" and self.tokens[place + 1] == "(":
            size, last = self.sizes.estimate_range_size(place + 1), self.sizes.partners[place + 1]
            unwound = self.words[place - 1] == "UNWIND" and self.words[last + 1] == "AS"
            if size > MAX_ROUNDS and not unwound:
                return CostViolation(place, f"has about {size:.0e} numbers, and {MAX_ROUNDS:,} are allowed: use UNWIND")
            if self.open_loops and self.open_loops[-1].first < place:
                self.elements += self.count_copies(place) * size
        if self.elements > MAX_ELEMENTS:
            return CostViolation(
                place,
                f"begins a list of about {self.elements:.0e} elements, with those before it, "
                f"and {MAX_ELEMENTS:,} are allowed: use UNWIND and LIMIT",
            )
        if self.copies > MAX_COPIES:
            return CostViolation(
                place, "begins a reduce that copies its growing value too often: use UNWIND and collect()"
            )
        if self.nested > MAX_NESTED:
            return CostViolation(
                place, f"is put into a list or a map more than {MAX_NESTED} times over: add to it by + instead"
            )
        if self.rounds > MAX_ROUNDS:
            return CostViolation(
                place, f"loops about {self.rounds:.0e} times, and {MAX_ROUNDS:,} are allowed: use UNWIND"
            )
        if self.doublings > MAX_DOUBLINGS:
            return CostViolation(place, "may double a text or a list many times over: join or replace it once")
        return None

    def enter_loop(self, loop: _Loop, place: int) -> None:
        """Count a loop, and go into it."""
        around = [outer for outer in self.open_loops if outer.first < place]
        rounds = loop.rounds * math.prod(outer.rounds for outer in around)
        self.rounds += rounds
        if loop.keeps:
            self.elements += loop.rounds * self.count_copies(place)
        if loop.grows:
            self.copies += loop.rounds * rounds
            comma = next(p for p in self.sizes.iter_top_level(place + 1, loop.last) if self.tokens[p] == ",")
            names = {self.sizes.name(p) for p in range(comma, loop.last)}
            self.doublings += sum(outer.rounds for outer in around if outer.grows in names)
        self.open_loops.append(loop)

    def count_copies(self, place: int) -> float:
        """How often what is made here is made and kept."""
        rounds = 1.0
        for loop in self.open_loops:
            if loop.first < place:
                rounds = rounds * loop.rounds if loop.keeps else 1.0
        return rounds

    def count_token(self, place: int) -> None:
        """Count a text that is joined in a loop, and a name that is joined to itself."""
        if self.kinds[place] in ("String", "Parameter"):
            joined = _JOIN_OPERATORS.intersection((self.tokens[place - 1], self.tokens[place + 1]))
            if joined and self.open_loops:
                self.elements += self.count_copies(place) * self.measure_text(place) / _TEXT_AS_ELEMENT
        elif self.words[place] == "SPLIT" and self.open_loops:
            self.elements += self.count_copies(place) * _SPLIT
        elif self.kinds[place] == NAME:
            name = self.sizes.name(place)
            if self.last_join > self.last_seen.get(name, place):
                self.doublings += self.count_doublings(name, self.last_seen[name], place)
            self.doublings += self.count_reduce_doublings(name, place)
            if self.brackets and self.is_in_list() and self.tokens[place + 1] not in _PART_OF:
                self.nested += sum(loop.rounds for loop in self.open_loops if loop.grows == name and loop.first < place)
            self.last_seen[name] = place

    def measure_text(self, place: int) -> int:
        """How long a text or a list is that is written here or given."""
        if self.kinds[place] == "String":
            return len(self.tokens[place]) - 2
        given = self.sizes.parameters.get(self.sizes.parameter(place))
        return len(given) if isinstance(given, Sequence) else 0

    def parse_loop(self, opening: int) -> _Loop | None:
        """The loop that begins with this bracket, if one does."""
        before = self.words[opening - 1]
        if self.tokens[opening] == "(" and before == "REDUCE":
            return self.parse_reduce(opening)
        testing = self.tokens[opening] == "(" and before in _PREDICATE_FUNCTIONS
        if self.words[opening + 2 : opening + 3] != ["IN"] or not (testing or self.tokens[opening] == "["):
            return None
        last = self.sizes.partners[opening]
        body = next((p for p in self.sizes.iter_top_level(opening + 3, last) if self.words[p] in ("|", "WHERE")), last)
        self.sizes.bind(opening + 1, opening + 3, body)
        return _Loop(body, last, self.sizes.estimate_length(opening + 3, body), keeps=not testing)

    def parse_reduce(self, opening: int) -> _Loop | None:
        """The loop of ``reduce(total = 0, x IN list | …)``."""
        last = self.sizes.partners[opening]
        comma = next((p for p in self.sizes.iter_top_level(opening + 1, last) if self.tokens[p] == ","), last)
        body = next((p for p in self.sizes.iter_top_level(comma, last) if self.tokens[p] == "|"), last)
        if body == last:
            return None
        self.sizes.bind(comma + 1, comma + 3, body)
        start = range(opening + 3, comma)
        numbers = all(self.kinds[p] in ("Number", "+", "-", ".") or self.sizes.value(p) is not None for p in start)
        texts = any(self.kinds[p] == "String" or self.words[p] in ("[", "{", "TOSTRING") for p in range(body, last))
        grows = None if numbers and not texts else self.sizes.name(opening + 1)
        return _Loop(body, last, self.sizes.estimate_length(comma + 3, body), keeps=grows is not None, grows=grows)

    def is_in_list(self) -> bool:
        """Whether the innermost brackets here are those of a list or a map."""
        return self.tokens[self.brackets[-1]] != "(" and self.sizes.is_literal(self.brackets[-1])

    def count_doublings(self, name: str, before: int, place: int) -> float:
        """How often what bears this name may double, where it stands twice with a + or a comma between."""
        inside = [loop for loop in self.open_loops if loop.first < before]
        after = {self.tokens[before + 1], self.tokens[place + 1]}
        if self.tokens[self.last_join] == "," and after.intersection(_PART_OF):
            return 0.0
        if not any(loop.grows == name for loop in inside):
            return 1.0 if place == before + 2 else 0.0
        if self.indexed(before) != self.indexed(place):
            return 0.0  # one element joined to the rest
        edges = {self.tokens[p] for p in (before - 1, before + 1, place - 1, place + 1)}
        if _SEPARATORS.intersection(self.words[before:place]) or _NUMERIC.intersection(edges):
            return 0.0
        return math.prod(loop.rounds for loop in inside if loop.grows)

    def indexed(self, place: int) -> bool:
        """Whether one element is taken of what bears the name here, and no stretch of it."""
        opening = place + 1
        return self.tokens[opening] == "[" and ".." not in self.tokens[opening : self.sizes.partners[opening]]

    def count_reduce_doublings(self, name: str, place: int) -> float:
        """How often what a reduce carries on may double by being replaced in, or collected from, within its rounds."""
        loop = next((loop for loop in self.open_loops if loop.grows == name and loop.first < place), None)
        for opening in self.brackets if loop else ():
            if loop and opening > loop.first:
                if self.words[opening - 1] == "COLLECT" and self.tokens[opening] == "{":
                    return loop.rounds
                if self.words[opening - 1] == "REPLACE":
                    return loop.rounds * self.count_replace_doublings(opening, loop)
        return 0.0

    def count_replace_doublings(self, opening: int, loop: _Loop) -> float:
        """How often replacing may double a text: never, where no more than a letter takes the place of some."""
        last = self.sizes.partners[opening]
        commas = [p for p in self.sizes.iter_top_level(opening + 1, last) if self.tokens[p] == ","]
        if len(commas) != 2:
            return 1.0
        source, replacement = self.find_source_list(loop), range(commas[1] + 1, last)
        if len(replacement) == 1 and self.kinds[replacement[0]] == "String":
            longest = self.measure_text(replacement[0])
            if longest == 0 or (longest == 1 and self.is_nonempty_search(range(commas[0] + 1, commas[1]), source)):
                return 0.0
        else:
            longest = max(self.measure_text(p) for p in (*replacement, *source))
        return max(1.0, math.log2(max(longest, 1))) / 2

    def find_source_list(self, loop: _Loop) -> range:
        """The places of the list that a reduce goes through."""
        place = loop.first
        while self.words[place] != "IN":
            place -= 1
        return range(place + 1, loop.first)

    def is_nonempty_search(self, searched: range, source: range) -> bool:
        """Whether what is searched for is surely not the empty text, which is found between all letters."""
        if len(searched) != 1:
            return False
        if self.kinds[searched[0]] in ("String", "Parameter"):
            return self.measure_text(searched[0]) > 0
        texts = [p for p in source if self.tokens[p] not in ("[", "]", ",")]
        return all(self.kinds[p] == "String" and self.measure_text(p) > 0 for p in texts)
