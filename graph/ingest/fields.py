"""Checks of single fields.

Each check takes a value from a file (text or a native type) and returns it in its own type, or raises ValueError with a
message that says what is allowed.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from graph.model.dates import format_instant, parse_instant, parse_partial
from graph.model.letters import strip_invisible
from graph.model.vocabulary import Identifier, Property

#: Latest year of a date in a record. Open ends are left out instead, and calculations with dates need room.
LAST_YEAR = 2999

Check = Callable[[Any], Any]

_ENTITY_ID = re.compile(r"[a-z]+:[a-z0-9]+(?:[-.][a-z0-9]+)*", re.ASCII)
_METHOD = re.compile(r"human|(?:importer|model):[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_LANG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_STATEMENT_ID = re.compile(r"[0-9a-f]{24}", re.ASCII)
_NUMBER = re.compile(r"[0-9.,E+]+", re.ASCII)
_URL = re.compile(r"https?://[^\s<>\"]+", re.ASCII)


def text(value: Any, most: int = 2000) -> str:
    """Return text in Unicode's composed form, of one or more lines. Control characters are invalid."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be text, and not empty")
    if value.isascii() and value.isprintable() and len(value) <= most:
        return value.strip()  # most text: none of what follows applies
    clean = unicodedata.normalize("NFC", value).strip()
    if len(clean) > most:
        raise ValueError(f"is {len(clean)} characters long; at most {most} are allowed")
    if bad := next((c for c in clean if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"), None):
        raise ValueError(f"contains the control character U+{ord(bad):04X}; remove it")
    if bad := next((c for c in clean if _is_noncharacter(ord(c))), None):
        raise ValueError(f"contains U+{ord(bad):04X}, which is not a character; remove it")
    return clean


def remove_invisible(value: Any) -> Any:
    """Remove invisible characters from a text or from the texts of a list."""
    if isinstance(value, list):
        return [strip_invisible(item) if isinstance(item, str) else item for item in value]
    return strip_invisible(value) if isinstance(value, str) else value


def _is_noncharacter(code: int) -> bool:
    """Return True for code points that never are characters; XML cannot hold all of them."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def name(value: Any) -> str:
    """Return a name or title: text of at most 500 characters, on one line."""
    return " ".join(text(value, 500).split())


def names(value: Any) -> str | list[str]:
    """Return a name, or a list of names."""
    return [name(item) for item in value] if isinstance(value, list) else name(value)


def identifier(value: Any, spec: Identifier) -> str:
    """Return an identifier that meets its standard."""
    found = name(value)
    if spec.is_valid(found):
        return found
    numbers = all(_NUMBER.fullmatch(shown) for shown in (found, spec.like))
    lost = "; a spreadsheet may have changed it, so store codes as text" if numbers else ""
    raise ValueError(f"{found!r:.80} is not valid: write it as {spec.like} ({spec.what}){lost}")


def identifiers(value: Any, spec: Identifier) -> str | list[str]:
    """Return an identifier, or the list of those that an entity may have several of."""
    return (
        list(dict.fromkeys(identifier(item, spec) for item in _require_list(value)))
        if spec.many
        else identifier(value, spec)
    )


def entity_id(value: Any) -> str:
    """Return an id: kind, colon, slug in lower-case ASCII."""
    if not isinstance(value, str) or len(value) > 200 or not _ENTITY_ID.fullmatch(value):
        raise ValueError(
            f"{value!r:.80} is not an id: write kind:slug in lower case, with digits, . and -, such as company:nvidia"
        )
    return value


def partial_date(value: Any) -> str:
    """Return a partial date as given."""
    shown = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(shown, str):
        raise ValueError(f"{value!r:.80} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
    return _check_year(shown, parse_partial(shown).last.year)


def _check_year(shown: str, year: int) -> str:
    if year > LAST_YEAR:
        raise ValueError(f"{shown!r} is after the year {LAST_YEAR}; leave out dates that never come")
    return shown


def instant(value: Any) -> str:
    """Return an instant in UTC."""
    if not isinstance(value, str):
        raise ValueError(f"{value!r:.80} is not an instant: write YYYY-MM-DDTHH:MM:SSZ")
    found = parse_instant(value)
    return _check_year(format_instant(found), found.year)


def date_or_instant(value: Any) -> str:
    """Return a partial date as given, or an instant in UTC."""
    return instant(value) if isinstance(value, str) and "T" in value else partial_date(value)


def confidence(value: Any) -> float:
    """Return a number from 0 to 1."""
    return number(value, 0, 1)


def number(value: Any, least: float | None = None, most: float | None = None) -> float:
    """Return a finite number within its bounds."""
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if isinstance(value, bool) or not math.isfinite(found):
        raise ValueError(f"{value!r:.80} is not a number")
    if (least is not None and found < least) or (most is not None and found > most):
        bounds = f"from {least:g} to {most:g}" if most is not None else f"of at least {least:g}"
        raise ValueError(f"{value!r:.80} is out of range; write a number {bounds}")
    return found


def one_of(value: Any, allowed: Iterable[str]) -> str:
    """Return one of the allowed words."""
    words = list(allowed)
    if value not in words:
        near = get_close_matches(str(value), words, 1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise ValueError(f"{value!r:.80} is not known{hint}; allowed are {', '.join(words)}")
    return str(value)


def split_list(values: Sequence[str] | None) -> list[str] | None:
    """Split values at commas into one list, each item once; None if empty."""
    parts = [text(part, 500) for value in values or () for part in value.split(",") if part.strip()]
    return list(dict.fromkeys(parts)) or None


def some_of(values: Sequence[str] | None, allowed: Iterable[str]) -> list[str] | None:
    """Split values at commas into a list of allowed words; None if empty."""
    return [one_of(part, allowed) for part in split_list(values) or ()] or None


def texts(value: Any) -> tuple[str, ...]:
    """Return a list of names, each once, in their order."""
    return tuple(dict.fromkeys(name(item) for item in _require_list(value)))


def statement_ids(value: Any) -> tuple[str, ...]:
    """Return a list of statement ids, each once."""
    return tuple(
        dict.fromkeys(_match(item, _STATEMENT_ID, "is not the id of a statement") for item in _require_list(value))
    )


def url(value: Any) -> str:
    """Return a web address."""
    return _match(text(value), _URL, "is not a web address that starts with http:// or https://")


def method(value: Any) -> str:
    """Return the method by which a statement was made."""
    return _match(value, _METHOD, "is not a method: write human, importer:<name> or model:<name>")


def lang(value: Any) -> str:
    """Return a language tag."""
    return _match(value, _LANG, "is not a language tag, such as en or zh-Hans")


def sha256(value: Any) -> str:
    """Return a SHA-256 digest in hexadecimal."""
    return _match(value, _SHA256, "is not a SHA-256 digest of 64 hexadecimal digits in lower case")


def _match(value: Any, pattern: re.Pattern[str], problem: str) -> str:
    if not isinstance(value, str) or len(value) > 2000 or not pattern.fullmatch(value):
        raise ValueError(f"{value!r:.80} {problem}")
    return value


def _require_list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("must be a list")
    return value


def property_value(value: Any, spec: Property) -> Any:
    """Return a property's value in the type that the vocabulary gives it."""
    if spec.one_of:
        return one_of(value, spec.one_of)
    match spec.type:
        case "text":
            return text(value)
        case "texts":
            return list(dict.fromkeys(text(item) for item in _require_list(value)))
        case "number" | "integer":
            found = number(value, spec.min, spec.max)
            if spec.type == "integer" and not found.is_integer():
                raise ValueError(f"{value!r:.80} is not a whole number")
            return int(found) if spec.type == "integer" else found
        case "boolean":
            return one_of(str(value).lower(), ("true", "false")) == "true"
        case "date":
            return partial_date(value)
        case "entity":
            return entity_id(value)
        case "entities":
            return list(dict.fromkeys(entity_id(item) for item in _require_list(value)))


#: The fields of each type of record, each with the check that returns its value.
ENTITY_CHECKS: Mapping[str, Check] = {
    "id": entity_id,
    "kind": name,
    "name": name,
    "aliases": texts,
    "identifiers": dict,
    "properties": dict,
}
SOURCE_CHECKS: Mapping[str, Check] = {
    "id": entity_id,
    "title": name,
    "publisher": name,
    "published_on": date_or_instant,
    "url": url,
    "retrieved_at": date_or_instant,
    "sha256": sha256,
    "lang": lang,
}
STATEMENT_CHECKS: Mapping[str, Check] = {
    "subject": entity_id,
    "predicate": name,
    "object": entity_id,
    "properties": dict,
    "stance": name,
    "said_by": entity_id,
    "said_on": partial_date,
    "source": entity_id,
    "locator": name,
    "text": text,
    "valid_from": partial_date,
    "valid_to": partial_date,
    "method": method,
    "confidence": confidence,
    "retracts": statement_ids,
    "corrects": statement_ids,
    "recorded_at": instant,
}

REQUIRED_FIELDS = {
    "entity": ("id", "name"),
    "source": ("id", "publisher", "published_on"),
    "statement": ("subject", "predicate", "object", "stance", "source", "locator", "text"),
}
