"""Names split into telling words, legal forms and further ways to write them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from graph.matching.words.common import LEGAL_WORDS, SMALL_WORDS
from graph.matching.words.latin import find_script, split_latin_words
from graph.matching.words.legal_forms import cut_legal_forms

_BRACKETS = re.compile(r"\(([^()]{1,80})\)|\[([^\[\]]{1,80})\]")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&-]{2,7}")
#: Single letters with dots and blanks after a comma, or before a longer word: initials, and no legal form.
_INITIALS = re.compile(r"(?:,\s*(?:[^\W\d_]\.\s+)*[^\W\d_]\.?\s*$)|(?:^(?:[^\W\d_]\.\s*)+[^\W\d_]{2})")


@dataclass(frozen=True)
class ParsedName:
    """A name as written, its words without legal forms, and the codes of these.

    ``bare`` marks a name without the part in brackets that the written one has.
    """

    text: str
    words: tuple[str, ...]
    legal: frozenset[str]
    script: str
    bare: bool = False

    @cached_property
    def joined(self) -> str:
        """The words as one, in their order."""
        return "".join(self.words)

    @cached_property
    def sorted_words(self) -> str:
        """The words as one, in alphabetical order."""
        return "".join(sorted(self.words))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in the name, without leading zeros."""
        return frozenset(word.lstrip("0") for word in self.words if word.isdigit())

    @cached_property
    def without_vowels(self) -> bool:
        """True if the script of the name leaves out vowels."""
        return self.script in ("Arabic", "Hebrew")


@lru_cache(maxsize=2048)
def parse_name(text: str) -> ParsedName:
    """Split a name into words and legal forms."""
    return _parse(text, text, bare=False)


@lru_cache(maxsize=512)
def parse_variants(text: str) -> tuple[ParsedName, ...]:
    """Return a name; one with brackets also without them, and an acronym in them."""
    found = [parse_name(text)]
    inside = [a or b for a, b in _BRACKETS.findall(text)]
    if inside and not any(c.isdigit() for part in inside for c in part):
        outside = _BRACKETS.sub(" ", text).strip()
        found += [_parse(text, part, bare=True) for part in [outside, *filter(_ACRONYM.fullmatch, inside)] if part]
    return tuple(one for one in found if one.words)


def _parse(text: str, part: str, *, bare: bool) -> ParsedName:
    words, legal = cut_legal_forms(split_latin_words(part), initials=_INITIALS.search(part) is not None)
    return ParsedName(text, words, legal, find_script(part), bare)


def telling_words(names: Iterable[ParsedName]) -> list[str]:
    """Return the different words of names that tell something; all words if none does."""
    words = list(dict.fromkeys(word for name in names for word in name.words))
    return [word for word in words if word not in SMALL_WORDS and word not in LEGAL_WORDS] or words
