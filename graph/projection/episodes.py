"""What is believed of one fact, given the statements about it that are known: which episodes, and how certain.

Every statement that asserts or expects is a claim about an episode: when it began and ended, and its properties. A
bound or a property that a statement does not give is not a claim: it never contradicts one that is given. Two claims

- are *apart* where a property that tells episodes apart differs (``compare: identity`` in the vocabulary), or where
  they need not overlap: an office held twice, another round of talks;
- *agree* where their dates and their values may both be the same: they make one link, narrowed by both;
- *contradict* where they surely overlap and agree in only one of the two: the same value at other dates, or another
  value at the same dates. Two voices that contradict each other leave both, disputed. One voice that says something
  new about an episode it spoke of before replaces what it said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from graph.model.dates import NO_END, UNKNOWN_START, DayRange, narrow_bounds, parse_end, parse_partial
from graph.model.types import Report, Source, Statement
from graph.model.vocabulary import vocabulary

#: Acts that lie further apart are two acts; nearer, two voices that date them differently mean the same one.
SAME_ACT_TOLERANCE = timedelta(days=31)


@dataclass(frozen=True)
class Claim:
    """One statement's view of an episode. ``voice`` is who stands behind it: the speaker, else the publisher."""

    statement: Statement
    published_at: datetime
    speaker: str
    said_on: date
    has_dates: bool
    start: DayRange
    end: DayRange
    properties: Mapping[str, Any]

    @property
    def sort_key(self) -> tuple[date, datetime, str]:
        """The order in which a speaker's claims replace each other: by the day they were said, then published."""
        return self.said_on, self.published_at, self.statement.id


@dataclass(frozen=True)
class Episode:
    """Claims that agree, as one: what a link carries apart from when it was known."""

    start: DayRange
    end: DayRange
    properties: Mapping[str, Any]
    certainty: str
    n_sources: int
    statement_id: str
    first_reported_at: datetime
    reports: tuple[Report, ...]
    fulfilled_by: str | None = None


def make_claim(statement: Statement, source: Source, published: datetime) -> Claim:
    """The claim that a statement makes."""
    said_on = parse_partial(statement.said_on).first if statement.said_on else published.date()
    dated = bool(statement.valid_from or statement.valid_to)
    end = parse_end(statement.valid_to) if statement.valid_to else NO_END
    start, end = narrow_bounds(_infer_start(statement, said_on), end)
    return Claim(
        statement=statement,
        published_at=published,
        speaker=statement.said_by or source.publisher,
        said_on=said_on,
        has_dates=dated,
        start=start,
        end=end,
        properties=statement.properties,
    )


def _infer_start(statement: Statement, said: date) -> DayRange:
    expected = statement.stance in vocabulary().forward_stances
    if statement.valid_from:
        start = parse_partial(statement.valid_from)
        if not start.first <= said <= start.last:
            return start
        # Of a year that is not over: what is said to have begun had begun by that day, what is expected comes after it.
        return DayRange(said, start.last) if expected else DayRange(start.first, said)
    if expected:
        return DayRange(said, NO_END.last)  # some day from now on, and perhaps never
    # It has begun by then, and before it ends; for an act that day itself, see _episode.
    over = parse_end(statement.valid_to).last - timedelta(days=1) if statement.valid_to else said
    return DayRange(UNKNOWN_START, min(said, over))


def build_episodes(claims: Sequence[Claim]) -> list[Episode]:
    """The episodes that hold, given all claims about a fact that are known. The order of ``claims`` does not matter."""
    live = drop_retracted(claims)
    asserted = [c for c in live if c.statement.stance == "asserts"]
    denials = [c for c in live if c.statement.stance == "denies"]
    groups = _group_claims(_current_claims(asserted))
    found = [_make_episode(group, _assess_certainty(group, groups, denials)) for group in groups]
    for stance, certainty in vocabulary().forward_stances.items():
        for hoped in _split_by_occurrence([c for c in live if c.statement.stance == stance], groups):
            grouped = _group_claims(_current_claims(hoped))
            found += [_mark_fulfilled(_make_episode(group, certainty), group, asserted) for group in grouped]
    return found


def _split_by_occurrence(expected: Sequence[Claim], groups: Sequence[list[Claim]]) -> list[list[Claim]]:
    """Expectations parted by what had come about when they were said: what is expected then is the next time."""
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
    """Drops claims that the same speaker has since replaced by another about the same episode."""
    kept: list[Claim] = []
    for claim in sorted(claims, key=lambda c: c.sort_key):
        kept = [
            k
            for k in kept
            if not (k.speaker == claim.speaker and k.sort_key[:2] < claim.sort_key[:2] and _replaces(claim, k))
        ]
        kept.append(claim)
    return kept


