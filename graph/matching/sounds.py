"""Skeletons of words: their consonants, with those that are written for each other made one."""

import re
from functools import lru_cache

_DIGRAPHS = re.compile(r"tch|sch|sh|ch|zh|ts|cz|ph|kh|gh|x")
_SIMILAR = {
    "tch": "s",
    "sch": "s",
    "sh": "s",
    "ch": "s",
    "zh": "s",
    "ts": "s",
    "cz": "s",
    "ph": "f",
    "kh": "k",
    "gh": "g",
}
_SIMILAR |= {"x": "ks"}
_LETTERS = str.maketrans({"q": "k", "c": "k", "z": "s", "j": "s", "v": "f"} | dict.fromkeys("hwy", ""))
_VOWELS = re.compile(r"(?<!^)[aeiou]")
_DOUBLES = re.compile(r"(.)\1+")


@lru_cache(maxsize=8192)
def make_skeleton(word: str) -> str:
    """Return the consonants of a word; a vowel at its start becomes an a, and kh an h."""
    text = _DIGRAPHS.sub(lambda found: _SIMILAR[found[0]], word.removeprefix("k") if word[:2] == "kh" else word)
    first = text[:1]
    text = text.translate(_LETTERS) if first not in "hwy" else first + text[1:].translate(_LETTERS)
    if text[:1] in "eiou":
        text = "a" + text[1:]
    return _DOUBLES.sub(r"\1", _VOWELS.sub("", text))


_OTHER_INITIALS = re.compile(r"^(?:zh|ch|ts|hs|[bdgjqxzc])")
_OTHER_INITIAL = {"zh": "ch", "j": "ch", "q": "ch", "x": "hs", "z": "ts", "c": "ts", "b": "p", "d": "t", "g": "k"}
_OTHER_ENDS = ((re.compile(r"ong$"), "ung"), (re.compile(r"ian$"), "ien"))


@lru_cache(maxsize=8192)
def unify_romanization(word: str) -> str:
    """Return a word as Wade-Giles writes it, where pinyin differs: "dong" and "tung" become one."""
    text = _OTHER_INITIALS.sub(lambda found: _OTHER_INITIAL.get(found[0], found[0]), word)
    for pattern, other in _OTHER_ENDS:
        text = pattern.sub(other, text)
    return text
