"""Validation of query parameters: values that both Neo4j and JSON support, with limited nesting."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from graph.errors import InvalidParameter, Problem

MAX_DEPTH = 32
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SCALAR_TYPES = (bool, bytes, bytearray, date, time, timedelta, type(None))


def check_parameters(parameters: Mapping[str, Any]) -> None:
    """Raise InvalidParameter with one problem for each invalid parameter."""
    problems = []
    for name, value in parameters.items():
        if not isinstance(name, str) or not name or _SURROGATE.search(name):
            problems.append(Problem(ascii(name)[:80], "has an invalid name: use a string that is not empty"))
        elif name.startswith("$"):
            problems.append(Problem(name[:80], "has an invalid name: remove the $"))
        elif problem := _find_problem(value):
            problems.append(Problem(name, problem))
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise InvalidParameter(
            f"The parameter {problems[0].where} is not allowed: it {problems[0].message}{more}.", problems
        )


def parse_parameter_name(token: str) -> str:
    """Return the name in a token such as $x or $`a b`."""
    name = token[1:]
    return name[1:-1].replace("``", "`") if name.startswith("`") else name


def require_parameters(used: Iterable[str], parameters: Mapping[str, Any]) -> None:
    """Raise InvalidParameter if a query uses parameters that were not given."""
    problems = [Problem(name, "is used in the query but missing here") for name in used if name not in parameters]
    if problems:
        names = ", ".join(f"${problem.where}" for problem in problems)
        raise InvalidParameter(f"The query uses {names} without a value: add a value to the parameters.", problems)


def _find_problem(value: Any) -> str | None:
    """Return what is wrong with a value or with a part of it, or None."""
    waiting = [(value, 0)]  # a stack instead of recursion: values may be nested without limit
    while waiting:
        item, depth = waiting.pop()
        problem = _find_value_problem(item)
        if problem:
            return problem
        if isinstance(item, Mapping):
            for key in item:
                if not isinstance(key, str) or _SURROGATE.search(key):
                    return f"has a key that is not a valid string: {ascii(key)[:80]}"
            inner: Iterable[Any] = item.values()
        elif isinstance(item, Sequence) and not isinstance(item, str | bytes | bytearray):
            inner = item
        else:
            continue
        if depth == MAX_DEPTH:
            return f"is nested deeper than {MAX_DEPTH} lists and maps"
        waiting.extend((part, depth + 1) for part in inner)
    return None


def _find_value_problem(item: Any) -> str | None:
    if isinstance(item, str):
        return "contains half of a surrogate pair, which is not a character" if _SURROGATE.search(item) else None
    if isinstance(item, int) and not -(2**63) <= item < 2**63:
        return "contains an integer of more than 64 bits: pass it as a string or a float"
    if isinstance(item, float) and not math.isfinite(item):
        return "contains a number that is not finite"
    if isinstance(item, (*_SCALAR_TYPES, int, float, Mapping, Sequence)):
        return None
    return f"contains a value of the unsupported type {type(item).__name__}"
