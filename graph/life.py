"""A measure's life: from the acts on it to the periods of its status.

Two layers. The *base* is what the measure is by itself: announced, then in force, until it expires, is lifted or is
superseded. Over it lie *pauses*, the stretches for which it was eased or suspended; where a pause ends as stated, the
base shows again. The status on a day is that of the pause that began last and still lasts, else that of the base.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph.dates import NO_END, UNKNOWN_START, Span
from graph.model import Link
from graph.vocabulary import vocabulary

#: Acts of one day, in the order in which they take effect.
_RANK = {"announced": 0, "in_force": 1, "eased": 2, "suspended": 3, "lifted": 5, "superseded": 6, "invalidated": 7}
_EXTENDS_RANK = 4
#: What ends a measure, so that nothing that lay over it shows again.
_ENDED = ("lifted", "expired", "invalidated", "superseded")

#: How a period follows from its act; docs/time.md says it at more length.
RULES = {
    "act": "the act took effect on its own date",
    "stated_end": "the act that brought the measure into force stated this end",
    "snap_back": "a pause ended as stated, so the measure is back in force",
    "extension": "the act moved the end of what was running",
    "implied": "the act says of the measure that it was in force, since when nobody says",
}


@dataclass(frozen=True)
class Stretch:
    """A status from a day on, or between two days, with the act that made it and the rule by which it did."""

    status: str
    start: Span
    end: Span
    act: Link
    rule: str


def _status(act: Link) -> str | None:
    return vocabulary().relationships[act.type].status


def _order(act: Link) -> tuple[date, int, date, str]:
    status = _status(act)
    return act.start.first, _RANK[status] if status else _EXTENDS_RANK, act.end.last, act.link_id


def stages(acts: Sequence[Link]) -> list[Stretch]:
    """The life that the acts make, in the order of time, one status at a time.

    ``acts`` are links onto one measure, in any order.
    """
    base: list[Stretch] = []
    pauses: list[Stretch] = []
    for act in sorted(_most_precise(acts), key=_order):
        status = _status(act)
        if act.type not in ("ANNOUNCED", "IMPOSED") and not base:
            base.append(Stretch("in_force", Span(UNKNOWN_START, act.start.last), NO_END, act, "implied"))
        if status is None:
            _extend(base, pauses, act)
        elif status in ("eased", "suspended"):
            _revive(base, act)
            pauses.append(Stretch(status, act.start, act.end, act, "act"))
        else:
            _set_base(base, pauses, act, status)
    return _laid_over(base, pauses)


def _most_precise(acts: Sequence[Link]) -> list[Link]:
    """Without the acts that are dated vaguely where another act to the same effect is dated more closely inside."""
    return [act for act in acts if not any(_says_the_same_better(other, act) for other in acts)]


def _says_the_same_better(other: Link, act: Link) -> bool:
    inside = act.start.first <= other.start.first and other.start.last <= act.start.last
    return inside and other.start != act.start and _status(other) == _status(act)


def _revive(base: list[Stretch], act: Link) -> None:
    """What was superseded and is eased or suspended later has come back in the place of what superseded it."""
    current = _covering(base, act.start.first)
    if current and current.status == "superseded":
        base.append(Stretch("in_force", act.start, NO_END, act, "act"))


def _set_base(base: list[Stretch], pauses: list[Stretch], act: Link, status: str) -> None:
    current = _covering(base, act.start.first)
    if status == "announced" and current:
        return  # what is announced of a measure that already has a life is shown by the act that follows
    if act.type == "UPHELD" and current and current.status == "in_force":
        return  # left as it was
    base[:] = [s for s in base if s.start.first < act.start.first]
    base.append(Stretch(status, act.start, NO_END, act, "act"))
    if act.end != NO_END:
        after = "in_force" if status == "lifted" else "expired"
        base.append(Stretch(after, act.end, NO_END, act, "snap_back" if status == "lifted" else "stated_end"))
    if status != "announced" and act.type != "UPHELD":
        pauses[:] = [replace(p, end=act.start) if _ends(p, act) else p for p in pauses]


def _ends(pause: Stretch, act: Link) -> bool:
    """Whether an act ends a pause: not if the pause was decided when the act was known, before it took effect."""
    running = pause.end.last > act.start.first
    return running and (act.type != "IMPOSED" or act.reported > pause.act.reported)


def _extend(base: list[Stretch], pauses: list[Stretch], act: Link) -> None:
    """Moves the end of the pause that runs out next, else the end of the measure itself."""
    bounded = [p for p in pauses if (p.end != NO_END or p.rule == "extension") and p.start.first <= act.start.first]
    if bounded:
        still = [p for p in bounded if p.end.last > act.start.first]
        # An extension that came late is of the pause that ran out last.
        meant = min(still, key=_runs_out) if still else max(bounded, key=_runs_out)
        pauses[pauses.index(meant)] = replace(meant, end=act.end, act=act, rule="extension")
        return
    ends = [s for s in base if s.rule == "stated_end"]
    if ends:
        base.remove(ends[-1])
        running = base[-1]
        base[-1] = replace(running, act=act, rule="extension")
        if act.end != NO_END:
            base.append(replace(ends[-1], start=act.end, act=act))


def _runs_out(pause: Stretch) -> tuple[date, date]:
    return pause.end.last, pause.start.first


def _covering(stretches: Sequence[Stretch], day: date) -> Stretch | None:
    """The stretch that began last of those that cover the day."""
    found = [s for s in stretches if s.start.first <= day < s.end.last]
    return max(found, key=lambda s: s.start.first) if found else None


def _laid_over(base: list[Stretch], pauses: list[Stretch]) -> list[Stretch]:
    base, pauses = sorted(base, key=lambda s: s.start.first), sorted(pauses, key=lambda s: s.start.first)
    turns = {s.start for s in (*base, *pauses)} | {p.end for p in pauses if p.end != NO_END}
    out: list[Stretch] = []
    for turn in sorted(turns):
        stretch = _covering(pauses, turn.first) or _base_at(base, pauses, turn.first)
        if stretch is None or (out and (out[-1].status, out[-1].act) == (stretch.status, stretch.act)):
            continue
        if out:
            out[-1] = replace(out[-1], end=turn)
        out.append(replace(stretch, start=turn, end=NO_END))
    return [stage for stage in out if stage.start.first < stage.end.last]


def _base_at(base: Sequence[Stretch], pauses: Sequence[Stretch], day: date) -> Stretch | None:
    """The base on a day, shown because no pause covers it."""
    under = _covering(base, day)
    ended = [p for p in pauses if p.end.first <= day and (under is None or under.start.first < p.end.first)]
    if not ended:
        return under
    if under is not None and under.status in _ENDED:
        return under
    # What was paused was in force, even where nobody says when it had begun.
    last = max(ended, key=lambda p: p.end.first)
    return replace(last, status="in_force", start=last.end, end=NO_END, rule="snap_back")
