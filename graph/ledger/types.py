"""Types that the ledger's modules share."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from graph.model.grouping import affects_status
from graph.model.resolution import is_identity
from graph.model.types import Statement

#: Most records in one transaction. Larger ones make Neo4j stop to collect memory, smaller ones cost round trips.
BATCH = 2000

Item = TypeVar("Item")
Progress = Callable[[int, int], None]
#: Runs a query file: ``Store.read``, or ``Transaction.run`` in a transaction that writes.
RunQuery = Callable[..., Awaitable[list[dict[str, Any]]]]


@dataclass(frozen=True)
class LoadResult:
    """Numbers of records loaded, and of links and periods written or removed."""

    entities: int = 0
    sources: int = 0
    statements: int = 0
    links_written: int = 0
    links_removed: int = 0
    periods_written: int = 0
    periods_removed: int = 0

    def __add__(self, other: "LoadResult") -> "LoadResult":
        return LoadResult(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(LoadResult)))

    @property
    def is_empty(self) -> bool:
        """True if the graph did not change."""
        return self == LoadResult()


class FactKey(NamedTuple):
    """Fact with its ends, by which its links are found."""

    fact_id: str
    subject: str
    type: str
    object: str


class Affected:
    """Facts and measures that must be projected again."""

    def __init__(self) -> None:
        self.facts: set[FactKey] = set()
        self.measures: set[str] = set()

    @property
    def is_empty(self) -> bool:
        """True if nothing must be projected again."""
        return not (self.facts or self.measures)

    def copy(self) -> "Affected":
        """Return a copy, which can be extended."""
        other = Affected()
        other.facts |= self.facts
        other.measures |= self.measures
        return other

    def add(self, statements: Iterable[Statement]) -> None:
        """Add the facts and measures that statements affect, with their current ids."""
        for said in statements:
            if not is_identity(said):
                self.add_fact(FactKey(said.fact_id, said.subject, said.predicate, said.object))

    def add_fact(self, fact: FactKey) -> None:
        """Add a fact, and the measure whose status it affects."""
        self.facts.add(fact)
        if affects_status(fact.type, fact.object):
            self.measures.add(fact.object)


def batched(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """Split items into parts of at most ``size``."""
    rest = iter(items)
    while part := tuple(islice(rest, size)):
        yield part