def _group_claims(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Claims that agree, together; those with dates first, so that undated ones join them rather than lead."""
    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=lambda c: (not c.has_dates, c.sort_key)):
        for group in groups:
            if _agree(_merge_claims(group), claim):
                group.append(claim)
                break
        else:
            groups.append([claim])
    return groups


def _replaces(later: Claim, earlier: Claim) -> bool:
    """Whether one voice's later claim is a new version of its earlier one, rather than about another episode."""
    if not (
        later.has_dates
        and earlier.has_dates
        and _same_properties(later, earlier, "identity")
        and _surely_overlap(later, earlier)
    ):
        return False
    if earlier.start.overlaps(later.start):
        return not _agree(later, earlier)
    return earlier.start.first >= later.said_on  # what has not begun can still be moved; what has, has happened


def _merge_claims(group: Sequence[Claim]) -> Claim:
    merged = group[0]
    for claim in group[1:]:
        # One source may give the start and another the end, each vaguely.
        start, end = narrow_bounds(merged.start.intersect(claim.start), _intersect_ends(merged.end, claim.end))
        merged = replace(
            merged,
            start=start,
            end=end,
            properties=_merge_properties(merged.properties, claim.properties),
            has_dates=merged.has_dates or claim.has_dates,
        )
    return merged


def _intersect_ends(one: DayRange, other: DayRange) -> DayRange:
    if NO_END in (one, other):  # nothing was said of it
        return other if one == NO_END else one
    return one.intersect(other)


def _merge_properties(first: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    united = {**other, **first}
    for name in first.keys() & other.keys():
        if isinstance(first[name], list):
            united[name] = list(dict.fromkeys([*first[name], *other[name]]))
    return united


def _agree(one: Claim, other: Claim) -> bool:
    return (
        _same_properties(one, other, "identity") and _same_properties(one, other, "value") and _same_dates(one, other)
    )


def _contradict(one: Claim, other: Claim) -> bool:
    if not (
        one.has_dates and other.has_dates and _same_properties(one, other, "identity") and _surely_overlap(one, other)
    ):
        return False
    if _is_act(one.statement) and max(one.start.first, other.start.first) > _latest_same_act(one, other):
        return False
    return _same_properties(one, other, "value") != _same_dates(one, other)


def _latest_same_act(one: Claim, other: Claim) -> date:
    return min(one.start.last, other.start.last) + SAME_ACT_TOLERANCE


def _same_properties(one: Claim, other: Claim, compare: str) -> bool:
    """Whether the properties of that sort may be the same.

    A value that one of them does not give may be that of the other. What tells episodes apart has to be equal: talks
    of which no event is named are not those of the event that another statement names.
    """
    specs = vocabulary().relationships[one.statement.predicate].properties
    shared = one.properties.keys() & other.properties.keys()
    names = (name for name, spec in specs.items() if spec.compare == compare)
    return all(
        one.properties.get(name) == other.properties.get(name)
        for name in names
        if name in shared or compare == "identity"
    )


def _same_dates(one: Claim, other: Claim) -> bool:
    ends = NO_END in (one.end, other.end) or one.end.overlaps(other.end)
    late = _asserted_after_end(one, other) or _asserted_after_end(other, one)
    return one.start.overlaps(other.start) and ends and not late


def _asserted_after_end(undated: Claim, dated: Claim) -> bool:
    """A state reported without dates is so on the day it is reported: not in an episode that had ended by then."""
    return not _is_act(undated.statement) and not undated.has_dates and dated.end.last <= undated.said_on


def _surely_overlap(one: Claim, other: Claim) -> bool:
    return max(one.start.last, other.start.last) < min(one.end.first, other.end.first)


def _assess_certainty(group: list[Claim], groups: list[list[Claim]], denials: Sequence[Claim]) -> str:
    merged = _merge_claims(group)
    contested = any(_contradict(merged, _merge_claims(other)) for other in groups if other is not group)
    return "disputed" if contested or any(_is_denied_by(merged, denial) for denial in denials) else "asserted"


def _is_denied_by(claim: Claim, denial: Claim) -> bool:
    """Whether a denial speaks of the claim's episode: of the one it names, or of all if it names none."""
    specs = vocabulary().relationships[claim.statement.predicate].properties
    named = [name for name in denial.properties if specs[name].compare == "identity"]
    if any(denial.properties[name] != claim.properties.get(name) for name in named):
        return False
    return not denial.has_dates or (claim.start.first < denial.end.last and denial.start.first < claim.end.last)


def _make_episode(group: Sequence[Claim], certainty: str) -> Episode:
    merged = _merge_claims(group)
    lead = group[0].statement
    start, end = merged.start, merged.end
    if start.first == UNKNOWN_START != start.last and _is_act(lead):
        # An act without a date is assumed to have happened on the day it was first reported.
        start, end = narrow_bounds(DayRange(start.last, start.last), end)
    return Episode(
        start=start,
        end=end,
        properties=merged.properties,
        certainty=certainty,
        n_sources=len({c.statement.source for c in group}),
        statement_id=lead.id,
        first_reported_at=min(c.published_at for c in group),
        reports=tuple(
            sorted(Report(c.published_at, c.statement.id, c.statement.fact_id, c.end != NO_END) for c in group)
        ),
    )


def _is_act(statement: Statement) -> bool:
    return vocabulary().relationships[statement.predicate].temporal == "act"


def _mark_fulfilled(episode: Episode, group: Sequence[Claim], asserted: Sequence[Claim]) -> Episode:
    """Names the first assertion, made after the expectation, of something that had not begun before it."""
    said = min(c.said_on for c in group)
    came_true = [c for c in asserted if c.published_at > group[0].published_at and c.start.last >= said]
    if not came_true:
        return episode
    return replace(episode, fulfilled_by=min(came_true, key=lambda c: (c.published_at, c.statement.id)).statement.id)
