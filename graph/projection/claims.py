"""Claims: what each statement says about an episode, and how two claims relate.

A bound or a property that a statement does not give never contradicts one that is given. Two claims

- are *apart* if a property that separates episodes differs (``compare: identity`` in the vocabulary), or if their
  intervals need not overlap: an office held twice, another round of talks;
- *agree* if their dates and their values may both be the same;
- *contradict* if they surely overlap and agree in only one of the two: the same value at other dates, or another value
  at the same dates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from graph.model.dates import NO_END, UNKNOWN_START, DayRange, narrow_bounds, parse_end, parse_partial
from graph.model.types import Source, Statement
from graph.model.vocabulary import vocabulary

#: Acts further apart than this are two acts; nearer ones are the same act with contradictory dates.
SAME_ACT_TOLERANCE = timedelta(days=31)


@dataclass(frozen=True)
class Claim:
    """Dates and values of one statement for an episode. ``speaker``: its speaker, or else the publisher."""

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
        """Order in which a speaker's claims replace each other: day of speech, then publication."""
        return self.said_on, self.published_at, self.statement.id

    @property
    def is_act(self) -> bool:
        """True if the relationship is an act rather than a state."""
        return vocabulary().relationships[self.statement.predicate].temporal == "act"


def make_claim(statement: Statement, source: Source, published: datetime) -> Claim:
    """Return the claim that a statement makes. ``published``: the instant its source counts as known from."""
    said_on = parse_partial(statement.said_on).first if statement.said_on else published.date()
    end = parse_end(statement.valid_to) if statement.valid_to else NO_END
    start, end = narrow_bounds(_infer_start(statement, said_on), end)
    return Claim(
        statement=statement,
        published_at=published,
        speaker=statement.said_by or source.publisher,
        said_on=said_on,
        has_dates=bool(statement.valid_from or statement.valid_to),
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
        # The stated period is not over: an assertion started by the statement's date; an expectation starts after it.
        return DayRange(said, start.last) if expected else DayRange(start.first, said)
    if expected:
        return DayRange(said, NO_END.last)  # on some later day, or never
    # No start given: it started by then, and before its end. Acts are dated when their episode is made.
    over = parse_end(statement.valid_to).last - timedelta(days=1) if statement.valid_to else said
    return DayRange(UNKNOWN_START, min(said, over))


def merge_claims(group: Sequence[Claim]) -> Claim:
    """Merge claims that agree into one with the narrowest dates and all properties."""
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
    if NO_END in (one, other):  # not given
        return other if one == NO_END else one
    return one.intersect(other)


def _merge_properties(first: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    united = {**other, **first}
    for name in first.keys() & other.keys():
        if isinstance(first[name], list):
            united[name] = list(dict.fromkeys([*first[name], *other[name]]))
    return united


def replaces(later: Claim, earlier: Claim) -> bool:
    """Return True if a speaker's later claim is a new version of the earlier one."""
    if not (
        later.has_dates
        and earlier.has_dates
        and _same_properties(later, earlier, "identity")
        and _surely_overlap(later, earlier)
    ):
        return False
    if earlier.start.overlaps(later.start):
        return not agree(later, earlier)
    return earlier.start.first >= later.said_on  # only what has not begun can still be moved


def agree(one: Claim, other: Claim) -> bool:
    """Return True if both may describe the same episode."""
    return (
        _same_properties(one, other, "identity") and _same_properties(one, other, "value") and _same_dates(one, other)
    )


def contradict(one: Claim, other: Claim) -> bool:
    """Return True if both describe the same episode and cannot both be right."""
    if not (
        one.has_dates and other.has_dates and _same_properties(one, other, "identity") and _surely_overlap(one, other)
    ):
        return False
    latest = min(one.start.last, other.start.last) + SAME_ACT_TOLERANCE
    if one.is_act and max(one.start.first, other.start.first) > latest:
        return False
    return _same_properties(one, other, "value") != _same_dates(one, other)


def is_denied_by(claim: Claim, denial: Claim) -> bool:
    """Return True if a denial is about the claim's episode.

    A denial is about the episode that it names, or about all if it names none.
    """
    specs = vocabulary().relationships[claim.statement.predicate].properties
    named = [name for name in denial.properties if specs[name].compare == "identity"]
    if any(denial.properties[name] != claim.properties.get(name) for name in named):
        return False
    return not denial.has_dates or (claim.start.first < denial.end.last and denial.start.first < claim.end.last)


def _same_properties(one: Claim, other: Claim, compare: str) -> bool:
    """Return True if the properties of one ``compare`` type may be the same.

    A value that only one of them gives may be the other's too. Properties that separate episodes must be equal: talks
    without a named event are not the talks of a named one.
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
    """Return True if an undated state was reported after the other episode had ended.

    A state reported without dates holds on the day of the report.
    """
    return not undated.is_act and not undated.has_dates and dated.end.last <= undated.said_on


def _surely_overlap(one: Claim, other: Claim) -> bool:
    return max(one.start.last, other.start.last) < min(one.end.first, other.end.first)
