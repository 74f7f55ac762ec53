"""Random regular expressions, and a matcher that counts its steps."""

import itertools
import random
from collections.abc import Iterator
from typing import Any

from graph.guard.costs.regexes import find_regex_problem

WORDS = ["".join(letters) for length in (1, 2, 3) for letters in itertools.product("ab-", repeat=length)]
TEXTS = [(word * 30)[:30] + "!" for word in WORDS]
MOST = 30_000  # a deterministic match takes a few hundred steps, exponential backtracking takes millions
Expression = tuple[Any, ...]


def made(chance: random.Random, depth: int) -> Expression:
    kind = chance.choice(["letter", "letter", "row", "either", "again"] if depth else ["letter"])
    if kind == "letter":
        return (
            "letter",
            chance.choice([("a", "a"), ("b", "b"), ("-", "-"), ("[ab]", "ab"), (r"\w", "ab"), ("[^a]", "b-!")]),
        )
    if kind == "again":
        return (
            "again",
            made(chance, depth - 1),
            *chance.choice([("*", 0, 99), ("+", 1, 99), ("?", 0, 1), ("{1,2}", 1, 2)]),
        )
    return (kind, [made(chance, depth - 1) for _ in range(chance.choice([2, 2, 3]))])


def shown(expression: Expression) -> str:
    kind, inner, *times = expression
    if kind == "letter":
        return str(inner[0])
    if kind == "again":
        return f"(?:{shown(inner)}){times[0]}" if inner[0] != "letter" else f"{shown(inner)}{times[0]}"
    return "".join(map(shown, inner)) if kind == "row" else f"({'|'.join(map(shown, inner))})"


class Matching:
    """Backtracking matcher that tries all ways to match, and counts each comparison of a letter."""

    def __init__(self, text: str) -> None:
        self.text, self.steps = text, 0

    def ways(self, expression: Expression, place: int) -> Iterator[int]:
        kind, inner, *times = expression
        if kind == "letter":
            self.steps += 1
            if self.steps > MOST:
                raise RuntimeError
            if self.text[place : place + 1] and self.text[place] in inner[1]:
                yield place + 1
        elif kind == "either":
            for alternative in inner:
                yield from self.ways(alternative, place)
        elif kind == "row":
            yield from self.row(inner, place)
        else:
            yield from self.again(inner, place, times[1], times[2])

    def row(self, parts: list[Expression], place: int) -> Iterator[int]:
        if not parts:
            yield place
            return
        for end in self.ways(parts[0], place):
            yield from self.row(parts[1:], end)

    def again(self, inner: Expression, place: int, least: int, most: int) -> Iterator[int]:
        if most:
            for end in self.ways(inner, place):
                if end > place or least:
                    yield from self.again(inner, end, max(least - 1, 0), most - 1)
        if not least:
            yield place


def steps(expression: Expression) -> int:
    """Return the highest number of steps over all texts; no text matches completely."""
    most = 0
    for text in TEXTS:
        matching = Matching(text)
        try:
            for _ in matching.ways(expression, 0):
                pass
        except RuntimeError:
            return MOST + 1
        most = max(most, matching.steps)
    return most


def passing(seed: int, number: int) -> list[Expression]:
    """Return random repeated groups, with others inside them, that the guard accepts."""
    chance = random.Random(seed)
    groups: dict[str, Expression] = {}
    while len(groups) < number:
        group = ("again", made(chance, 3), "*", 0, 99)
        pattern = shown(group)
        if any(sign in pattern[:-1] for sign in "*+{") and find_regex_problem(pattern) is None:
            groups[pattern] = group
    return list(groups.values())
