"""Rarity of words and keys among the names of a graph."""

import math
from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from graph.matching.words.common import LEGAL_WORDS, SMALL_WORDS, USUAL_WORDS
from graph.matching.words.sounds import SKELETON_MARK, make_skeleton, make_trigrams

#: Words of fewer entities are rare by definition and not counted.
MIN_COUNT = 5
_SMALL_WEIGHT = 0.08
_LEGAL_WEIGHT = 0.05
#: Names among which the usual words are counted, so that a small graph has weights too.
_USUAL_TOTAL = 1000
_UNCOUNTED = 2


class Rarity:
    """Weights of words, from the number of entities that have each of them."""

    def __init__(self, total: int, counts: Mapping[str, int]) -> None:
        self.total = total + _USUAL_TOTAL
        self._counts = dict(counts)
        self._log_total = math.log(1 + self.total)
        self._weights: dict[str, float] = {}

    def count(self, word: str) -> int:
        """Return the number of entities with a word, at least."""
        return (self._counts.get(word) or _UNCOUNTED) + USUAL_WORDS.get(word, 0)

    def is_frequent(self, word: str) -> bool:
        """Return True for a word that one in a thousand entities has."""
        return self.count(word) * 1000 >= self.total

    def weight(self, word: str) -> float:
        """Return the weight of a word: the rarer, the nearer to 1."""
        known = self._weights.get(word)
        if known is None:
            if len(self._weights) > 20_000:  # words of questions, which have no end
                self._weights.clear()
            known = self._weights[word] = self._compute(word)
        return known

    def _compute(self, word: str) -> float:
        if word in LEGAL_WORDS:
            return _LEGAL_WEIGHT
        if word in SMALL_WORDS:
            return _SMALL_WEIGHT
        return math.log(1 + self.total / self.count(word)) / self._log_total

    @cached_property
    def _key_counts(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for word in self._counts.keys() | USUAL_WORDS.keys():
            number = self.count(word)
            for key in (*make_trigrams(word), SKELETON_MARK + make_skeleton(word)):
                found[key] += number
        return found

    def key_count(self, key: str) -> int:
        """Return the number of entities with a key, as far as counted words tell."""
        return self._key_counts[key]
