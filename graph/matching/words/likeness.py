"""Likeness of two words: its value, and its way."""

from functools import lru_cache
from typing import Literal, NamedTuple

from rapidfuzz.distance import OSA

from graph.matching.words.sounds import make_skeleton, unify_romanization

Way = Literal["same", "sound", "spelling", "abbreviation", "beginning", "joined", "initial"]

_MIN_SOUND_LENGTH = 5
_NOT_ALIKE = None


class Likeness(NamedTuple):
    """Value from 0 to 1, and the way in which two words are alike."""

    value: float
    way: Way


@lru_cache(maxsize=16384)
def compare_words(asked: str, listed: str, *, without_vowels: bool = False) -> Likeness | None:
    """Return how alike two words are; None if they are not. Numbers must be equal."""
    if asked == listed:
        return Likeness(1.0, "same")
    if any(c.isdigit() for c in asked + listed):
        same = asked.isdigit() and listed.isdigit() and asked.lstrip("0") == listed.lstrip("0")
        return Likeness(1.0, "same") if same else None
    sound = make_skeleton(asked)
    sounds_same = sound == make_skeleton(listed)
    if without_vowels:
        return Likeness(0.9, "sound") if sounds_same and len(sound) >= 2 else _spelled(asked, listed)
    found = _spelled(asked, listed)
    if sounds_same and min(len(asked), len(listed)) >= _MIN_SOUND_LENGTH - 1 and len(sound) >= 2:
        edits = OSA.distance(asked, listed)
        if edits * 2 <= max(len(asked), len(listed)):
            heard = Likeness(0.94 - 0.02 * edits, "sound")
            if found is None or heard.value > found.value:
                return heard
    if asked[0] != listed[0] and unify_romanization(asked) == unify_romanization(listed):
        return Likeness(0.92 if min(len(asked), len(listed)) >= _MIN_SOUND_LENGTH else 0.86, "sound")
    return found or _begins(asked, listed)


def _spelled(asked: str, listed: str) -> Likeness | None:
    shortest, longest = sorted((len(asked), len(listed)))
    allowed = 0 if shortest < 3 else 1 if longest < 7 else 2 if longest < 11 else 3
    if longest - shortest > allowed or not allowed:
        return _NOT_ALIKE
    edits = OSA.distance(asked, listed, score_cutoff=allowed)
    if edits > allowed:
        return _NOT_ALIKE
    value = 1 - edits / longest
    if asked[0] != listed[0]:
        value -= 0.08
    return Likeness(value, "spelling") if value >= 0.6 else None


def _begins(asked: str, listed: str) -> Likeness | None:
    short, long = sorted((asked, listed), key=len)
    return Likeness(0.7, "beginning") if len(short) >= 4 and long.startswith(short) else None


@lru_cache(maxsize=4096)
def is_abbreviation(short: str, long: str) -> bool:
    """Return True if a word has the first and later letters of a longer one."""
    if not 3 <= len(short) < len(long) - 1 or short[0] != long[0]:
        return False
    rest = iter(long)
    in_order = all(letter in rest for letter in short)
    # Vowels are left out of abbreviations, consonants at their end rarely: "intl", "svcs", "grp".
    return in_order and sum(c in "aeiou" for c in short) <= 1
