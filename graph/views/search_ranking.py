"""Search by name: the Lucene query for the index, and the ranking of its hits."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from rapidfuzz import fuzz, process

from graph.model.letters import UNSPACED_SCRIPTS, script
from graph.model.names import WHOLE_KEY_PREFIX, fold, fold_compact, quote_phrase, split_signs
from graph.model.vocabulary import Identifier, vocabulary

#: Hits below this score are other names that share a few letters.
MIN_SCORE = 0.5
#: The most entities that are compared; a word shared by this many has no weight.
MAX_CANDIDATES = 500
#: Least similarity, of 100, between a word and its misspelling.
_MIN_SIMILARITY = 80

#: Longer words are only searched for exactly: Lucene limits the number of terms and the length of prefixes.
_MAX_TERM_LENGTH = 40

Properties = Mapping[str, Any]
Hit = tuple[float, str, Properties]
Score = Callable[[str], float]

#: English function words: frequent in questions, rare in names.
_STOP_WORDS = frozenset(
    word
    for line in (
        "a about after against all am an and any anything are as at be been before between by can could",
        "did do does for from had has have how if in into is it its may me more my no not now of on or",
        "our over should show since so such than that the their them there these they this those to under up",
        "was we were what when where which while who whom whose why will with would you",
    )
    for word in line.split()
)
_STOP_WORD_WEIGHT = 0.05

_NOT_PLAIN = re.compile(r"([^\w ])")


def build_lucene_query(query: str, *, every_word: bool) -> str:
    """Return the Lucene query for the index of search keys; empty without a word.

    Each word is searched for exactly, as a prefix, and misspelled; the whole text also as one code or one name.
    """
    folded = fold(query)
    if not folded:
        return ""
    found = (" AND " if every_word else " OR ").join(_word(word) for word in folded.split())
    return f"({found}) OR {_whole(fold_compact(query))}"


def _word(word: str) -> str:
    if script(word[0]) in UNSPACED_SCRIPTS:
        each = split_signs(word)
        ways = [f"{quote_phrase(' '.join(each))}^4"]
        # A misspelled name still has most of its neighbouring signs.
        ways += [quote_phrase(" ".join(pair)) for pair in pairwise(each) if 4 <= len(each) <= _MAX_TERM_LENGTH]
    else:
        ways = [f"{quote_phrase(word)}^4"]
        if len(word) <= _MAX_TERM_LENGTH:
            ways.append(f"{_escape_lucene(word)}*^2")
        if 4 <= len(word) <= _MAX_TERM_LENGTH and not any(c.isdigit() for c in word):
            ways.append(f"{_escape_lucene(word)}~{1 if len(word) < 8 else 2}")
    return f"({' OR '.join(ways)})"


def _whole(code: str) -> str:
    """Return the terms for the query as one code.

    They match the same code, longer codes, the code inside a reference, and the codes above it.
    """
    ways = [f"{quote_phrase(WHOLE_KEY_PREFIX + code)}^8", quote_phrase(code)]
    if len(code) <= _MAX_TERM_LENGTH:
        ways.append(f"{_escape_lucene(WHOLE_KEY_PREFIX + code)}*")
    ways += [quote_phrase(WHOLE_KEY_PREFIX + other) for other in _with_zero(code)]
    if code.isdecimal() and len(code) <= _MAX_TERM_LENGTH:
        ways += [quote_phrase(WHOLE_KEY_PREFIX + code[:length]) for length in range(2, len(code))]
    return " OR ".join(ways)


def _with_zero(code: str) -> list[str]:
    """Return a code of an odd number of digits with a leading zero."""
    return ["0" + code] if code.isdecimal() and len(code) >= 3 and len(code) % 2 else []


def _escape_lucene(word: str) -> str:
    """Escape what has a meaning in Lucene's query language."""
    return _NOT_PLAIN.sub(r"\\\1", word)


