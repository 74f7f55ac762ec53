"""Paired, interleaved rounds, and the median of their ratios with its middle half.

pyperf and pytest-benchmark measure one function after the other, so their ratios would compare different minutes.
"""

import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

#: One side of a comparison: does its work of a round and returns the seconds.
Side = Callable[[int], Awaitable[float]]


@dataclass(frozen=True)
class Spread:
    """Median of values and the quartiles around it, between which the middle half lies."""

    median: float
    low: float
    high: float
    rounds: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Return the spread of at least one value."""
        if len(values) == 1:
            return cls(values[0], values[0], values[0], 1)
        low, _, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(statistics.median(values), low, high, len(values))

    @classmethod
    def of_ratios(cls, above: Sequence[float], below: Sequence[float]) -> Self:
        """Return the spread of the ratios of each round."""
        return cls.of([a / b for a, b in zip(above, below, strict=True)])


@dataclass(frozen=True)
class Rounds:
    """How often to measure: ``most`` rounds, or fewer once ``seconds`` have passed.

    ``warming`` rounds go before, which are not counted and take a third of the time at most.
    """

    most: int
    seconds: float = 600
    warming: int = 0


async def interleave(sides: Mapping[str, Side], rounds: Rounds) -> dict[str, list[float]]:
    """Measure all sides in each round, starting with another one each time. Return the seconds by side.

    Whatever else the machine does then bears on all sides alike. The first round is always done.
    """
    names = list(sides)
    began = time.perf_counter()
    for number in range(rounds.warming):
        for name in names:
            await sides[name](-1 - number)
        if time.perf_counter() - began > rounds.seconds / 3:
            break
    out: dict[str, list[float]] = {name: [] for name in names}
    began = time.perf_counter()
    for number in range(rounds.most):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            out[name].append(await sides[name](number))
        if time.perf_counter() - began > rounds.seconds:
            break
    return out


def timed(work: Callable[[int], Awaitable[object]]) -> Side:
    """Return a side that measures the wall time of ``work``."""

    async def side(number: int) -> float:
        began = time.perf_counter()
        await work(number)
        return time.perf_counter() - began

    return side
