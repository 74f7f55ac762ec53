"""Status periods of a measure, derived from the acts that affect it.

There are two layers. The *base* is the measure's own status: announced, then in force, until it expires, is lifted,
invalidated or superseded. *Pauses* cover it: intervals in which it was eased or suspended. When a pause ends as stated,
the base applies again. The status on a day is that of the latest pause that covers it, else that of the base.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from graph.model.dates import NO_END, UNKNOWN_START, DayRange, narrow_bounds
from graph.model.types import Link, Report
from graph.model.vocabulary import vocabulary

#: Order in which acts of one day take effect.
_STATUS_RANK = {
    "announced": 0,
    "in_force": 1,
    "eased": 2,
    "suspended": 3,
    "lifted": 5,
    "superseded": 6,
    "invalidated": 7,
}
_EXTENSION_RANK = 4
#: Statuses that end a measure, so that the end of a pause does not bring it back.
_FINAL_STATUSES = ("lifted", "expired", "invalidated", "superseded")
#: Statuses that a superseding measure does not change.
_NOT_SUPERSEDABLE = ("lifted", "invalidated")
#: Rules of periods that begin at the stated end of an earlier one.
END_TRIGGERED_RULES = ("stated_end", "snap_back")

#: The ways a period follows from its act; docs/time.md has the details.
RULE_DESCRIPTIONS = {
    "act": "the act took effect on its own date",
    "stated_end": "the act that brought the measure into force stated this end",
    "snap_back": "a pause ended as stated, so the measure is back in force",
    "extension": "the act moved the end of what was running",
    "implied": "the act implies that the measure was in force, from an unknown day",
}


@dataclass(frozen=True)
class StatusInterval:
    """Status between two days, with the act and the rule that it follows from.

    ``ended_early`` marks a pause that a later act ended, and ``earliest_end`` when it may have ended before, by its own
    vague end. ``confirmed_by`` is the first report, published when the
    status had begun, that says or implies that it began.
    """

    status: str
    start: DayRange
    end: DayRange
    act: Link
    rule: str
    ended_early: bool = False
    earliest_end: date = NO_END.first
    confirmed_by: Report | None = None

    @property
    def begin_day(self) -> date:
        """First day on which it counts if several compete. A start at a vague end counts from its latest day."""
        return self.start.last if self.rule in END_TRIGGERED_RULES else self.start.first

    @property
    def end_day(self) -> date:
        """First day on which it no longer counts."""
        return self.end.first if self.ended_early else self.end.last


def _status(act: Link) -> str | None:
    return vocabulary().relationships[act.type].status


def _sort_key(act: Link) -> tuple[date, int, date, datetime, str, str]:
    status = _status(act)
    rank = _STATUS_RANK[status] if status else _EXTENSION_RANK
    return act.start.first, rank, act.end.last, act.first_reported_at, act.fact_id, act.statement_id


def status_intervals(acts: Sequence[Link]) -> list[StatusInterval]:
    """Return the statuses of a measure in order of time, one at a time.

    ``acts`` are links to the measure, in any order.
    """
    base: list[StatusInterval] = []
    pauses: list[StatusInterval] = []
    for act in sorted(_drop_imprecise(acts), key=_sort_key):
        status = _status(act)
        if act.type not in ("ANNOUNCED", "IMPOSED") and not base:
            base.append(StatusInterval("in_force", DayRange(UNKNOWN_START, act.start.last), NO_END, act, "implied"))
        if status is None:
            _extend(base, pauses, act)
        elif status in ("eased", "suspended"):
            _reinstate(base, act)
            pauses.append(StatusInterval(status, act.start, act.end, act, "act"))
        else:
            _set_base(base, pauses, act, status)
    return [replace(stage, confirmed_by=_find_confirmation(stage, acts)) for stage in _overlay(base, pauses)]


def _drop_imprecise(acts: Sequence[Link]) -> list[Link]:
    """Drop vaguely dated acts if another act with the same effect has a closer date."""
    return [act for act in acts if not any(_is_more_precise(other, act) for other in acts)]


def _is_more_precise(other: Link, act: Link) -> bool:
    inside = act.start.first <= other.start.first and other.start.last <= act.start.last
    return inside and other.start != act.start and _status(other) == _status(act)


def _reinstate(base: list[StatusInterval], act: Link) -> None:
    """Put a superseded measure back in force if it is eased or suspended later."""
    current = _find_covering(base, act.start.first)
    if current and current.status == "superseded":
        base.append(StatusInterval("in_force", act.start, NO_END, act, "act"))


def _set_base(base: list[StatusInterval], pauses: list[StatusInterval], act: Link, status: str) -> None:
    current = _find_covering(base, act.start.first)
    if status == "announced" and current:
        return  # the announced act will change the status itself
    if act.type == "UPHELD" and current and current.status == "in_force":
        return  # no change
    if status == "superseded" and current and current.status in _NOT_SUPERSEDABLE:
        return  # it had ended already
    _cut_base(base, act, status)
    base.append(StatusInterval(status, act.start, NO_END, act, "act"))
    if act.end != NO_END:
        back = status in ("lifted", "invalidated")
        after, rule = ("in_force", "snap_back") if back else ("expired", "stated_end")
        base.append(StatusInterval(after, act.end, NO_END, act, rule))
    if status != "announced" and act.type != "UPHELD":
        pauses[:] = [_end_early(p, act) if _ends_pause(p, act) else p for p in pauses]


def _cut_base(base: list[StatusInterval], act: Link, status: str) -> None:
    """Drop what begins with an act or later.

    Another imposition does not say that the measure was in force until then: a vague end that is dropped may have been
    before. Any other act says so.
    """
    day = act.start.first
    kept = [s for s in base if s.begin_day < day]
    ends = [s.start.first for s in base if s.begin_day >= day > s.start.first and s.rule in END_TRIGGERED_RULES]
    if kept and ends and status == "in_force":
        kept[-1] = replace(kept[-1], end=DayRange(min(ends), kept[-1].end.last))
    base[:] = kept


def _end_early(pause: StatusInterval, act: Link) -> StatusInterval:
    return replace(pause, end=act.start, ended_early=True, earliest_end=min(pause.earliest_end, pause.end.first))


def _ends_pause(pause: StatusInterval, act: Link) -> bool:
    """Return True if an act ends a pause.

    A pause decided after the act was known and before it took effect is not ended.
    """
    running = pause.end.last > act.start.first
    return running and (act.type != "IMPOSED" or act.first_reported_at > pause.act.first_reported_at)


def _extend(base: list[StatusInterval], pauses: list[StatusInterval], act: Link) -> None:
    """Move the end of the pause that expires next, or else of the measure itself."""
    bounded = [
        p
        for p in pauses
        if (p.end != NO_END or p.rule == "extension") and not p.ended_early and p.start.first <= act.start.first
    ]
    if bounded:
        still = [p for p in bounded if p.end.last > act.start.first]
        # A late extension applies to the pause that expired last.
        meant = min(still, key=_expiry_key) if still else max(bounded, key=_expiry_key)
        _, end = narrow_bounds(meant.start, act.end)
        pauses[pauses.index(meant)] = replace(meant, end=end, act=act, rule="extension")
        return
    ends = [s for s in base if s.rule == "stated_end"]
    if ends:
        base.remove(ends[-1])
        running = base[-1]
        base[-1] = replace(running, act=act, rule="extension")
        if act.end != NO_END:
            _, end = narrow_bounds(running.start, act.end)
            base.append(replace(ends[-1], start=end, act=act))


def _expiry_key(pause: StatusInterval) -> tuple[date, date]:
    return pause.end.last, pause.start.first


def _find_covering(stretches: Sequence[StatusInterval], day: date) -> StatusInterval | None:
    """Return the latest of the intervals that cover the day."""
    found = [s for s in stretches if s.begin_day <= day < s.end_day]
    return max(found, key=lambda s: (s.begin_day, s.start.first)) if found else None


def _overlay(base: list[StatusInterval], pauses: list[StatusInterval]) -> list[StatusInterval]:
    base, pauses = sorted(base, key=lambda s: s.start.first), sorted(pauses, key=lambda s: s.start.first)
    out: list[StatusInterval] = []
    for day, spans in _find_change_days(base, pauses):
        stretch = _find_covering(pauses, day) or _find_base(base, pauses, day)
        if stretch is None or (out and (out[-1].status, out[-1].act) == (stretch.status, stretch.act)):
            continue
        start = stretch.start if stretch.start in spans else _not_before(max(spans), stretch.start.first)
        if out:
            # In order of time: no status begins before the one it follows, however vague its date.
            start = _not_before(start, out[-1].start.first)
            out[-1] = replace(out[-1], end=_clip_end(out[-1], start))
        out.append(replace(stretch, start=start))
    if out:
        out[-1] = replace(out[-1], end=NO_END)
    return [stage for stage in out if stage.start.first < stage.end.last]


def _not_before(turn: DayRange, day: date) -> DayRange:
    return DayRange(max(turn.first, day), max(turn.last, day))


def _find_change_days(
    base: Sequence[StatusInterval], pauses: Sequence[StatusInterval]
) -> list[tuple[date, list[DayRange]]]:
    """Return the days on which the status may change, with the dates that cause it."""
    turns: defaultdict[date, list[DayRange]] = defaultdict(list)
    for stretch in (*base, *pauses):
        turns[stretch.begin_day].append(stretch.start)
    for pause in pauses:
        if pause.end != NO_END:
            turns[pause.end_day].append(pause.end)
    return sorted(turns.items())


def _clip_end(stage: StatusInterval, turn: DayRange) -> DayRange:
    """Return the days a stage may end on: the start of the next, or earlier."""
    return DayRange(max(stage.start.first, min(turn.first, stage.end.first, stage.earliest_end)), turn.last)


def _find_base(base: Sequence[StatusInterval], pauses: Sequence[StatusInterval], day: date) -> StatusInterval | None:
    """Return the base on a day that no pause covers."""
    under = _find_covering(base, day)
    ended = [
        p for p in pauses if not p.ended_early and p.end.last <= day and (under is None or under.begin_day < p.end.last)
    ]
    if not ended:
        return under
    if under is not None and under.status in _FINAL_STATUSES:
        return under
    # A paused measure was in force, even if no source dates its start.
    last = max(ended, key=lambda p: (p.end.last, p.end.first))
    return replace(last, status="in_force", start=last.end, end=NO_END, rule="snap_back")


def _find_confirmation(stage: StatusInterval, acts: Sequence[Link]) -> Report | None:
    """Return the first report, published when the stage had begun, that confirms it.

    A stage that began at the end of an earlier one is only confirmed by a report that gives that end, or by a later act
    that presupposes the stage. A suspension, for example, presupposes that the measure is in force.
    """
    if stage.rule == "implied":
        return min(stage.act.reports)
    if stage.rule in END_TRIGGERED_RULES:
        ending = [act for act in acts if act.end != NO_END and act.end.overlaps(stage.start)]
        own = [report for act in ending for report in act.reports if report.gives_end]
    else:
        own = list(stage.act.reports)
    others = [r for act in acts if act is not stage.act and _supports(act, stage) for r in act.reports]
    since = [report for report in own + others if report.published_at.date() >= stage.start.last]
    return min(since) if since else None


def _supports(act: Link, stage: StatusInterval) -> bool:
    """Return True if an act says or presupposes that the stage began."""
    status = _status(act)
    if status == stage.status and stage.rule not in END_TRIGGERED_RULES and act.start.overlaps(stage.start):
        return True  # by another actor, or a closer date
    if act.start.first > stage.end.last or act.start.last < stage.start.last:
        return False  # at another time
    if stage.status == "in_force":
        return act.type not in ("ANNOUNCED", "IMPOSED")
    return status != stage.status and act.type != "ANNOUNCED"
