"""Episodes of one fact, and their certainty, from the statements about it that are known.

Each statement that asserts or expects something is a claim about an episode: its start, end and properties. Claims that
agree make one episode, narrowed by all of them. Claims of two speakers that contradict each other leave two disputed
episodes. A speaker's new claim about an episode replaces the earlier one; see `claims`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from graph.model.dates import NO_END, UNKNOWN_START, DayRange, narrow_bounds
from graph.model.types import Report
from graph.model.vocabulary import vocabulary
from graph.projection.claims import Claim, agree, contradict, is_denied_by, merge_claims, replaces


@dataclass(frozen=True)
class Episode:
    """Claims that agree, merged: what a link shows, except when it was known."""

    start: DayRange
    end: DayRange
    properties: Mapping[str, Any]
    certainty: str
    n_sources: int
    statement_id: str
    first_reported_at: datetime
    reports: tuple[Report, ...]
    fulfilled_by: str | None = None


def build_episodes(claims: Sequence[Claim]) -> list[Episode]:
    """Return the episodes that follow from all known claims about a fact, in any order."""
    return _build_single_episode(claims[0]) if len(claims) == 1 else relate_claims(claims)


def relate_claims(claims: Sequence[Claim]) -> list[Episode]:
    """Return the episodes of any number of claims, by comparing them with each other."""
    live = drop_retracted(claims)
    asserted = [c for c in live if c.statement.stance == "asserts"]
    denials = [c for c in live if c.statement.stance == "denies"]
    groups = _group_claims(_current_claims(asserted))
    found = [_make_episode(group, _assess_certainty(group, groups, denials)) for group in groups]
    for stance, certainty in vocabulary().forward_stances.items():
        expected = [c for c in live if c.statement.stance == stance]
        for hoped in _split_by_occurrence(expected, groups) if expected else ():
            grouped = _group_claims(_current_claims(hoped))
            found += [_mark_fulfilled(_make_episode(group, certainty), group, asserted) for group in grouped]
    return found


def _build_single_episode(claim: Claim) -> list[Episode]:
    """Return the episode of the only claim about a fact, if it makes one."""
    stance = claim.statement.stance
    certainty = "asserted" if stance == "asserts" else vocabulary().forward_stances.get(stance)
    return [_make_episode([claim], certainty)] if certainty else []


def _split_by_occurrence(expected: Sequence[Claim], groups: Sequence[list[Claim]]) -> list[list[Claim]]:
    """Split expectations by the number of episodes that had begun: each concerns the next one."""
    begun = [_make_episode(group, "asserted").start.last for group in groups]
    parts: dict[int, list[Claim]] = {}
    for claim in expected:
        parts.setdefault(sum(start <= claim.said_on for start in begun), []).append(claim)
    return [parts[number] for number in sorted(parts)]


def drop_retracted(claims: Sequence[Claim]) -> list[Claim]:
    """Drop retractions, and the claims that their speakers took back.

    A retraction with ``corrects`` fixes our own record; it was applied before and is not the speaker's.
    """
    retractions = [c for c in claims if c.statement.stance == "retracts" and not c.statement.corrects]
    return [
        c
        for c in claims
        if c.statement.stance != "retracts" and not any(_retracts(retraction, c) for retraction in retractions)
    ]


def _retracts(retraction: Claim, claim: Claim) -> bool:
    if retraction.statement.retracts:
        return claim.statement.id in retraction.statement.retracts
    return retraction.speaker == claim.speaker and claim.sort_key < retraction.sort_key


def _current_claims(claims: Sequence[Claim]) -> list[Claim]:
    """Drop claims that the same speaker later replaced."""
    current: list[Claim] = []
    for claim in sorted(claims, key=lambda c: c.sort_key):
        current = [
            c
            for c in current
            if not (c.speaker == claim.speaker and c.sort_key[:2] < claim.sort_key[:2] and replaces(claim, c))
        ]
        current.append(claim)
    return current


def _group_claims(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Group claims that agree. Dated claims come first, so that undated ones join them."""
    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=lambda c: (not c.has_dates, c.sort_key)):
        for group in groups:
            if agree(merge_claims(group), claim):
                group.append(claim)
                break
        else:
            groups.append([claim])
    return groups


def _assess_certainty(group: list[Claim], groups: list[list[Claim]], denials: Sequence[Claim]) -> str:
    merged = merge_claims(group)
    contested = any(contradict(merged, merge_claims(other)) for other in groups if other is not group)
    return "disputed" if contested or any(is_denied_by(merged, denial) for denial in denials) else "asserted"


def _make_episode(group: Sequence[Claim], certainty: str) -> Episode:
    merged = merge_claims(group)
    lead = group[0]
    start, end = merged.start, merged.end
    if start.first == UNKNOWN_START != start.last and lead.is_act:
        # An act without a date is assumed to have happened on the day it was first reported.
        start, end = narrow_bounds(DayRange(start.last, start.last), end)
    return Episode(
        start=start,
        end=end,
        properties=merged.properties,
        certainty=certainty,
        n_sources=len({c.statement.source for c in group}),
        statement_id=lead.statement.id,
        first_reported_at=min(c.published_at for c in group),
        reports=tuple(
            sorted(Report(c.published_at, c.statement.id, c.statement.fact_id, c.end != NO_END) for c in group)
        ),
    )


def _mark_fulfilled(episode: Episode, group: Sequence[Claim], asserted: Sequence[Claim]) -> Episode:
    """Add the first later assertion of an episode that had not begun before the expectation."""
    said = min(c.said_on for c in group)
    came_true = [c for c in asserted if c.published_at > group[0].published_at and c.start.last >= said]
    if not came_true:
        return episode
    return replace(episode, fulfilled_by=min(came_true, key=lambda c: (c.published_at, c.statement.id)).statement.id)
