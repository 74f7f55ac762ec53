"""Score of a question against an entity: its names, and what else is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.matching.alignment import Alignment, align
from graph.matching.evidence import Traits, compare_traits, is_person
from graph.matching.rarity import Rarity
from graph.matching.reasons import Reason, explain_alignment
from graph.matching.words.parsed_names import ParsedName, parse_name, parse_variants

_MAX_WORDS_OF_PERSON = 6


@dataclass(frozen=True)
class NameMatch:
    """Score of a candidate, with its best name, the reasons, and what was compared."""

    score: float
    name: str
    reasons: Sequence[Reason]
    compared: Sequence[str]
    same_identifier: bool = False


def score_names(asked: str, names: Iterable[str], rarity: Rarity, *, person: bool | None = None) -> Alignment:
    """Return the best alignment of a name with one of several. ``person`` is None if the kind is unknown."""
    question = parse_name(asked)
    found = None
    for name in names:
        for listed in parse_variants(name):
            one = align(question, listed, rarity, person=_may_be_person(person, question, listed))
            if found is None or one.score > found.score:
                found = one
                if found.score == 1:
                    return found
    return found or Alignment(question, question, 0.0)


def score_entity(asked: str, traits: Traits, names: Sequence[str], known: Traits, rarity: Rarity) -> NameMatch:
    """Return the score of an entity for a name and traits that are asked."""
    found = score_names(asked, names, rarity, person=is_person(known.kind))
    adjustments, compared = compare_traits(traits, known, found.score)
    reasons = list(explain_alignment(found))
    if found.listed.text != names[0]:
        reasons.insert(0, Reason("alias", 0.0, None, found.listed.text, f'It fits the alias "{found.listed.text}".'))
    same = any(reason.feature == "identifier" and reason.score > 0 for reason in adjustments)
    score = 1.0 if same else found.score + sum(reason.score for reason in adjustments)
    return NameMatch(round(max(0.0, min(score, 1.0)), 3), found.listed.text, [*adjustments, *reasons], compared, same)


def _may_be_person(person: bool | None, asked: ParsedName, listed: ParsedName) -> bool:
    if person is not None:
        return person
    return not (asked.legal or listed.legal) and len(listed.words) <= _MAX_WORDS_OF_PERSON and "," in listed.text
