"""The tables the guard reads a query with, made once from ``reading.ebnf``.

A table says for a kind of token which tables come next; that under None, if there is one, says that the rule may also
be left out. So reading a query is a walk with a stack of tables: no recursion, and no way back.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from graph.guard.allowlist import REJECTED_COMMANDS

_SOURCE = Path(__file__).with_name("grammar.ebnf")
_SIGN = re.compile(r'"[^"]+"|@?\w+|[][(){}|=]')
_CLOSES = {"(": ")", "[": "]", "{": "}"}

NAME, COMMAND, SUBQUERY, STEPS, LABELLED = "Name", "Command", "Subquery", "Steps", "Labelled"


class Step(NamedTuple):
    """What follows once a token was taken: the tables still to be read, the next one last, and a name to look up."""

    tables: tuple["ParseTable", ...]
    check: str | None = None


class ParseTable(dict[str | None, Step]):
    """The steps that are possible, by the kind of the next token."""


class GrammarNode(NamedTuple):
    """A part of the grammar: one of token, rule, check, choice, row, optional, many."""

    form: str
    value: Any


def _parse_rules(text: str) -> dict[str, GrammarNode]:
    """The rules by name. A rule ends where the next one begins, at the left edge."""
    rules = {}
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for rule in re.split(r"\n(?=\w)", "\n".join(lines).strip()):
        name, _, body = rule.partition("=")
        signs = _SIGN.findall(body)
        signs.reverse()
        rules[name.strip()] = _parse_choice(signs, "")
    return rules


def _parse_choice(signs: list[str], closing: str) -> GrammarNode:
    """Alternatives up to the closing bracket; ``signs`` are taken from their end."""
    rows: list[list[GrammarNode]] = [[]]
    while signs and signs[-1] != closing:
        sign = signs.pop()
        if sign == "|":
            rows.append([])
        else:
            rows[-1].append(_parse_part(sign, signs))
    if closing:
        signs.pop()
    alternatives = [row[0] if len(row) == 1 else GrammarNode("row", row) for row in rows]
    return alternatives[0] if len(alternatives) == 1 else GrammarNode("choice", alternatives)


def _parse_part(sign: str, signs: list[str]) -> GrammarNode:
    if sign in _CLOSES:
        inner = _parse_choice(signs, _CLOSES[sign])
        return {"(": inner, "[": GrammarNode("optional", inner), "{": GrammarNode("many", inner)}[sign]
    if sign.startswith("@"):
        return GrammarNode("check", sign[1:])
    if sign.startswith('"') or not sign.islower():
        return GrammarNode("token", sign.strip('"'))
    return GrammarNode("rule", sign)


class _Builder:
    """Turns rules into tables. Every part of the grammar has one table, made before it is filled, as rules recur."""

    def __init__(self, rules: dict[str, GrammarNode], classes: dict[str, frozenset[str]]) -> None:
        self.rules, self.classes = rules, classes
        self.tables: dict[int, ParseTable] = {}
        self.waiting: list[GrammarNode] = []

    def build(self, start: str) -> ParseTable:
        """The table of a rule, with all that it leads to."""
        table = self.table(self.rules[start])
        while self.waiting:
            node = self.waiting.pop()
            self.table(node).update(self.find_steps(node))
        return table

    def table(self, node: GrammarNode) -> ParseTable:
        if node.form == "rule":
            return self.table(self.rules[node.value])
        if id(node) not in self.tables:
            self.tables[id(node)] = ParseTable()
            self.waiting.append(node)
        return self.tables[id(node)]

    def find_steps(self, node: GrammarNode) -> dict[str | None, Step]:
        """What each token that can begin this part leads to."""
        value = node.value
        if node.form == "token":
            return dict.fromkeys(self.classes.get(value, (value,)), Step(()))
        if node.form == "rule":
            return self.find_steps(self.rules[value])
        if node.form == "row":
            return self.find_sequence_steps(value)
        if node.form == "choice":
            merged: dict[str | None, Step] = {}
            for alternative in value:
                merged = self.find_steps(alternative) | merged
            return merged
        again = (self.table(node),) if node.form == "many" else ()
        steps = {kind: Step(again + step.tables, step.check) for kind, step in self.find_steps(value).items()}
        return steps | {None: Step(())}

    def find_sequence_steps(self, parts: list[GrammarNode]) -> dict[str | None, Step]:
        """The steps of parts in a row: those of the first, and those of the others too if it may be left out."""
        if parts[0].form == "check":
            return {
                kind: Step(step.tables, parts[0].value) for kind, step in self.find_sequence_steps(parts[1:]).items()
            }
        rest = tuple(self.table(part) for part in reversed([part for part in parts[1:] if part.form != "check"]))
        steps = self.find_steps(parts[0])
        if len(parts) == 1 or None not in steps:
            return {kind: Step(rest + step.tables, step.check) for kind, step in steps.items()}
        taken = {kind: Step(rest + step.tables, step.check) for kind, step in steps.items() if kind is not None}
        return self.find_sequence_steps(parts[1:]) | taken


def _tokens(node: GrammarNode) -> set[str]:
    """The tokens that a part of the grammar names, without following rules."""
    if node.form == "token":
        return {node.value}
    if node.form in ("rule", "check"):
        return set()
    return set().union(*map(_tokens, node.value if isinstance(node.value, list) else [node.value]))


@cache
def keywords() -> frozenset[str]:
    """The words that the grammar knows; all others are names."""
    tokens = set().union(*map(_tokens, _parse_rules(_SOURCE.read_text(encoding="utf-8")).values()))
    return frozenset(token for token in tokens if token.isupper()) - REJECTED_COMMANDS.keys()


@cache
def build_table(rule: str) -> ParseTable:
    """The table with which reading by this rule begins."""
    variable = keywords() | {NAME}
    classes = {"Variable": variable, "Word": variable | {COMMAND, SUBQUERY}}
    return _Builder(_parse_rules(_SOURCE.read_text(encoding="utf-8")), classes).build(rule)
