"""Estimate of costs that Neo4j's own limits notice too late.

Neo4j does not count memory in a comprehension or a reduce: millions of elements, or a value that doubles in every
round, end in a heap error that stops the server. Nor does it check its time limit within one expression: a loop or a
backtracking regular expression continues after its client has disconnected. The estimate uses only the text and the
parameters and proves nothing: the limits of time, rows and bytes still apply to queries that pass.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from graph.guard.costs.regexes import RegexFinder
from graph.guard.costs.size_estimates import SizeEstimator
from graph.guard.grammar import NAME

MAX_ELEMENTS = 2_000_000
MAX_ROUNDS = 5_000_000
MAX_DOUBLINGS = 10
MAX_NESTED = 100  # lists within lists: thousands of them slow down the server and the reader
MAX_COPIES = 200_000_000  # elements; a list that grows in a reduce may be copied in each round
_CHARACTERS_PER_ELEMENT = 16  # characters that take about as much memory as one element
_SPLIT_ELEMENTS = 20  # assumed elements of a split string

_NUMERIC = frozenset({"*", "/", "-", "%", "^"})
_SEPARATORS = frozenset({"WHEN", "THEN", "ELSE", "END", "=", "<>", "<", ">", "<=", ">=", "AND", "OR", "XOR"})
_JOIN_OPERATORS = frozenset({"+", "||"})
_PART_OF = frozenset({"[", ".", "(", ":"})  # tokens after a name that use only a part of its value
_PREDICATE_FUNCTIONS = frozenset({"ANY", "ALL", "NONE", "SINGLE"})


class CostViolation(NamedTuple):
    """Token that begins a costly expression, what is wrong and what to do instead."""

    place: int
    what: str


class _Loop(NamedTuple):
    """Loop of an expression, with its body from ``first`` to ``last``."""

    first: int
    last: int
    rounds: float
    keeps: bool  # the values of its body are retained
    grows: str | None = None  # the accumulator of a reduce, if it can be a string or a list


def find_cost_violation(tokens: list[str], kinds: list[str], parameters: Mapping[str, Any]) -> CostViolation | None:
    """Return the first token of a query that exceeds a limit, or None."""
    sizes = SizeEstimator(tokens, kinds, parameters)
    violation = _CostEstimator(sizes).find_violation()
    if violation is None and "=~" in tokens:
        problem = RegexFinder(sizes).find_problem()
        return problem and CostViolation(*problem)
    return violation


class _CostEstimator:
    """Single pass over a query, with the enclosing loops and brackets on stacks."""

    def __init__(self, sizes: SizeEstimator) -> None:
        self.sizes = sizes
        self.tokens, self.kinds, self.words = sizes.tokens, sizes.kinds, sizes.words
        self.open_loops: list[_Loop] = []
        self.brackets: list[int] = []
        self.elements = self.rounds = self.doublings = self.copies = self.nested = 0.0
        self.last_join = -1
        self.last_seen: dict[str, int] = {}

    def find_violation(self) -> CostViolation | None:
        """Return the first token that exceeds a limit, or None."""
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
            if violation := self.check_limits(place):
                return violation
        return None

    def check_limits(self, place: int) -> CostViolation | None:
        """Return the limit that is exceeded at this token, or None."""
        if self.words[place] == "RANGE" and self.tokens[place + 1] == "(":
            size, last = self.sizes.estimate_range_size(place + 1), self.sizes.partners[place + 1]
            unwound = self.words[place - 1] == "UNWIND" and self.words[last + 1] == "AS"
            if size > MAX_ROUNDS and not unwound:
                return CostViolation(
                    place, f"has about {size:.0e} numbers; at most {MAX_ROUNDS:,} are allowed: use UNWIND"
                )
            if self.open_loops and self.open_loops[-1].first < place:
                self.elements += self.count_copies(place) * size
        if self.elements > MAX_ELEMENTS:
            return CostViolation(
                place,
                f"brings the lists of this query to about {self.elements:.0e} elements; "
                f"at most {MAX_ELEMENTS:,} are allowed: use UNWIND and LIMIT",
            )
        if self.copies > MAX_COPIES:
            return CostViolation(
                place, "begins a reduce that copies its growing value too often: use UNWIND and collect()"
            )
        if self.nested > MAX_NESTED:
            return CostViolation(
                place, f"is nested in a list or a map more than {MAX_NESTED} times: append with + instead"
            )
        if self.rounds > MAX_ROUNDS:
            return CostViolation(
                place, f"loops about {self.rounds:.0e} times; at most {MAX_ROUNDS:,} are allowed: use UNWIND"
            )
        if self.doublings > MAX_DOUBLINGS:
            return CostViolation(place, "may double a string or a list too many times: join or replace it once")
        return None

    def enter_loop(self, loop: _Loop, place: int) -> None:
        """Add the cost of a loop and push it on the stack."""
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
        """Return how many copies of a value created here are retained."""
        rounds = 1.0
        for loop in self.open_loops:
            if loop.first < place:
                rounds = rounds * loop.rounds if loop.keeps else 1.0
        return rounds

    def count_token(self, place: int) -> None:
        """Add the cost of strings joined in loops and names joined to themselves."""
        if self.kinds[place] in ("String", "Parameter"):
            joined = _JOIN_OPERATORS.intersection((self.tokens[place - 1], self.tokens[place + 1]))
            if joined and self.open_loops:
                self.elements += self.count_copies(place) * self.measure_text(place) / _CHARACTERS_PER_ELEMENT
        elif self.words[place] == "SPLIT" and self.open_loops:
            self.elements += self.count_copies(place) * _SPLIT_ELEMENTS
        elif self.kinds[place] == NAME:
            name = self.sizes.name(place)
            if self.last_join > self.last_seen.get(name, place):
                self.doublings += self.count_doublings(name, self.last_seen[name], place)
            self.doublings += self.count_reduce_doublings(name, place)
            if self.brackets and self.is_in_list() and self.tokens[place + 1] not in _PART_OF:
                self.nested += sum(loop.rounds for loop in self.open_loops if loop.grows == name and loop.first < place)
            self.last_seen[name] = place

    def measure_text(self, place: int) -> int:
        """Return the length of a string literal, or of a string or list parameter."""
        if self.kinds[place] == "String":
            return len(self.tokens[place]) - 2
        value = self.sizes.parameters.get(self.sizes.parameter(place))
        return len(value) if isinstance(value, Sequence) else 0

    def parse_loop(self, opening: int) -> _Loop | None:
        """Return the loop that begins with this bracket, or None."""
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
        """Return the loop of ``reduce(total = 0, x IN list | …)``, or None."""
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
        """Return whether the innermost brackets are those of a list or a map literal."""
        return self.tokens[self.brackets[-1]] != "(" and self.sizes.is_literal(self.brackets[-1])

    def count_doublings(self, name: str, before: int, place: int) -> float:
        """Return how often a value that is joined to itself may double."""
        inside = [loop for loop in self.open_loops if loop.first < before]
        after = {self.tokens[before + 1], self.tokens[place + 1]}
        if self.tokens[self.last_join] == "," and after.intersection(_PART_OF):
            return 0.0
        if not any(loop.grows == name for loop in inside):
            return 1.0 if place == before + 2 else 0.0
        if self.is_indexed(before) != self.is_indexed(place):
            return 0.0  # one element joined to the rest
        edges = {self.tokens[p] for p in (before - 1, before + 1, place - 1, place + 1)}
        if _SEPARATORS.intersection(self.words[before:place]) or _NUMERIC.intersection(edges):
            return 0.0
        return math.prod(loop.rounds for loop in inside if loop.grows)

    def is_indexed(self, place: int) -> bool:
        """Return whether an index of one element follows the name."""
        opening = place + 1
        return self.tokens[opening] == "[" and ".." not in self.tokens[opening : self.sizes.partners[opening]]

    def count_reduce_doublings(self, name: str, place: int) -> float:
        """Return how often the accumulator of a reduce may double through replace() or COLLECT."""
        loop = next((loop for loop in self.open_loops if loop.grows == name and loop.first < place), None)
        for opening in self.brackets if loop else ():
            if loop and opening > loop.first:
                if self.words[opening - 1] == "COLLECT" and self.tokens[opening] == "{":
                    return loop.rounds
                if self.words[opening - 1] == "REPLACE":
                    return loop.rounds * self.count_replace_doublings(opening, loop)
        return 0.0

    def count_replace_doublings(self, opening: int, loop: _Loop) -> float:
        """Return how often replace() may double a string: 0 if the replacement is never longer."""
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
        """Return the tokens of the list that a reduce iterates over."""
        place = loop.first
        while self.words[place] != "IN":
            place -= 1
        return range(place + 1, loop.first)

    def is_nonempty_search(self, searched: range, source: range) -> bool:
        """Return whether the search string cannot be empty; an empty one matches between all characters."""
        if len(searched) != 1:
            return False
        if self.kinds[searched[0]] in ("String", "Parameter"):
            return self.measure_text(searched[0]) > 0
        texts = [p for p in source if self.tokens[p] not in ("[", "]", ",")]
        return all(self.kinds[p] == "String" and self.measure_text(p) > 0 for p in texts)
