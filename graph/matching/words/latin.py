"""Names in Latin letters: words that can be compared across scripts."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from anyascii import anyascii

from graph.model.letters import script, strip_invisible

#: Scripts whose signs are a syllable or a word each.
_SIGN_SCRIPTS = frozenset({"CJK", "HANGUL", "IDEOGRAPHIC"})
_JAPANESE_SCRIPTS = frozenset({"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"})
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘`´ʼʻʹʺʾʿˈ׳", ""))
# Arabic is written without short vowels, so its letters get values that fit the usual spellings of names.
_ARABIC = dict(
    pair.split(":")
    for pair in [
        "ا:a",
        "أ:a",
        "إ:i",
        "آ:a",
        "ٱ:a",
        "ع:a",
        "و:u",
        "ؤ:u",
        "ي:i",
        "ى:a",
        "ی:i",
        "ئ:i",
        "ة:a",
        "ء:",
        "ب:b",
        "ت:t",
        "ث:th",
        "ج:j",
        "ح:h",
        "خ:kh",
        "د:d",
        "ذ:dh",
        "ر:r",
        "ز:z",
        "س:s",
        "ش:sh",
        "ص:s",
        "ض:d",
        "ط:t",
        "ظ:z",
        "غ:gh",
        "ف:f",
        "ق:q",
        "ك:k",
        "ک:k",
        "گ:g",
        "ل:l",
        "م:m",
        "ن:n",
        "ه:h",
        "پ:p",
        "چ:ch",
        "ژ:zh",
        "ڤ:v",
        "ـ:",
    ]
)
_ARABIC_ARTICLE = re.compile(r"\bال(?=\w{2})")
# At the start of a word these are consonants.
_SEMIVOWELS = {"ي": "y", "ی": "y", "و": "w"}
_ARABIC_SEMIVOWEL = re.compile(r"\b[يیو](?=\w)")
# "STOCKcompany" is two words, "McDonald" is one.
_CASE_CHANGE = re.compile(r"(?<=[A-Z]{3})(?=[a-z]{3})")
_WORD = re.compile(r"[a-z0-9]+")
#: "Abd al-Rahman", "Abdul Rahman" and "Abdulrahman" are one name.
_SERVANT = frozenset({"abd", "abdul", "abdel", "abdal", "abdol", "abdur", "abdus", "abdoul"})
_ARTICLES = frozenset({"al", "el", "ul", "ur", "ar", "as", "us", "ud"})
_JOINED_SERVANT = re.compile(r"abd(?:o?u|e|a|o)[lr](?=[a-z]{4})")


@lru_cache(maxsize=512)
def split_latin_words(name: str) -> tuple[str, ...]:
    """Return the words of a name in Latin letters, in lower case.

    A sign of a script without an alphabet is a word of its own.
    """
    return tuple(_join_servants(_WORD.findall(to_latin(name))))


@lru_cache(maxsize=512)
def to_latin(name: str) -> str:
    """Return a name in lower-case Latin letters, with its punctuation."""
    text = unicodedata.normalize("NFKC", strip_invisible(name)).translate(_APOSTROPHES)
    if text.isascii():
        return _CASE_CHANGE.sub(" ", text).lower()
    text = _ARABIC_SEMIVOWEL.sub(lambda found: _SEMIVOWELS[found[0]], _ARABIC_ARTICLE.sub("ال ", text))
    return anyascii("".join(map(_latin_sign, text))).replace("'", "").lower()


@lru_cache(maxsize=512)
def find_script(name: str) -> str:
    """Return the script of most letters, such as Cyrillic; empty without letters."""
    if name.isascii():
        return "Latin"
    counted = Counter(_SCRIPT_NAMES.get(script(c), script(c).title()) for c in name if c.isalpha())
    return counted.most_common(1)[0][0] if counted else ""


_SCRIPT_NAMES = {"CJK": "Chinese", "IDEOGRAPHIC": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese"}


def _latin_sign(char: str) -> str:
    if char.isascii():
        return char
    if (latin := _ARABIC.get(char)) is not None:
        return latin
    kind = script(char)
    if kind in _SIGN_SCRIPTS:
        return f" {anyascii(char)} "
    if kind == "ARABIC" and unicodedata.category(char) == "Mn":
        return ""
    return char


def _join_servants(words: list[str]) -> list[str]:
    """Write the words of names such as Abdul Rahman in one way."""
    if not any(word.startswith("abd") for word in words):
        return words
    found: list[str] = []
    for place, word in enumerate(words):
        if word in _ARTICLES and place and words[place - 1] == "abd":
            continue
        if word in _SERVANT:
            found.append("abd")
        elif joined := _JOINED_SERVANT.match(word):
            found += ["abd", word[joined.end() :]]
        else:
            found.append(word)
    return found
