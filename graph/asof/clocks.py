"""The two clocks of an ad-hoc query, as users write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, Self

from graph.errors import InvalidParameter, Problem
from graph.model.dates import parse_known_at, parse_query_day

Holds = Literal["possible", "surely"]
HOLDS: tuple[Holds, ...] = ("possible", "surely")

DAY_PARAMETER, KNOWN_PARAMETER = "__asof_day", "__asof_known"
#: No token of a user's query may contain it: our names and parameters begin with it.
RESERVED = "__asof"


class ClockTexts(NamedTuple):
    """Clocks as a user wrote them."""

    as_of: str | None = None
    known_at: str | None = None
    holds: str | None = None


def split_user_name(name: str) -> tuple[str, ClockTexts]:
    """Return the account and the clocks in a name such as reader+2025-12-15@2025-11-01."""
    account, _, moment = name.partition("+")
    day, _, known_at = moment.partition("@")
    return account, ClockTexts(day or None, known_at or None)


@dataclass(frozen=True)
class QueryClocks:
    """Day asked about, or all days, and instant up to which sources are used.

    ``given`` repeats the clocks as they were asked for. ``surely``: a link counts only if it holds on every reading of
    its dates.
    """

    as_of: date | None
    known_at: datetime
    surely: bool
    given: Mapping[str, str]

    @classmethod
    def parse(
        cls, now: datetime, as_of: str | None = None, known_at: str | None = None, holds: str | None = None
    ) -> Self | None:
        """Return the clocks of a user's texts, or None without any. Raises InvalidParameter.

        ``now`` is used for ``known_at`` if only the day is given.
        """
        if as_of is None and known_at is None and holds is None:
            return None
        if holds is not None and holds not in HOLDS:
            raise _invalid("holds", f"is {holds[:20]!r}; use possible or surely")
        if holds is not None and as_of is None:
            raise _invalid("holds", "needs as_of: give the day that you ask about")
        try:
            day = None if as_of is None else parse_query_day(as_of)
        except ValueError as error:
            raise _invalid("as_of", f"is not allowed: {error}") from None
        try:
            instant = now if known_at is None else parse_known_at(known_at)
        except ValueError as error:
            raise _invalid("known_at", f"is not allowed: {error}") from None
        texts = {"as_of": as_of, "known_at": known_at, "holds": holds}
        return cls(day, instant, holds == "surely", {key: text for key, text in texts.items() if text is not None})

    @property
    def parameters(self) -> dict[str, Any]:
        """Return the parameters of a rewritten query."""
        day = {} if self.as_of is None else {DAY_PARAMETER: self.as_of}
        return day | {KNOWN_PARAMETER: self.known_at}


def _invalid(name: str, message: str) -> InvalidParameter:
    return InvalidParameter(f"{name} {message}.", [Problem(name, message)])
