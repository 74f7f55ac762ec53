"""Rows of candidates and restrictions to responses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from graph.matching.evidence import Traits
from graph.matching.rarity import Rarity
from graph.matching.reasons import Reason
from graph.matching.score import NameMatch, score_entity
from graph.model.vocabulary import vocabulary
from graph.views.responses import serialize_entity_core
from graph.views.types.entities import Reference
from graph.views.types.matches import MatchCandidate, MatchReason, Restriction, Trait

#: A candidate from this score on is taken to be the party asked for.
MATCH_SCORE = 0.85


@dataclass(frozen=True)
class PartyQuestion:
    """A name that is asked for, and what is known of the party."""

    id: str
    name: str
    traits: Traits = field(default_factory=Traits)


@dataclass(frozen=True)
class ScoredEntity:
    """Candidate with its score."""

    row: Mapping[str, Any]
    match: NameMatch

    @property
    def is_match(self) -> bool:
        """True if the score is high enough, or an identifier is the same."""
        return self.match.same_identifier or self.match.score >= MATCH_SCORE


def score_candidates(
    question: PartyQuestion, rows: Iterable[Mapping[str, Any]], rarity: Rarity, threshold: float
) -> list[ScoredEntity]:
    """Return the candidates with at least a score, best first; ties by kind and id."""
    unique = {row["id"]: row for row in rows}
    scored = [ScoredEntity(row, _score(question, row, rarity)) for row in unique.values()]
    kind = question.traits.kind
    return sorted(
        (one for one in scored if one.match.score >= threshold),
        key=lambda one: (-one.match.score, vocabulary().kind_of(one.row["id"]) != kind, one.row["id"]),
    )


def _score(question: PartyQuestion, row: Mapping[str, Any], rarity: Rarity) -> NameMatch:
    names = [row["name"], *(row.get("aliases") or ())]
    return score_entity(question.name, question.traits, names, read_traits(row), rarity)


def read_traits(row: Mapping[str, Any]) -> Traits:
    """Return what is known of an entity besides its names."""
    kind = vocabulary().kind_of(row["id"])
    known = vocabulary().kinds[kind].identifiers if kind else {}
    identifiers = {name: list(row[name]) if spec.many else [row[name]] for name, spec in known.items() if row.get(name)}
    return Traits(kind, tuple(row.get("countries") or ()), tuple(row.get("birth_dates") or ()), identifiers)


def take_with_ties(scored: Sequence[ScoredEntity], limit: int) -> Sequence[ScoredEntity]:
    """Return the first candidates, and those that score the same as the last of them."""
    if len(scored) <= limit:
        return scored
    last = scored[limit - 1].match.score
    end = next((at for at in range(limit, len(scored)) if scored[at].match.score < last), len(scored))
    return scored[:end]


def serialize_candidate(one: ScoredEntity, restricted: Sequence[Restriction]) -> MatchCandidate:
    """Return a candidate as it is sent."""
    return {
        "entity": serialize_entity_core(one.row),
        "score": one.match.score,
        "match": one.is_match,
        "matched": one.match.name,
        "compared": [cast(Trait, name) for name in one.match.compared],
        "reasons": [_serialize_reason(reason) for reason in one.match.reasons],
        "restricted": list(restricted),
    }


def _serialize_reason(reason: Reason) -> MatchReason:
    return {
        "feature": reason.feature,
        "score": reason.score,
        "query": reason.query,
        "matched": reason.matched,
        "sentence": reason.sentence,
    }


def serialize_restriction(row: Mapping[str, Any]) -> Restriction:
    """Return a row of the query ``restrictions`` as it is sent."""
    measure: Reference = {"id": row["measure_id"], "kind": "Measure", "name": row["measure"]}
    return {
        "measure": measure,
        "status": row["status"],
        "status_since": _text(row["status_since"]),
        "status_basis": row["status_basis"],
        "since": _text(row["since"]),
        "until": _text(row["until"]),
        "holds": row["holds"],
        "certainty": row["certainty"],
        "fact_id": row["fact_id"],
        "statement_ids": row["statement_ids"],
    }


def _text(day: Any) -> str | None:
    return None if day is None else str(day)
