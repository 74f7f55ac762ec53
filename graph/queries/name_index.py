"""Index of names in the graph: candidates for a name, and how rare words are."""

import asyncio
from collections.abc import Sequence
from typing import Any

from graph.ledger.types import batched
from graph.matching.keys import build_key_query, make_query_keys
from graph.matching.rarity import MIN_COUNT, Rarity
from graph.store import Store

#: Names in one query of the index. Fifty take a fifth of the time of one by one.
_NAMES_AT_ONCE = 50
#: Nodes that the index returns for each candidate wanted, since entities of other kinds are left out.
_FOUND_PER_CANDIDATE = 2

Candidates = list[dict[str, Any]]


class CandidateIndex:
    """Candidates for names, found by keys in the graph.

    Words are counted at first use, and again when the number of entities has changed by more than a hundredth: the
    weights of words do not depend on a few names.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rarity: Rarity | None = None
        self._counted = 0
        self._lock = asyncio.Lock()

    async def rarity(self) -> Rarity:
        """Return the weights of words in this graph."""
        now = await self._store.value("ledger/count_names") or 0
        if self._rarity is None or abs(now - self._counted) * 100 > self._counted:
            async with self._lock:
                if self._rarity is None or abs(now - self._counted) * 100 > self._counted:
                    least = max(MIN_COUNT, now // 10_000)
                    rows = await self._store.read("ledger/count_words", least=least)
                    self._rarity = Rarity(now, {row["word"]: row["entities"] for row in rows})
                    self._counted = now
        return self._rarity

    async def find(
        self, names: Sequence[str], rarity: Rarity, most: int, kinds: Sequence[str] | None
    ) -> list[Candidates]:
        """Return the node properties of at most so many candidates for each name, best first."""
        found: list[Candidates] = []
        for part in batched(names, _NAMES_AT_ONCE):
            lucene = [build_key_query(make_query_keys(name, rarity)) or '""' for name in part]
            rows = await self._store.read(
                "ledger/name_candidates",
                lucene=lucene,
                kinds=list(kinds) if kinds is not None else None,
                found=most * _FOUND_PER_CANDIDATE,
                most=most,
            )
            found += [row["entities"] for row in sorted(rows, key=lambda row: row["place"])]
        return found
