"""Characters: their scripts, and those that are invisible."""

import re
import unicodedata
from functools import lru_cache

#: Scripts without blanks between words, by the first word of their characters' names in Unicode.
UNSPACED_SCRIPTS = frozenset(
    {
        "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "IDEOGRAPHIC", "BOPOMOFO", "THAI", "LAO", "KHMER",
        "MYANMAR",
    }
)  # fmt: skip
#: Scripts in which a joiner or a non-joiner changes the spelling of a word.
_JOINER_SCRIPTS = frozenset(
    {
        "ARABIC", "SYRIAC", "NKO", "MONGOLIAN", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL",
        "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR", "TIBETAN",
    }
)  # fmt: skip
_ZWNJ, _ZWJ = "\u200c", "\u200d"
_BLACK_FLAG = "\U0001f3f4"
# Soft hyphen, grapheme joiner, direction marks and overrides, operators, annotations, and the invisible fillers that
# Unicode counts as letters or signs.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff"
    "\uffa0\ufff9-\ufffb]"
)
_CONDITIONAL = re.compile(f"[{_ZWNJ}{_ZWJ}\ufe00-\ufe0f\U000e0000-\U000e01ef]")


@lru_cache(maxsize=65536)
def script(char: str) -> str:
    """Return a character's script: the first word of its name, or an empty text."""
    return unicodedata.name(char, "").partition(" ")[0]


def strip_invisible(text: str) -> str:
    """Remove invisible characters, except those that a script or an emoji needs."""
    if text.isascii():
        return text
    text = _INVISIBLE.sub("", text)
    if not _CONDITIONAL.search(text):
        return text
    out: list[str] = []
    for place, char in enumerate(text):
        if not _CONDITIONAL.match(char) or _affects_neighbours(char, out, text[place + 1 :]):
            out.append(char)
    return "".join(out)


def _affects_neighbours(char: str, before: list[str], after: str) -> bool:
    """Return True if a joiner, variation selector or tag changes its neighbours."""
    last = before[-1] if before else ""
    if not last:
        return False
    if char in (_ZWNJ, _ZWJ):
        following = next((c for c in after if not _CONDITIONAL.match(c)), "")
        if _is_emoji(last) or last == "\ufe0f":
            return char == _ZWJ and _is_emoji(following)
        # A virama (class 9) with a joiner is a letter, also at the end of a word.
        return script(last) in _JOINER_SCRIPTS and (
            (script(following) in _JOINER_SCRIPTS if following else False)
            or (char == _ZWJ and unicodedata.combining(last) == 9)
        )
    if "\U000e0020" <= char <= "\U000e007f":
        return last == _BLACK_FLAG or "\U000e0020" <= last <= "\U000e007e"
    if char == "\ufe0e" or char == "\ufe0f":
        return _is_emoji(last) or last in "0123456789#*"
    return script(last) in ("CJK", "MONGOLIAN", "MYANMAR", "PHAGS-PA") and char not in "\U000e0000\U000e0001"


def _is_emoji(char: str) -> bool:
    """Return True for a pictogram, or a sign that may be shown as one."""
    return bool(char) and (unicodedata.category(char) == "So" or "\U0001f3fb" <= char <= "\U0001f3ff" or char in "‼⁉〰")