def rank_hits(query: str, found: Iterable[Properties], *, every_word: bool) -> list[Hit]:
    """Return the entities that match, best first, with their scores and best matching texts.

    With ``every_word``, each hit has all words of the query, and similarity decides the order. Otherwise the rarity of
    the shared words decides.
    """
    rows = list(found)
    score = _similarity_scorer(query) if every_word else _rarity_scorer(query, rows)
    hits = [_fit(query, row, score) for row in rows]
    return sorted((hit for hit in hits if hit[0] >= MIN_SCORE), key=lambda hit: (-hit[0], hit[2]["id"]))


def _fit(query: str, row: Properties, score: Score) -> Hit:
    if row["id"] == query.strip():
        return 1.0, row["id"], row
    fits = [(score(fold(name)), name) for name in _names(row)]
    for spec, value in _identifiers(row):
        fits.append((_code_score(fold_compact(query), fold_compact(value)), value))
        if spec.pattern is None:
            fits.append((score(fold(value)), value))
    best, name = max(fits, key=lambda fit: fit[0])
    return best, name, row


def _names(row: Properties) -> list[str]:
    return [row["name"], *(row.get("aliases") or ())]


def _identifiers(row: Properties) -> list[tuple[Identifier, str]]:
    kind = vocabulary().kinds[vocabulary().kind_of(row["id"]) or ""]
    return [
        (spec, code)
        for name, spec in kind.identifiers.items()
        if row.get(name)
        for code in (row[name] if spec.many else [row[name]])
    ]


def _code_score(asked: str, code: str) -> float:
    """Return the score of a code: 1 if equal, less if above or below."""
    if not asked:
        return 0.0
    if asked == code:
        return 1.0
    if code in _with_zero(asked):
        return 0.98
    short, long = sorted((asked, code), key=len)
    if len(short) >= 2 and long.startswith(short):
        return round(0.6 + 0.3 * len(short) / len(long), 3)
    return 0.9 if len(asked) >= 6 and asked in code else 0.0


def _similarity_scorer(query: str) -> Score:
    asked = fold(query)
    in_order = " ".join(sorted(asked.split()))

    def score(name: str) -> float:
        if asked == name:
            return 1.0
        alike = fuzz.ratio(in_order, " ".join(sorted(name.split())))
        best = max(alike, 0.95 * fuzz.token_set_ratio(asked, name), 0.9 * fuzz.partial_ratio(asked, name))
        return float(round(min(best / 100, 0.99), 3))

    return score


def _rarity_scorer(query: str, rows: Sequence[Properties]) -> Score:
    """Return a scorer by rarity: of the rarest shared word, and of all shared words."""
    asked = fold(query)
    names = [[set(fold(text).split()) for text in _texts(row)] for row in rows]
    known = {word for each in names for words in each for word in words}
    likes = {word: _find_similar_words(word, known) for word in dict.fromkeys(asked.split())}
    weights = {}
    for word, alike in likes.items():
        holders = sum(any(not alike.keys().isdisjoint(words) for words in each) for each in names)
        if holders:
            rare = math.log((MAX_CANDIDATES + 1) / (holders + 0.5))
            weights[word] = rare * _STOP_WORD_WEIGHT if word in _STOP_WORDS else rare
    rarest, total = max(weights.values(), default=1.0), sum(weights.values()) or 1.0

    def score(name: str) -> float:
        has = set(name.split())
        held = {word: max((likes[word].get(one, 0.0) for one in has), default=0.0) * weights[word] for word in weights}
        rarity, share = max(held.values(), default=0.0) / rarest, sum(held.values()) / total
        return round(0.6 * rarity + 0.35 * share + 0.04 * fuzz.ratio(asked, name) / 100, 3)

    return score


def _texts(row: Properties) -> list[str]:
    return [*_names(row), *(value for spec, value in _identifiers(row) if spec.pattern is None)]


def _find_similar_words(word: str, known: Iterable[str]) -> dict[str, float]:
    """Return known words that are this one or a misspelling of it, with their similarity."""
    found = {word: 1.0} if word in known else {}
    if len(word) >= 4 and not any(c.isdigit() for c in word):
        near = process.extract(word, list(known), scorer=fuzz.ratio, score_cutoff=_MIN_SIMILARITY, limit=None)
        found |= {one: alike / 100 for one, alike, _ in near}
    return found
