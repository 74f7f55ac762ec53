"""The values that go with a query: what Neo4j and JSON can both carry, and not too deep."""

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
    """Raise InvalidParameter with every parameter that cannot be sent, and why."""
    problems = []
    for name, value in parameters.items():
        if not isinstance(name, str) or not name or _SURROGATE.search(name):
            problems.append(Problem(ascii(name)[:80], "has an invalid name: write a text that is not empty"))
        elif name.startswith("$"):
            problems.append(Problem(name[:80], "has an invalid name: write it without the $"))
        elif fault := _find_problem(value):
            problems.append(Problem(name, fault))
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
    problems = [Problem(name, "is used in the query and was not given") for name in used if name not in parameters]
    if problems:
        names = ", ".join(f"${problem.where}" for problem in problems)
        raise InvalidParameter(f"The query uses {names}, without a value: add it to the parameters.", problems)


def _find_problem(value: Any) -> str | None:
    """What is wrong with a value, looking into lists and maps without recursion."""
    waiting = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        fault = _find_value_problem(item)
        if fault:
            return fault
        if isinstance(item, Mapping):
            for key in item:
                if not isinstance(key, str) or _SURROGATE.search(key):
                    return f"has a key that is not a text: {ascii(key)[:80]}"
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
        return "holds half of a surrogate pair, which is not a character" if _SURROGATE.search(item) else None
    if isinstance(item, int) and not -(2**63) <= item < 2**63:
        return "holds an integer of more than 64 bits: give it as a text or a float"
    if isinstance(item, float) and not math.isfinite(item):
        return "holds a number that is not finite"
    if isinstance(item, (*_SCALAR_TYPES, int, float, Mapping, Sequence)):
        return None
    return f"holds a value of the type {type(item).__name__}, which cannot be sent"
