"""Regular expressions that pass the guard, and the number of steps to match them."""

import pytest
from regex_steps import MOST, passing, shown, steps

from graph.guard import check
from graph.guard.costs.regexes import find_regex_problem

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
    r"""Check strings such as '\w', in which Neo4j keeps the backslash."""
    check(r"MATCH (n) WHERE n.name =~ '(-\d+)*' RETURN n", {})
    for pattern in (r"(\w+x)*", r"[\Q[\E](a+)+b", r"(\d+1)+"):
        with pytest.raises(Exception, match="may never end"):
            check(f"MATCH (n) WHERE n.name =~ '{pattern}' RETURN n", {})


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
