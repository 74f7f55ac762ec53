"""Alignment of two names, word by word, and its score."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz import fuzz

from graph.matching.rarity import Rarity
from graph.matching.words.common import PLACES, SMALL_WORDS
from graph.matching.words.likeness import Way, compare_words, is_abbreviation
from graph.matching.words.parsed_names import ParsedName

_ASKED_POWER, _LISTED_POWER = 0.72, 0.28
_PLACE_ONLY_ASKED = 0.3
_ONLY_LISTED_OF_PERSON = 0.55
_INITIAL_WEIGHT = 0.33
_NUMBERS_DIFFER = 0.72
_ONE_WORD_OF_PERSON = 0.74
_RAREST_WITHOUT_PARTNER = 0.8
_BARE = 0.97
_COMPANY_ASKED = 0.15
_MARKEDLY = 0.1


class Pair(NamedTuple):
    """Words of the question and of the listed name that belong together."""

    asked: tuple[int, ...]
    listed: tuple[int, ...]
    value: float
    way: Way


@dataclass(frozen=True)
class Alignment:
    """Score of two names, and what it comes from."""

    asked: ParsedName
    listed: ParsedName
    score: float
    pairs: Sequence[Pair] = ()
    only_asked: Sequence[str] = ()
    only_listed: Sequence[str] = ()
    limits: Sequence[str] = field(default=())

    @property
    def legal_difference(self) -> float:
        """The amount that different legal forms take from the score."""
        one, other = self.asked.legal, self.listed.legal
        if one == other or one & other:
            return 0.0
        return 0.04 if one and other else 0.02


def align(asked: ParsedName, listed: ParsedName, rarity: Rarity, *, person: bool = False) -> Alignment:
    """Align two names and score them. ``person``: the listed name is that of a person, or may be."""
    if asked.legal == listed.legal and sorted(asked.words) == sorted(listed.words):
        order = sorted(range(len(listed.words)), key=lambda at: listed.words[at])
        places = sorted(range(len(asked.words)), key=lambda at: asked.words[at])
        pairs = [Pair((one,), (other,), 1.0, "same") for one, other in sorted(zip(places, order, strict=True))]
        return Alignment(asked, listed, _BARE if listed.bare else 1.0, pairs)
    return _Aligner(asked, listed, rarity, person).align()


class _Aligner:
    def __init__(self, asked: ParsedName, listed: ParsedName, rarity: Rarity, person: bool) -> None:
        self._asked, self._listed = asked, listed
        self._rarity, self._person = rarity, person
        self._asked_weights = [rarity.weight(word) for word in asked.words]
        self._listed_weights = [rarity.weight(word) for word in listed.words]

    def align(self) -> Alignment:
        pairs = self._choose(self._find_pairs())
        asked_used = {at for pair in pairs for at in pair.asked}
        listed_used = {at for pair in pairs for at in pair.listed}
        only_asked = [word for at, word in enumerate(self._asked.words) if at not in asked_used]
        only_listed = [word for at, word in enumerate(self._listed.words) if at not in listed_used]
        score = self._score(pairs, asked_used, listed_used)
        score, limits = self._limit(score, pairs, only_asked, only_listed)
        score -= Alignment(self._asked, self._listed, score).legal_difference
        if self._person and self._asked.legal:
            limits.append("a legal form is asked, and the name is a person's")
            score -= _COMPANY_ASKED
        if self._listed.bare:
            score = min(score, _BARE)
        return Alignment(
            self._asked, self._listed, round(max(0.0, min(score, 0.999)), 3), pairs, only_asked, only_listed, limits
        )

    def _find_pairs(self) -> list[tuple[float, Pair]]:
        found = []
        blind = self._asked.without_vowels or self._listed.without_vowels
        for i, one in enumerate(self._asked.words):
            for j, other in enumerate(self._listed.words):
                pair = self._pair(i, one, j, other, blind)
                if pair:
                    weight = max(self._asked_weights[i], self._listed_weights[j])
                    found.append((pair.value * weight, pair))
        found += self._find_joined(self._asked.words, self._listed.words, turned=False)
        found += self._find_joined(self._listed.words, self._asked.words, turned=True)
        return found

    def _pair(self, i: int, one: str, j: int, other: str, blind: bool) -> Pair | None:
        alike = compare_words(one, other, without_vowels=blind)
        if alike:
            return Pair((i,), (j,), alike.value, alike.way)
        if (len(one) == 1) != (len(other) == 1):
            if self._person and one[0] == other[0] and not one.isdigit():
                return Pair((i,), (j,), 0.85, "initial")
            return None
        if (self._rarity.is_frequent(other) and is_abbreviation(one, other)) or (
            self._rarity.is_frequent(one) and is_abbreviation(other, one)
        ):
            return Pair((i,), (j,), 0.88, "abbreviation")
        return None

    def _find_joined(self, parts: Sequence[str], wholes: Sequence[str], *, turned: bool) -> list[tuple[float, Pair]]:
        found = []
        for length in (2, 3, 4):
            for i in range(len(parts) - length + 1):
                some = parts[i : i + length]
                if length > 2 and any(len(word) > 3 for word in some):
                    continue
                text = "".join(some)
                for j, whole in enumerate(wholes):
                    if abs(len(text) - len(whole)) > 1 or len(text) < 3:
                        continue
                    alike = compare_words(text, whole)
                    if not alike or alike.value < (1 if min(map(len, some)) == 1 else 0.85):
                        continue
                    # A person's two names are not one name of somebody else.
                    if alike.value < 1 and self._person and min(map(len, some)) >= 3:
                        continue
                    many, one = tuple(range(i, i + length)), (j,)
                    pair = (
                        Pair(one, many, 0.97 * alike.value, "joined")
                        if turned
                        else Pair(many, one, 0.97 * alike.value, "joined")
                    )
                    found.append((pair.value * self._pair_weight(pair), pair))
        return found

    def _pair_weight(self, pair: Pair) -> float:
        return max(
            sum(self._asked_weights[at] for at in pair.asked), sum(self._listed_weights[at] for at in pair.listed)
        )

    @staticmethod
    def _choose(found: list[tuple[float, Pair]]) -> list[Pair]:
        """Take pairs by their weight, each word once."""
        asked_used: set[int] = set()
        listed_used: set[int] = set()
        chosen = []
        for _, pair in sorted(found, key=lambda one: (-one[0], -one[1].value, one[1].asked, one[1].listed)):
            if asked_used.isdisjoint(pair.asked) and listed_used.isdisjoint(pair.listed):
                asked_used.update(pair.asked)
                listed_used.update(pair.listed)
                chosen.append(pair)
        return sorted(chosen, key=lambda pair: pair.asked)

    def _score(self, pairs: Sequence[Pair], asked_used: set[int], listed_used: set[int]) -> float:
        matched_asked = matched_listed = all_asked = all_listed = 0.0
        for pair in pairs:
            asked = sum(self._asked_weights[at] for at in pair.asked)
            listed = sum(self._listed_weights[at] for at in pair.listed)
            if pair.way == "joined":
                asked = listed = max(asked, listed)
            if pair.way == "initial":
                asked, listed = asked * _INITIAL_WEIGHT, listed * _INITIAL_WEIGHT
            else:  # a misspelt word is rarer than the word that is meant
                asked = min(asked, listed + 0.15) if pair.way in ("spelling", "sound") else asked
            matched_asked += pair.value * asked
            matched_listed += pair.value * listed
            all_asked += asked
            all_listed += listed
        for at, word in enumerate(self._asked.words):
            if at not in asked_used:
                all_asked += self._lone_weight(word, self._asked_weights[at]) * (
                    _PLACE_ONLY_ASKED if word in PLACES else 1
                )
        for at, word in enumerate(self._listed.words):
            if at not in listed_used:
                all_listed += self._lone_weight(word, self._listed_weights[at]) * (
                    _ONLY_LISTED_OF_PERSON if self._person else 1
                )
        if not all_asked or not all_listed:
            return 0.0
        asked_share, listed_share = matched_asked / all_asked, matched_listed / all_listed
        return float(asked_share**_ASKED_POWER * listed_share**_LISTED_POWER)

    def _lone_weight(self, word: str, weight: float) -> float:
        """Return the weight of a word without a partner; initials weigh less."""
        if len(word) == 1:
            return min(weight, 0.3)
        if len(word) <= 3 and not self._person and (self._asked.legal or self._listed.legal):
            return weight * 0.4
        return weight

    def _limit(
        self, score: float, pairs: Sequence[Pair], only_asked: Sequence[str], only_listed: Sequence[str]
    ) -> tuple[float, list[str]]:
        limits: list[str] = []
        whole = [
            p for p in pairs if p.way != "initial" and any(self._asked.words[at] not in SMALL_WORDS for at in p.asked)
        ]
        if self._person and len(whole) == 1 and len(whole[0].asked) == 1 and len(whole[0].listed) == 1:
            more = [w for w in only_asked if len(w) > 1 and w not in SMALL_WORDS]
            missing = [w for w in only_listed if len(w) > 1 and w not in SMALL_WORDS]
            if more or (missing and len(self._asked.words) == 1):
                limits.append("only one word of a person's name fits")
                score = min(score, _ONE_WORD_OF_PERSON)
        elif not self._person and only_asked:
            rarest = max(self._asked.words, key=self._rarity.weight)
            if rarest in only_asked and rarest not in PLACES and len(rarest) > 3:
                limits.append(f'the rarest word asked, "{rarest}", is not in the name')
                score = min(score, _RAREST_WITHOUT_PARTNER)
        if not self._person and pairs and only_listed:
            known = max(self._listed_weights[at] for pair in pairs for at in pair.listed)
            rarest = max(only_listed, key=self._rarity.weight)
            if self._rarity.weight(rarest) > known + _MARKEDLY and len(rarest) > 3:
                limits.append(f'the rarest word listed, "{rarest}", is not asked')
                score = min(score, _RAREST_WITHOUT_PARTNER)
        score = max(score, self._score_written_together())
        if self._asked.numbers != self._listed.numbers and (self._asked.numbers and self._listed.numbers):
            limits.append("the numbers in the names differ")
            score = min(score, _NUMBERS_DIFFER)
        return score, limits

    def _score_written_together(self) -> float:
        if min(len(self._asked.joined), len(self._listed.joined)) < 6:
            return 0.0
        alike = max(
            fuzz.ratio(self._asked.joined, self._listed.joined, score_cutoff=85),
            fuzz.ratio(self._asked.sorted_words, self._listed.sorted_words, score_cutoff=85),
        )
        return max(0.0, alike / 100 - 0.03) if alike >= 96 or len(self._asked.words) != len(self._listed.words) else 0.0
