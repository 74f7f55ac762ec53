"""Trigrams of words, and their skeletons: consonants, with similar ones made one."""

import re
from functools import lru_cache

#: First character of a key that is a skeleton: no operator of Lucene's query language begins with it.
SKELETON_MARK = "0"

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
    """Return the consonants of a word, with an ``a`` for a vowel at its start."""
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


def make_trigrams(word: str) -> list[str]:
    """Return the trigrams of a word, with its ends marked."""
    marked = f"_{word}_"
    return [marked[at : at + 3] for at in range(len(marked) - 2)]
