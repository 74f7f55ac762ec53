"""Questions of the library that fit some words, with an entity filled in. The rarest matching word decides."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from graph.query_library import Query
from graph.views.types.entities import FoundEntity

_WORD = re.compile(r"\w+")
#: Words of a question that say nothing about what is asked.
_EMPTY = frozenset(
    {
        "a", "about", "an", "and", "any", "are", "at", "been", "by", "did", "do", "does", "for", "from", "give",
        "given", "has", "have", "how", "i", "in", "is", "it", "its", "list", "me", "of", "on", "or", "show", "tell",
        "that", "the", "their", "them", "there", "they", "this", "to", "was", "we", "were", "what", "when", "where",
        "which", "who", "whom", "whose", "why", "will", "with",
    }
)  # fmt: skip
#: Entities for which questions are offered.
_MOST_ENTITIES = 3


class QuestionForm(NamedTuple):
    """Question about an entity: the query, its parameter, and the words around the name."""

    query: str
    parameter: str
    kinds: frozenset[str]
    text: str
    page: str

    @property
    def words(self) -> frozenset[str]:
        """Return the words that say what is asked."""
        return _stems(self.text)


@dataclass(frozen=True)
class OfferedQuestion:
    """Question with its parameters filled in."""

    page: str
    text: str
    title: str
    given: Mapping[str, str]


@cache
def load_forms() -> tuple[QuestionForm, ...]:
    """Return the forms of ``questions.yaml``."""
    found = yaml.safe_load((Path(__file__).parent / "questions.yaml").read_text(encoding="utf-8"))
    return tuple(
        QuestionForm(
            row["query"],
            row["parameter"],
            frozenset(row["kinds"]),
            row["text"],
            row.get("page") or f"browse/queries/{row['query']}",
        )
        for row in found
    )


def find_kinds(query: str, parameter: str) -> list[str] | None:
    """Return the kinds of entity that a parameter of a query takes; None for any."""
    named = [form.kinds for form in load_forms() if (form.query, form.parameter) == (query, parameter)]
    kinds = named or [form.kinds for form in load_forms() if form.parameter == parameter]
    return sorted(frozenset().union(*kinds)) or None


def find_subject(q: str) -> str:
    """Return the words of a question that may be a name."""
    asked = frozenset().union(*(form.words for form in load_forms())) | _EMPTY
    return " ".join(
        word for word in _WORD.findall(q) if word.lower() not in _EMPTY and _stem(word.lower()) not in asked
    )


def find_questions(
    q: str, found: Sequence[FoundEntity], library: Mapping[str, Query], most: int
) -> list[OfferedQuestion]:
    """Return the questions that fit the words, best first.

    They are about the entities found, or about none.
    """
    asked = _stems(q)
    forms = load_forms()
    rarity = _rarity([form.words for form in forms])
    ranked: list[tuple[float, int, int, OfferedQuestion]] = []
    for place, entity in enumerate(found[:_MOST_ENTITIES]):
        for order, form in enumerate(forms):
            score = _score(asked & form.words, rarity)
            if entity["kind"] in form.kinds and (score or not place):
                text = form.text.replace("{}", entity["name"])
                offered = OfferedQuestion(form.page, text, library[form.query].title, {form.parameter: entity["id"]})
                ranked.append((-score, place, order, offered))
    words = {query.name: _stems(f"{query.title} {query.question}") for query in library.values()}
    rarity = _rarity(words.values())
    for order, query in enumerate(library.values()):
        matching = asked & words[query.name]
        if matching and not any(p.default is None for p in query.parameters):
            score = _score(matching, rarity) * len(matching) / max(1, len(asked))
            ranked.append(
                (
                    -score,
                    _MOST_ENTITIES,
                    order,
                    OfferedQuestion(f"browse/queries/{query.name}", query.question, query.title, {}),
                )
            )
    ranked.sort(key=lambda row: row[:3])
    return [row[3] for row in ranked[:most]]


def _score(matching: Iterable[str], rarity: Mapping[str, float]) -> float:
    """Return the sum of the rarities: the rarest word counts most."""
    return sum(rarity[word] for word in matching)


def _rarity(texts: Iterable[frozenset[str]]) -> dict[str, float]:
    counts = Counter(word for words in texts for word in words)
    return {word: 1 / count for word, count in counts.items()}


def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text.lower()) if word not in _EMPTY)


def _stem(word: str) -> str:
    """Return a word without its ending, by a rough rule: enough to compare words."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word.removesuffix(ending)
            break
    return word.removesuffix("e") if len(word) > 4 else word
