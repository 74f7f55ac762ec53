"""Timeline of a measure: current record, earlier versions of the record, and actions.

All positions are computed here, on a drawing :data:`WIDTH` wide; the template only writes them.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from app.pictures.scene import SceneObject
from app.pictures.scene.days import day_text, days_text
from app.pictures.scene.styles import BY_TERMS, humanize

WIDTH = 1000
LEFT, RIGHT = 176, 12  # room for the labels of the lanes
_LANE, _FIRST, _GAP = 22, 34, 8
_LETTER = 6.4  # approximate width of a letter
_ACT_ROW = 18
_MARGIN = timedelta(days=30)
_MAX_EARLIER = 8  # earlier versions that are drawn

StatusSpans = Sequence[SceneObject]  # result of ``describe_statuses``


class TimeScale:
    """Scale from days to horizontal positions."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last

    def to_x(self, day: date) -> float:
        """Return the position of a day; days outside the scale are moved to its edge."""
        within = min(max(day, self.first), self.last)
        whole = (self.last - self.first).days or 1
        return round(LEFT + (within - self.first).days / whole * (WIDTH - LEFT - RIGHT), 1)

    def ticks(self) -> list[dict[str, Any]]:
        """Return ticks at the start of months or years, at most twelve or so."""
        months = (self.last - self.first).days / 30.4
        step = next((each for each in (1, 3, 6, 12, 24, 60, 120) if months / each <= 12), 240)
        ticks, month = [], self.first.year * 12
        while month // 12 <= self.last.year:
            day = date(month // 12, month % 12 + 1, 1)
            if self.first <= day < self.last:
                text = f"{day:%b}" if step < 12 and day.month > 1 else f"{day:%Y}"
                ticks.append({"x": self.to_x(day), "text": text})
            month += step
        return ticks


def build_timeline(
    versions: Sequence[tuple[str, StatusSpans]], acts: Sequence[SceneObject], as_of: date
) -> dict[str, Any]:
    """Compute the lanes, actions and ticks that the template draws.

    ``versions`` are the versions of the record, each with the instant from which it was known; ``acts`` have
    ``acted_on``, ``act``, ``actor`` and ``certainty``; ``as_of`` is the selected date.
    """
    scale = _scale(versions, acts, as_of)
    marks, y = _marks(acts, scale)
    lanes: list[dict[str, Any]] = []
    for number, (since, life) in enumerate([*reversed(versions)][: _MAX_EARLIER + 1]):
        high = _LANE if number else _FIRST
        label = f"record of {day_text(since)}" if number else "current record"
        lanes.append({"y": y, "height": high, "label": label, "spans": _spans(life, scale), "now": not number})
        y += high + _GAP
    return {
        "lanes": lanes,
        "marks": marks,
        "ticks": scale.ticks(),
        "now": scale.to_x(as_of),
        "foot": y,
        "height": y + 24,
        "width": WIDTH,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "by_terms": sorted({span["status"] for lane in lanes for span in lane["spans"] if span["by_terms"]}),
        "earlier": max(len(versions) - 1 - _MAX_EARLIER, 0),
    }


def _scale(versions: Sequence[tuple[str, StatusSpans]], acts: Sequence[SceneObject], as_of: date) -> TimeScale:
    ends = [span[end] for _, life in versions for span in life for end in ("from", "to")]
    days = [date.fromisoformat(day) for day in [*ends, *(act["acted_on"] for act in acts)] if day] + [as_of]
    first, last = min(days), max(days)
    margin = max(_MARGIN, (last - first) / 20)
    return TimeScale(first - min(margin, first - date.min), last + min(margin, date.max - last))


def _spans(life: StatusSpans, scale: TimeScale) -> list[dict[str, Any]]:
    shown = []
    for span in life:
        start, end = (date.fromisoformat(span[key]) if span[key] else None for key in ("from", "to"))
        x, x_end = scale.to_x(start or scale.first), scale.to_x(end or scale.last)
        texts = [span["text"], humanize(span["status"])]  # the second is the short form
        shown.append(
            {
                "x": x,
                "width": max(round(x_end - x, 1), 1),
                "status": span["status"],
                "holds": span["holds"],
                "by_terms": span["basis"] == BY_TERMS,
                "text": next((text for text in texts if len(text) * _LETTER + 8 < x_end - x), ""),
                "title": f"{span['text']}: {days_text(span['from'], span['to']) or 'dates not known'}",
            }
        )
    return shown


def _marks(acts: Sequence[SceneObject], scale: TimeScale) -> tuple[list[dict[str, Any]], int]:
    """Place each act in the first row with room. Return the acts and the top of the lanes."""
    ends: list[float] = []  # right end of each row
    marks = []
    for act in acts:
        if not act["acted_on"]:
            continue
        x = scale.to_x(date.fromisoformat(act["acted_on"]))
        unsure = "" if act["certainty"] == "asserted" else f" ({act['certainty']})"
        text = f"{humanize(act['act'])}: {act['actor']}{unsure}"
        wide = len(text) * _LETTER + 14
        left = x + wide > WIDTH - RIGHT  # no room to the right of the day
        begin = x - wide if left else x
        row = next((n for n, end in enumerate(ends) if end <= begin), len(ends))
        ends[row:] = [begin + wide, *ends[row + 1 :]]
        marks.append(
            {"x": x, "row": row, "text": text, "left": left, "day": act["acted_on"], "certainty": act["certainty"]}
        )
    top = 12 + len(ends) * _ACT_ROW
    for mark in marks:
        mark["y"] = top - 6 - (mark.pop("row") + 1) * _ACT_ROW + 12
    return marks, top + 6
