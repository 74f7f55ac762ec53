"""Keys of names: trigrams and consonant skeletons in Latin letters, by which candidates are found."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from graph.matching.rarity import Rarity
from graph.matching.words.parsed_names import parse_name, parse_variants, telling_words
from graph.matching.words.sounds import SKELETON_MARK, make_skeleton, make_trigrams

#: Keys of a question at most: the rarest find as much as all of them, in less time.
MAX_KEYS = 24
_MAX_WORDS = 40
#: Words up to this length are often written together with a neighbour.
_SHORT_WORD = 6
_MIN_SKELETON = 2


def make_name_keys(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the keys of an entity's names, and the different words in them."""
    words = telling_words(parsed for name in names for parsed in parse_variants(name))
    return list(dict.fromkeys(key for word in words for key in _word_keys(word))), words


def _word_keys(word: str) -> list[str]:
    skeleton = make_skeleton(word)
    keys = make_trigrams(word)
    if len(skeleton) >= _MIN_SKELETON and not word.isdigit():
        keys.append(SKELETON_MARK + skeleton)
    return keys


def make_query_keys(name: str, rarity: Rarity) -> list[str]:
    """Return the rarest keys of a name that is asked for."""
    parsed = parse_name(name)
    words = telling_words([parsed])[:_MAX_WORDS]
    keys: dict[str, tuple[int, int]] = {}
    for word in [*words, *_joined_neighbours(words)]:
        found = _word_keys(word)
        if parsed.without_vowels and len(found) > 1:  # its trigrams would have to skip the vowels
            found = [key for key in found if key.startswith(SKELETON_MARK)] or found
        for place, key in enumerate(found):
            keys.setdefault(key, (rarity.key_count(key), place))
    return sorted(keys, key=lambda key: keys[key])[:MAX_KEYS]


def _joined_neighbours(words: Iterable[str]) -> Iterator[str]:
    return (
        one + other
        for one, other in pairwise(words)
        if min(len(one), len(other)) < _SHORT_WORD and len(one + other) < 14
    )


def build_key_query(keys: Iterable[str]) -> str:
    """Return the Lucene query for keys; they have letters, digits and underscores only."""
    return " ".join(keys)
