"""Check whether an ad-hoc query has the same result each time on the same graph."""

from collections.abc import Sequence

from graph.guard.lexer import tokenize

_RANDOM = frozenset({"rand", "randomuuid", "timestamp"})
_TEMPORAL = frozenset({"date", "datetime", "localdatetime", "localtime", "time"})


def is_repeatable(query: str) -> bool:
    """Return false if a query may read the clock or draw random numbers.

    The query has passed the guard. ``date()`` and ``date({timezone: …})`` read the clock. Of the temporal functions,
    only those on a literal text are surely repeatable.
    """
    tokens, kinds = tokenize(query)
    names = [token.strip("`").lower() for token in tokens]
    return not any(
        _may_vary(name, kinds[place + 1 : place + 4]) for place, name in enumerate(names) if kinds[place + 1 :]
    )


def _may_vary(name: str, following: Sequence[str]) -> bool:
    if name in _TEMPORAL:
        return following[0] == "." or (following[0] == "(" and list(following[1:]) != ["String", ")"])
    return name in _RANDOM and following[0] == "("
