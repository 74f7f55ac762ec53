"""Legal forms of companies, as they are written in Latin letters."""

from functools import lru_cache

from rapidfuzz.distance import OSA

from graph.matching.words.common import LEGAL_FORMS, LEGAL_WORDS

#: Short forms that are also words or initials: cut only at an end of a name that has another word before or after.
_SHORT = 3

_LONG, _VERY_LONG = 6, 9
_LONG_WORDS = sorted(word for word in LEGAL_WORDS if len(word) > _LONG)


_LONGEST_FORM = max(map(len, LEGAL_FORMS))


@lru_cache(maxsize=8192)
def _correct(word: str) -> str:
    """Return the word of a legal form that a word misspells, or the word itself."""
    if len(word) < _LONG or word in LEGAL_WORDS:
        return word
    for known in _LONG_WORDS:
        if OSA.distance(word, known, score_cutoff=2) <= (1 if len(known) < _VERY_LONG else 2):
            return known
    return word


def cut_legal_forms(words: tuple[str, ...], initials: bool = False) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the words without legal forms, and the codes of these forms.

    A form of up to three letters is only cut at the start or the end, and one of single letters not from ``initials``.
    A name that is nothing but a form stays whole.
    """
    words = tuple(map(_correct, words))
    kept: list[str] = []
    codes: set[str] = set()
    place, end = 0, len(words)
    while place < end:
        length, code = _find_form(words, place, initials)
        if code:
            codes.add(code)
            place += length
        else:
            kept.append(words[place])
            place += 1
    return (tuple(kept), frozenset(codes)) if kept else (words, frozenset())


def _find_form(words: tuple[str, ...], place: int, initials: bool) -> tuple[int, str | None]:
    for length in range(min(_LONGEST_FORM, len(words) - place), 0, -1):
        form = words[place : place + length]
        code = LEGAL_FORMS.get(form)
        if code is None:
            continue
        single = all(len(word) == 1 for word in form)
        if single and initials:
            continue
        short = sum(map(len, form)) <= _SHORT and form != ("ltd",)
        rest = words[place + length :]
        at_end = not rest or all(len(word) <= 4 and (word,) in LEGAL_FORMS for word in rest)
        if short and not (at_end or (place == 0 and not single)):
            continue
        return length, code
    return 0, None
