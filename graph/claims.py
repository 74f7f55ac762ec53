"""What is believed of one fact, given the statements about it that are known: which episodes, and how certain.

Every statement that asserts or expects is a claim about an episode: when it began and ended, and its properties. A
bound that a statement does not give is not a claim: it never contradicts one that is given. Two claims

- *agree* where their properties and their dates may both be the same: they make one link, narrowed by both;
- *contradict* where they surely overlap and agree in only one of the two: the same properties at other dates, or
  other properties at the same dates. The later of one speaker replaces the earlier; two speakers leave both, disputed;
- are *apart* otherwise: two episodes of the fact, such as an office held twice or a rate that was raised.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from graph.dates import ANY_START, NO_END, UNKNOWN_START, Span, end_span, parse_partial
from graph.model import Source, Statement
from graph.vocabulary import vocabulary


@dataclass(frozen=True)
class Claim:
    """One statement's view of an episode. ``voice`` is who stands behind it: the speaker, else the publisher."""

    statement: Statement
    published: datetime
    voice: str
    said: date
    dated: bool
    start: Span
    end: Span
    properties: Mapping[str, Any]

    @property
    def order(self) -> tuple[date, datetime, str]:
        """The order in which a speaker's claims replace each other: by the day they were said, then published."""
        return self.said, self.published, self.statement.id


@dataclass(frozen=True)
class Episode:
    """Claims that agree, as one: what a link carries apart from when it was known."""

    start: Span
    end: Span
    properties: Mapping[str, Any]
    certainty: str
    n_sources: int
    statement_id: str
    fulfilled_by: str | None = None


def claim_of(statement: Statement, source: Source, published: datetime) -> Claim:
    """The claim that a statement makes."""
    said_on = parse_partial(statement.said_on).first if statement.said_on else published.date()
    dated = bool(statement.valid_from or statement.valid_to)
    return Claim(
        statement=statement,
        published=published,
        voice=statement.said_by or source.publisher,
        said=said_on,
        dated=dated,
        start=_start(statement, said_on),
        end=end_span(statement.valid_to) if statement.valid_to else NO_END,
        properties=statement.properties,
    )


def _start(statement: Statement, said: date) -> Span:
    if statement.valid_from:
        return parse_partial(statement.valid_from)
    if statement.stance in ("expects", "offers", "threatens"):
        return Span(said, NO_END.last)  # some day from now on, and perhaps never
    if statement.valid_to:
        return ANY_START
    return Span(UNKNOWN_START, said)  # it has begun by then; for an act that day itself, see _episode


def episodes(claims: Sequence[Claim]) -> list[Episode]:
    """The episodes that hold, given all claims about a fact that are known. The order of ``claims`` does not matter."""
    live = _not_retracted(claims)
    asserted = [c for c in live if c.statement.stance == "asserts"]
    denials = [c for c in live if c.statement.stance == "denies"]
    groups = _grouped(_latest_of_each_voice(asserted))
    found = [_episode(group, _certainty(group, groups, denials)) for group in groups]
    for stance in ("expects", "offers", "threatens"):
        expected = _latest_of_each_voice([c for c in live if c.statement.stance == stance])
        certainty = vocabulary().stances[stance].certainty or stance
        found += [_fulfilled(_episode(group, certainty), group, asserted) for group in _grouped(expected)]
    return found


def _not_retracted(claims: Sequence[Claim]) -> list[Claim]:
    retractions = [c for c in claims if c.statement.stance == "retracts"]
    return [
        c
        for c in claims
        if c.statement.stance != "retracts" and not any(_takes_back(retraction, c) for retraction in retractions)
    ]


def _takes_back(retraction: Claim, claim: Claim) -> bool:
    if retraction.statement.retracts:
        return claim.statement.id in retraction.statement.retracts
    return retraction.voice == claim.voice and claim.order < retraction.order


