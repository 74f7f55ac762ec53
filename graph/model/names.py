"""Folded forms of names, for comparing them, and keys, for finding them."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from graph.model.letters import UNSPACED_SCRIPTS, script, strip_invisible

#: Increase with every change of ``fold``, ``make_search_keys`` or of the keys in graph/matching: older graphs get new
#: keys at the next start.
KEYS_VERSION = 3
#: Prefix of a key that is a whole name or identifier, without its blanks.
WHOLE_KEY_PREFIX = "="

#: Scripts in which a letter without its marks counts as the same letter.
_MARK_INSENSITIVE_SCRIPTS = frozenset(["LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW"])
_STROKE_NAME = re.compile(r"LATIN SMALL LETTER ([A-Z]{1,2}) WITH .*")
# Letters that Unicode does not decompose, and signs that are not part of a name.
_LETTER_REPLACEMENTS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n", "ə": "a", "ĸ": "q", "ſ": "s"}
    | {"ٱ": "ا", "ک": "ك", "ی": "ي", "ى": "ي", "ـ": ""}
    | dict.fromkeys("ʹʺʻʼʽʾʿˈˊˋ", "'")
)
_TRADEMARK_SIGNS = str.maketrans(dict.fromkeys("®™℠©", " "))
# Applied to character classes, see _character_class: initials, then words, then signs of scripts without blanks.
_TOKEN = re.compile(
    r"(?P<initials>(?<![ldsm.])(?:(?:lm*\.)+lm*(?![ldsm])\.?|lm*\.(?: ?lm*\.)+))"
    r"|(?P<word>[ld][ldm]*(?:p+(?![ldsm]))?)"
    r"|(?P<signs>s[sm]*(?:p+(?![ldsm]))?)"
)
# The same for names in ASCII, which are the most: ten times as fast.
_ASCII_TOKEN = re.compile(
    r"((?<![a-z0-9.])(?:(?:[a-z]\.)+[a-z](?![a-z0-9])\.?|[a-z]\.(?: ?[a-z]\.)+))|([a-z0-9]+(?:[+#]+(?![a-z0-9]))?)"
)


@lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """Fold a name: remove case, accents, punctuation and width, to compare names.

    Marks stay in scripts where they distinguish names, such as Thai or kana. Scripts without blanks between words lose
    their blanks. A name of symbols alone keeps its symbols.
    """
    return (_fold_ascii if name.isascii() else _fold)(name) or _keep_symbols(_normalize(name))


def _fold_ascii(name: str) -> str:
    found = _ASCII_TOKEN.findall(name.lower())
    return " ".join(word or initials.replace(".", "").replace(" ", "") for initials, word in found)


def _fold(name: str) -> str:
    text = _normalize(name)
    tokens: list[str] = []
    ran_on = False  # True if the last token is a run of signs, which the next run continues
    for match in _TOKEN.finditer("".join(map(_character_class, text))):
        token = text[match.start() : match.end()]
        if match["initials"]:
            token = "".join(c for c in token if c not in ". ")
        if match["signs"] and ran_on:
            tokens[-1] += token
        else:
            tokens.append(token)
        ran_on = bool(match["signs"]) and not token.endswith(("+", "#"))
    return " ".join(tokens)


def split_words(name: str) -> list[str]:
    """Split a name into words; each sign of a script without blanks is a word."""
    found: list[str] = []
    for token in fold(name).split():
        if script(token[0]) in UNSPACED_SCRIPTS:
            found += split_signs(token)
        else:
            found.append(token)
    return found


def split_signs(token: str) -> list[str]:
    """Split a run without blanks into signs, each with its marks."""
    out: list[str] = []
    for char in token:
        if out and _character_class(char) in "mp":
            out[-1] += char
        else:
            out.append(char)
    return out


def fold_compact(text: str) -> str:
    """Fold a name or identifier into one word, without separators."""
    return fold(text).replace(" ", "")


def make_search_keys(names: Iterable[str], identifiers: Iterable[str]) -> list[str]:
    """Return the search keys of an entity: words of its names, and whole names."""
    identifiers = list(identifiers)
    texts = [*names, *identifiers]
    keys = [" ".join(split_words(text)) for text in texts] + [WHOLE_KEY_PREFIX + fold_compact(text) for text in texts]
    # A reference may contain a code among words: the code is also found without its dots.
    keys += [fold_compact(part) for text in identifiers for part in text.split() if len(split_words(part)) > 1]
    return list(dict.fromkeys(keys))


def quote_phrase(key: str) -> str:
    """Quote a key as a phrase in Lucene's query language."""
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _normalize(name: str) -> str:
    """Return a name in lower case, with plain letters."""
    text = unicodedata.normalize("NFKC", strip_invisible(name).translate(_TRADEMARK_SIGNS)).casefold()
    out: list[str] = []
    base = ""
    for char in unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text)):
        category = unicodedata.category(char)
        if category in ("Mn", "Me"):
            if not base or script(base) in _MARK_INSENSITIVE_SCRIPTS or unicodedata.category(base)[0] != "L":
                continue
        elif category == "Cf":
            continue
        elif category != "Mc":
            base = char
        out.append(_base_letter(char))
    return unicodedata.normalize("NFC", "".join(out).translate(_LETTER_REPLACEMENTS))


@lru_cache(maxsize=65536)
def _base_letter(char: str) -> str:
    """Return the letter without stroke or hook, or the digit in ASCII."""
    if char.isascii():
        return char
    if (digit := unicodedata.decimal(char, None)) is not None:
        return str(digit)
    found = _STROKE_NAME.fullmatch(unicodedata.name(char, ""))
    return found[1].lower() if found else char


@lru_cache(maxsize=65536)
def _character_class(char: str) -> str:
    """Return the class of a character as one letter.

    l: letter, d: digit, s: sign of a script without blanks, m: mark, p: plus or hash, o: other. A dot and a blank are
    their own classes.
    """
    category = unicodedata.category(char)
    if category[0] == "L":
        return "s" if script(char) in UNSPACED_SCRIPTS else "l"
    if category[0] == "N":
        return "d"
    if category[0] == "M":
        return "m"
    if char in "+#":
        return "p"
    return char if char in ". " else "o"


def _keep_symbols(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c)[0] in "SP")
