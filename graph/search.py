"""Search by name: what is sent to the full-text index, and how well what comes back fits."""

from collections.abc import Iterable, Mapping
from typing import Any

from rapidfuzz import fuzz

from graph.names import fold, words
from graph.vocabulary import vocabulary

#: Below this, what the index found is another name that happens to share a few letters.
LEAST_SCORE = 0.5


def lucene(query: str, *, every_word: bool) -> str:
    """The words of a query for the full-text index: each as it is, as a beginning, or misspelled.

    Folding leaves letters and digits alone, so nothing that Lucene's language gives a meaning to gets through. Empty
    where the query has no word.
    """
    found = [_word(word) for word in words(query)]
    return (" AND " if every_word else " OR ").join(found)


def _word(word: str) -> str:
    # The quoted form goes through the analyzer, which parts Chinese into signs; the others do not.
    ways = [f'"{word}"^4', f"{word}*^2"]
    if len(word) >= 4:
        ways.append(f"{word}~{1 if len(word) < 8 else 2}")
    return f"({' OR '.join(ways)})"


def fit(query: str, properties: Mapping[str, Any]) -> tuple[float, str]:
    """How well an entity fits a query, from 0 to 1, and the name or identifier of it that fits best."""
    asked = fold(query)
    if properties["id"] == query.strip():
        return 1.0, properties["id"]
    return max(((_score(asked, fold(name)), name) for name in _names(properties)), key=lambda found: found[0])


def _names(properties: Mapping[str, Any]) -> Iterable[str]:
    yield properties["name"]
    yield from properties.get("aliases") or ()
    kind = vocabulary().kinds[vocabulary().kind_of(properties["id"]) or ""]
    yield from (properties[key] for key in kind.identifiers if properties.get(key))


def _score(asked: str, name: str) -> float:
    if asked == name:
        return 1.0
    in_order = " ".join(sorted(asked.split())), " ".join(sorted(name.split()))
    best = max(fuzz.ratio(*in_order), 0.95 * fuzz.token_set_ratio(asked, name), 0.9 * fuzz.partial_ratio(asked, name))
    return float(round(min(best / 100, 0.99), 3))