def _latest_of_each_voice(claims: Sequence[Claim]) -> list[Claim]:
    """Drops claims that the same speaker has since replaced by another about the same episode."""
    kept: list[Claim] = []
    for claim in sorted(claims, key=lambda c: c.order):
        kept = [k for k in kept if not (k.voice == claim.voice and k.order[:2] < claim.order[:2] and _odds(k, claim))]
        kept.append(claim)
    return kept


def _grouped(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Claims that agree, together; those with dates first, so that undated ones join them rather than lead."""
    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=lambda c: (not c.dated, c.order)):
        for group in groups:
            if _agree(_merged(group), claim):
                group.append(claim)
                break
        else:
            groups.append([claim])
    return groups


def _merged(group: Sequence[Claim]) -> Claim:
    merged = group[0]
    for claim in group[1:]:
        merged = replace(
            merged,
            start=_narrowed(merged.start, claim.start, ANY_START),
            end=_narrowed(merged.end, claim.end, NO_END),
            properties={**claim.properties, **merged.properties},
            dated=merged.dated or claim.dated,
        )
    return merged


def _narrowed(one: Span, other: Span, nothing_said: Span) -> Span:
    if nothing_said in (one, other):
        return other if one == nothing_said else one
    return one.narrowed(other)


def _agree(one: Claim, other: Claim) -> bool:
    return _same_properties(one, other) and _same_dates(one, other)


def _odds(one: Claim, other: Claim) -> bool:
    """Whether two claims with dates contradict each other."""
    if not (one.dated and other.dated and _surely_overlap(one, other)):
        return False
    return _same_properties(one, other) != _same_dates(one, other)


def _same_properties(one: Claim, other: Claim) -> bool:
    shared = one.properties.keys() & other.properties.keys()
    return all(one.properties[key] == other.properties[key] for key in shared)


def _same_dates(one: Claim, other: Claim) -> bool:
    starts = ANY_START in (one.start, other.start) or one.start.meets(other.start)
    ends = NO_END in (one.end, other.end) or one.end.meets(other.end)
    return starts and ends and not (_speaks_after_end(one, other) or _speaks_after_end(other, one))


def _speaks_after_end(undated: Claim, dated: Claim) -> bool:
    """A state reported without dates is so on the day it is reported: not in an episode that had ended by then."""
    state = vocabulary().relationships[undated.statement.predicate].temporal == "state"
    return state and not undated.dated and dated.end.last <= undated.said


def _surely_overlap(one: Claim, other: Claim) -> bool:
    return max(one.start.last, other.start.last) < min(one.end.first, other.end.first)


def _certainty(group: list[Claim], groups: list[list[Claim]], denials: Sequence[Claim]) -> str:
    merged = _merged(group)
    contested = any(_odds(merged, _merged(other)) for other in groups if other is not group)
    return "disputed" if contested or any(_denied(merged, denial) for denial in denials) else "asserted"


def _denied(claim: Claim, denial: Claim) -> bool:
    return not denial.dated or (claim.start.first < denial.end.last and denial.start.first < claim.end.last)


def _episode(group: Sequence[Claim], certainty: str) -> Episode:
    merged = _merged(group)
    lead = group[0].statement
    start = merged.start
    if start.first == UNKNOWN_START != start.last and _is_act(lead):
        # An act that nobody dates is taken to have happened on the day it was first reported.
        start = Span(start.last, start.last)
    return Episode(
        start=start,
        end=merged.end,
        properties=merged.properties,
        certainty=certainty,
        n_sources=len({c.statement.source for c in group}),
        statement_id=lead.id,
    )


def _is_act(statement: Statement) -> bool:
    return vocabulary().relationships[statement.predicate].temporal == "act"


def _fulfilled(episode: Episode, group: Sequence[Claim], asserted: Sequence[Claim]) -> Episode:
    """Names the first assertion made after the expectation, of something not over before it was expected."""
    said = min(c.said for c in group)
    came_true = [c for c in asserted if c.published > group[0].published and c.end.last > said]
    if not came_true:
        return episode
    return replace(episode, fulfilled_by=min(came_true, key=lambda c: (c.published, c.statement.id)).statement.id)
