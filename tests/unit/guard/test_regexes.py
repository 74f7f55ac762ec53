"""Regular expressions that pass the guard, matched with the steps counted, also in Java."""

import itertools
import random
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import ROOT

from graph.guard import check
from graph.guard.regexes import find_regex_problem

HARMLESS = [
    r"(-\d+)*", r"(\.\d+)*x", r"\d+(,\d{3})*(\.\d+)?", r"([^,]*,)*[^,]*", r"([a-z]+-)*[a-z]+", r"(/\w+)+/?",
    r"(\w+\s)*\w+", r'("[^"]*"|\d+)(,("[^"]*"|\d+))*', r"((-\d+)*;)*", r"(a+b){3}c", r"(\b[A-Z][a-z]*\.)+",
    r"(-a*b?c*)*", r"(-(a|b+c)*)*", r"(?i)(HS ?\d+;)+", r"(?:-\d+)*?z", r"((?:-\d+)++x)*", r"(?<year>-\d+)*",
    r"(\Q-\E\d+)*", r"([+-]\d+)*", r"(\S+\s)*", r"(\D+\d)*", r"([^a-z]+[a-z])*", r"([A-Z][a-z]+)+", r"(\(\d+\))*",
    r"([\d.]+,)*", r"(é+-)*", r"(-[\[]x+)*",
]  # fmt: skip
HARMFUL = [
    r"(\w+\s?)*", r"(\w+x)*", r"(a|ab+)*", r"(?i)(a+A)*", r"(a+[^b])*", r"([^a]+A)*", r"(?i)([^a]+A)*", r"(a*)*",
    r"(a*b*)*", r"(a?b?)*", r"(?i)([A-Z][a-z]+)+", r"((?i:[A-Z])[a-z]+)+", r"([+--]+,)*", r"(?u)(-\d+)*",
    r"((?iU)k+\u212a)*", r"(-\d+(?=x))*", r"(\x61+a)*", r"(a\x61+)+", r"(a\u0061+)+", r"(\b{g}+a)*", r"(\pL+a)*",
    r"(\p{L}+a)*", r"(a+|b+|a)*", r"((-\d+)*x?)*", r"(.+-)*", r"(a+b?a)*", r"((a+)-?)*", r"([a-z&&[^b]]+b)*",
    r"(é+ü)*", r"(a{1,3}a?b?)*", r"(-a+(?<!b))*", r"(a+\1-)*", r"((a+,)+;)+((a+,)+;)+.*.*.*.*.*", r"(\ca+a)*",
    r"(\0141+a)*",
]  # fmt: skip


@pytest.mark.parametrize("pattern", HARMLESS)
def test_a_group_that_is_matched_in_one_way_only_may_repeat(pattern: str) -> None:
    assert find_regex_problem(pattern) is None
    check("MATCH (n) WHERE n.name =~ $p RETURN n", {"p": pattern})
    check(f"MATCH (n) WHERE n.name =~ '{written(pattern)}' RETURN n", {})


@pytest.mark.parametrize("pattern", HARMFUL)
def test_a_group_that_may_be_matched_in_many_ways_may_not(pattern: str) -> None:
    assert find_regex_problem(pattern)


def written(pattern: str) -> str:
    return pattern.replace("\\", "\\\\").replace("'", "\\'")


def test_a_backslash_that_neo4j_keeps_is_seen() -> None:
    r"""Neo4j reads '\w' as a backslash and a w, and so has the regular expression both."""
    check(r"MATCH (n) WHERE n.name =~ '(-\d+)*' RETURN n", {})
    for pattern in (r"(\w+x)*", r"[\Q[\E](a+)+b", r"(\d+1)+"):
        with pytest.raises(Exception, match="may never come to an end"):
            check(f"MATCH (n) WHERE n.name =~ '{pattern}' RETURN n", {})


# --- expressions put together at random, and matched with the steps counted ------------------------------------------

WORDS = ["".join(letters) for length in (1, 2, 3) for letters in itertools.product("ab-", repeat=length)]
TEXTS = [(word * 30)[:30] + "!" for word in WORDS]
MOST = 30_000  # what cannot be matched in two ways needs a few hundred; doubling comes to many millions
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
    """All ways to match an expression, as an engine tries them that only goes back; each look at a letter counts."""

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
    """The most steps for any of the texts, none of which matches as a whole."""
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
    """Groups that repeat, with others in them, which the guard lets through."""
    chance = random.Random(seed)
    groups: dict[str, Expression] = {}
    while len(groups) < number:
        group = ("again", made(chance, 3), "*", 0, 99)
        pattern = shown(group)
        if any(sign in pattern[:-1] for sign in "*+{") and find_regex_problem(pattern) is None:
            groups[pattern] = group
    return list(groups.values())


def test_what_passes_takes_few_steps() -> None:
    for group in passing(1, 250):
        assert steps(group) <= MOST, shown(group)


def test_the_steps_show_what_takes_many() -> None:
    for group in (
        ("again", ("again", ("letter", ("a", "a")), "+", 1, 99), "*", 0, 99),
        ("again", ("row", [("again", ("letter", ("a", "a")), "+", 1, 99), ("letter", (r"\w", "ab"))]), "*", 0, 99),
    ):
        assert find_regex_problem(shown(group))
        assert steps(group) > MOST


@pytest.mark.skipif(not shutil.which("javac"), reason="no JDK: Java's own matcher is what Neo4j uses")
def test_what_passes_takes_few_steps_in_java() -> None:
    patterns = [shown(group) for group in passing(2, 400)] + [r"(?:a|a)*", r"(?:a{1,2}){1,40}b"]
    program = ROOT / "tests" / "system" / "java" / "Steps.java"
    done = subprocess.run(
        ["java", str(program), *TEXTS],
        input="\n".join(patterns),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    looked = list(map(int, done.stdout.split()))
    assert len(looked) == len(patterns)
    assert [pattern for pattern, times in zip(patterns, looked, strict=True) if times > MOST] == patterns[-1:]
