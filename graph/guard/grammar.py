"""Parse tables, built once from ``grammar.ebnf``.

A table maps the kind of the next token to the tables that follow; an entry for None means that the rule is optional.
The parser needs a stack of tables only: no recursion, no backtracking.
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
    """Result of matching a token: tables to push, the next one last, and a check."""

    tables: tuple["ParseTable", ...]
    check: str | None = None


class ParseTable(dict[str | None, Step]):
    """Possible steps by the kind of the next token."""


class GrammarNode(NamedTuple):
    """Part of the grammar; ``form`` is token, rule, check, choice, row, optional or many."""

    form: str
    value: Any


def _parse_rules(text: str) -> dict[str, GrammarNode]:
    """Return the rules by name. A rule begins at the left margin."""
    rules = {}
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for rule in re.split(r"\n(?=\w)", "\n".join(lines).strip()):
        name, _, body = rule.partition("=")
        signs = _SIGN.findall(body)
        signs.reverse()
        rules[name.strip()] = _parse_choice(signs, "")
    return rules


def _parse_choice(signs: list[str], closing: str) -> GrammarNode:
    """Parse alternatives up to the closing bracket; ``signs`` is a stack, the next one last."""
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
    """Builder of parse tables. Rules are recursive, so each table is created before it is filled."""

    def __init__(self, rules: dict[str, GrammarNode], classes: dict[str, frozenset[str]]) -> None:
        self.rules, self.classes = rules, classes
        self.tables: dict[int, ParseTable] = {}
        self.waiting: list[GrammarNode] = []

    def build(self, start: str) -> ParseTable:
        """Return the table of a rule, and build all tables that it needs."""
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
        """Return the step for each token that can begin this part."""
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
        """Return the steps of a sequence, from its parts up to the first required one."""
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


def _find_tokens(node: GrammarNode) -> set[str]:
    """Return the tokens in a part of the grammar, without following rules."""
    if node.form == "token":
        return {node.value}
    if node.form in ("rule", "check"):
        return set()
    return set().union(*map(_find_tokens, node.value if isinstance(node.value, list) else [node.value]))


@cache
def keywords() -> frozenset[str]:
    """Return the keywords of the grammar; all other words are names."""
    tokens = set().union(*map(_find_tokens, _parse_rules(_SOURCE.read_text(encoding="utf-8")).values()))
    return frozenset(token for token in tokens if token.isupper()) - REJECTED_COMMANDS.keys()


@cache
def build_table(rule: str) -> ParseTable:
    """Return the table in which the parser starts for this rule."""
    variable = keywords() | {NAME}
    classes = {"Variable": variable, "Word": variable | {COMMAND, SUBQUERY}}
    return _Builder(_parse_rules(_SOURCE.read_text(encoding="utf-8")), classes).build(rule)
