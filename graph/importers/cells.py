"""Cleaning of texts in public lists: null words, control characters, slugs, long texts."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from graph.model.dates import parse_partial
from graph.model.letters import strip_invisible
from graph.model.names import fold

#: Words that lists write for no value, folded.
NULL_WORDS = frozenset({"na", "n a", "null", "none", "nan", "nil", "n d", "not available", "unknown"})
#: Most characters of a text in a record, and of a name.
MAX_TEXT, MAX_NAME = 2000, 500
_MAX_SLUG = 60
_NULL_SIGNS = frozenset({"-", "--", "—", "–", ".", "..", "?", "#N/A", "#REF!", "#VALUE!"})
_LIST_NUMBER = re.compile(r"[A-Za-z0-9]+(?:[._/-][A-Za-z0-9]+)*", re.ASCII)
_WORD = re.compile(r"[a-z0-9]+")
_AMERICAN_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_EUROPEAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def clean(value: object) -> str:
    """Return a value as one line of text that a record may hold.

    It is empty if there is no value. Control characters become blanks, and invisible ones are removed. Codes keep their
    zeros.
    """
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = "".join(c if _is_allowed(c) else " " for c in unicodedata.normalize("NFC", strip_invisible(text)))
    return " ".join(kept.split())


def clean_value(value: object) -> str:
    """Return a cleaned text, and none for a word that means none, such as NA."""
    text = clean(value)
    return "" if text in _NULL_SIGNS or fold(text) in NULL_WORDS else text


def has_control_characters(value: object) -> bool:
    """Return True if a text has control characters that are not white space."""
    return (
        isinstance(value, str)
        and not value.isprintable()
        and any(unicodedata.category(c) == "Cc" and not c.isspace() for c in value)
    )


def _is_allowed(char: str) -> bool:
    code = ord(char)
    return unicodedata.category(char) not in ("Cc", "Cs") and code & 0xFFFE != 0xFFFE and not 0xFDD0 <= code <= 0xFDEF


def slug(text: str) -> str:
    """Return a text as a part of an id. Where letters are lost, a digest keeps two texts apart."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    whole = "-".join(_WORD.findall(plain))
    if whole and plain.isascii() and len(whole) <= _MAX_SLUG:
        return whole
    return f"{whole[:_MAX_SLUG].strip('-')}-{digest(text)}".strip("-")


def list_number(text: str) -> str:
    """Return ``list:number`` in the form of the identifier ``list_ids``."""
    name, _, number = text.partition(":")
    return f"{name}:{number if _LIST_NUMBER.fullmatch(number) else slug(number)}"


def digest(*parts: str) -> str:
    """Return eight hexadecimal digits of a hash of texts."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:8]


def shorten(text: str, most: int = MAX_NAME) -> str:
    """Return a text of at most ``most`` characters, cut between words."""
    return text if len(text) <= most else f"{text[: most - 1].rpartition(' ')[0] or text[: most - 1]}…"


def split_long(name: str, text: str) -> list[str]:
    """Return ``name: text`` in as many parts as a long text needs."""
    size = MAX_TEXT - len(name) - 20
    if len(text) <= size:
        return [f"{name}: {text}"]
    parts = [text[at : at + size].strip() for at in range(0, len(text), size)]
    return [f"{name} ({number} of {len(parts)}): {part}" for number, part in enumerate(parts, 1)]


def as_list(value: Any) -> list[Any]:
    """Return a list, a single value as a list, and nothing as an empty list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def unique_texts(values: Iterable[str]) -> list[str]:
    """Return texts that are not empty, each once, in their order."""
    return list(dict.fromkeys(value for value in values if value))


def parse_date(text: str) -> str | None:
    """Return a date in the form of records; None if it does not exist."""
    if found := _AMERICAN_DATE.fullmatch(text):
        text = f"{found[3]}-{int(found[1]):02}-{int(found[2]):02}"
    elif found := _EUROPEAN_DATE.fullmatch(text):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    text = text.partition("T")[0].partition(" ")[0]
    try:
        parse_partial(text)
    except ValueError:
        return None
    return text
