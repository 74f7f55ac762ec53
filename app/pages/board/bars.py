"""Life bars: the status periods of measures on one time axis."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from app.pictures.scene import SceneObject
from app.pictures.scene.days import days_text
from app.pictures.scene.styles import BY_TERMS

#: Width of a bar in its own units; the page stretches it.
WIDTH = 1000
_LEAST = timedelta(days=365)
_AFTER = timedelta(days=120)  # shown after the day, or after the last change before this
_MOST_YEARS = 12
_EARLY = 0.1  # part of all starts that may lie before the axis


class TimeAxis:
    """Axis from a first to a last day, the same for all rows."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last

    @classmethod
    def for_spans(cls, spans: Iterable[SceneObject], day: date) -> "TimeAxis":
        """Return the axis for the periods of all rows and a day.

        A tenth of the starts may lie before it, so that a few old measures do not squeeze all others.
        """
        days = sorted(date.fromisoformat(span[end]) for span in spans for end in ("from", "to") if span[end])
        least = max(day, date.min + _LEAST) - _LEAST
        first = min(days[int(len(days) * _EARLY)], least) if days else least
        near = [one for one in days if day < one < day + 3 * _AFTER] if date.max - day > 3 * _AFTER else []
        last = max([day, *near])
        return cls(first.replace(day=1), min(last, date.max - _AFTER) + _AFTER)

    def to_x(self, day: date) -> int:
        """Return the position of a day; days outside the axis are at its edge."""
        within = min(max(day, self.first), self.last)
        return round((within - self.first).days / ((self.last - self.first).days or 1) * WIDTH)

    def years(self) -> list[dict[str, Any]]:
        """Return the starts of the years on the axis, or of some of them."""
        step = 1 + (self.last.year - self.first.year) // _MOST_YEARS
        return [
            {"percent": round(self.to_x(date(year, 1, 1)) / WIDTH * 100, 1), "text": str(year)}
            for year in range(self.first.year + 1, self.last.year + 1, step)
        ]


def build_bar(life: Sequence[SceneObject], axis: TimeAxis) -> list[dict[str, Any]]:
    """Return the periods of a measure as parts of a bar; ``life`` comes from ``describe_statuses``."""
    parts = []
    for span in life:
        start, end = (date.fromisoformat(span[key]) if span[key] else None for key in ("from", "to"))
        left, right = axis.to_x(start or axis.first), axis.to_x(end or axis.last)
        if (end and end <= axis.first) or (start and start >= axis.last):
            continue
        parts.append(
            {
                "x": left,
                "width": max(right - left, 3),
                "status": span["status"],
                "by_terms": span["basis"] == BY_TERMS,
                "possible": span["holds"] == "possible",
                "title": f"{span['text']}: {days_text(span['from'], span['to']) or 'dates not known'}",
            }
        )
    return parts
