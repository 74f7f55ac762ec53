"""Benchmark of name matching: ``python -m benchmarks.name_matching --parties FILE --questions FILE``.

Both files are JSON Lines. A party has ``id``, ``name``, ``aliases`` and ``type``; a question has ``query``, ``kind``
(how it was made), ``expected`` (the id of a party, or null) and ``also`` (other right ids). Candidates come from an
index in memory with the keys of the graph.
"""

import argparse
import json
import math
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.matching.keys import make_name_keys, make_query_keys
from graph.matching.rarity import MIN_COUNT, Rarity
from graph.matching.score import score_names

#: Kinds of questions that no method can answer from the name alone.
FAR = frozenset({"alias_far", "alias_acronym"})
_CANDIDATES, _MOST = 20, 50
_PERSON = {"Individual": True, "": None}
_THRESHOLDS = (0.7, 0.75, 0.8, 0.82, 0.84, 0.85, 0.86, 0.88, 0.9, 0.95)

Party = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """Question with its candidates and their scores, best first."""

    question: Mapping[str, Any]
    found: Sequence[str]
    scored: Sequence[tuple[float, str]]
    milliseconds: float

    @property
    def right(self) -> set[str]:
        """The ids that answer the question."""
        return {self.question["expected"], *self.question["also"]} - {None}

    def is_found(self, threshold: float) -> bool:
        """Return True if a right party is among the first five and scores enough."""
        return any(score >= threshold and one in self.right for score, one in self.scored[:5])

    def is_flagged(self, threshold: float) -> bool:
        """Return True if any party scores enough."""
        return bool(self.scored and self.scored[0][0] >= threshold)

    @property
    def is_first(self) -> bool:
        """True if a right party has the best score."""
        return bool(self.scored) and any(one in self.right for score, one in self.scored if score == self.scored[0][0])


class MemoryIndex:
    """Keys of all parties in memory, ranked as a full-text index does."""

    def __init__(self, parties: Sequence[Party]) -> None:
        words: Counter[str] = Counter()
        self._parties = parties
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._lengths = []
        for place, party in enumerate(parties):
            keys, own = make_name_keys([party["name"], *party["aliases"]])
            words.update(own)
            self._lengths.append(len(keys))
            for key in keys:
                self._places[key].append(place)
        self._mean = sum(self._lengths) / len(parties)
        self.rarity = Rarity(len(parties), {word: count for word, count in words.items() if count >= MIN_COUNT})

    def find(self, name: str) -> list[Party]:
        """Return the best candidates for a name."""
        ranks: defaultdict[int, float] = defaultdict(float)
        for key in make_query_keys(name, self.rarity):
            holders = self._places.get(key, ())
            rare = math.log(1 + (len(self._parties) - len(holders) + 0.5) / (len(holders) + 0.5))
            for place in holders:
                ranks[place] += rare / (1 + 1.2 * (0.25 + 0.75 * self._lengths[place] / self._mean))
        best = sorted(ranks, key=lambda place: -ranks[place])[:_MOST]
        return [self._parties[place] for place in best]


def answer(question: Mapping[str, Any], index: MemoryIndex) -> Answer:
    """Find and score the candidates for one question."""
    began = time.process_time()
    found = index.find(question["query"])
    scored = []
    for party in found[:_CANDIDATES]:
        person = _PERSON.get(party["type"], False)
        names = [party["name"], *party["aliases"]]
        scored.append((score_names(question["query"], names, index.rarity, person=person).score, party["id"]))
    took = (time.process_time() - began) * 1000
    return Answer(question, [party["id"] for party in found], sorted(scored, key=lambda one: -one[0]), took)


def report(answers: Sequence[Answer]) -> None:
    """Print precision, recall and time, for all questions and by kind."""
    core = [one for one in answers if one.question["kind"] not in FAR]
    listed = [one for one in core if one.right]
    for most in (10, 20, 50):
        print(f"candidates @{most}: {sum(bool(one.right & set(one.found[:most])) for one in listed) / len(listed):.3f}")
    print("| threshold | precision | recall | F1 |\n| --- | --- | --- | --- |")
    for threshold in _THRESHOLDS:
        right = sum(one.is_found(threshold) for one in listed)
        wrong = sum(one.is_flagged(threshold) for one in core if not one.right)
        precision, recall = right / max(1, right + wrong), right / len(listed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"| {threshold:.2f} | {precision:.3f} | {recall:.3f} | {f1:.3f} |")
    groups: defaultdict[tuple[bool, str], list[Answer]] = defaultdict(list)
    for one in answers:
        groups[not one.right, one.question["kind"]].append(one)
    print("| questions | number | candidates @10 | @50 | first | at .80 | at .85 | ms |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for (unlisted, kind), some in sorted(groups.items()):
        print(f"| {kind} | {len(some)} | {_describe(some, unlisted)} |")


def _describe(some: Sequence[Answer], unlisted: bool) -> str:
    def share(values: Sequence[bool]) -> str:
        return f"{sum(values) / len(some):.2f}"

    took = f"{sum(one.milliseconds for one in some) / len(some):.1f}"
    if unlisted:
        flagged = [share([one.is_flagged(threshold) for one in some]) for threshold in (0.8, 0.85)]
        return " | ".join(["", "", "", *flagged, took])
    reached = [share([bool(one.right & set(one.found[:most])) for one in some]) for most in (10, 50)]
    found = [share([one.is_found(threshold) for one in some]) for threshold in (0.8, 0.85)]
    return " | ".join([*reached, share([one.is_first for one in some]), *found, took])


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Run the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--parties", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    given = parser.parse_args()
    began = time.process_time()
    index = MemoryIndex(_read(given.parties))
    print(f"index: {time.process_time() - began:.1f} s")
    report([answer(question, index) for question in _read(given.questions)])


if __name__ == "__main__":
    main()
