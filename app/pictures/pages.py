"""Explorer pages without a drawing script: timeline and comparison. Also the examples of the start page."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlencode

import yaml

from app.pictures.assets import HERE, REPORT_SCRIPTS
from app.pictures.scene import SceneObject
from app.pictures.scene.build import build_scene
from app.pictures.scene.compare import CHANGES, compare
from app.pictures.scene.days import day_text, days_text, describe_instant
from app.pictures.scene.status_lines import describe_statuses, find_statusless_spans
from app.pictures.scene.styles import BY_TERMS_TEXT, humanize
from app.pictures.scene.text import sanitize
from app.pictures.scene.timeline import build_timeline
from app.pictures.templating import render_template
from graph.queries import Clocks
from graph.store import JsonTable

#: Relative path from the timeline and the comparison, which are one level deeper, to the start page.
PATH_TO_ROOT = "../"
_SIGNS = {"new": "+", "ended": "−", "status": "Δ", "dates": "Δ"}


@cache
def load_examples() -> tuple[dict[str, Any], ...]:
    """Return the example questions of ``examples.yaml``."""
    found: list[dict[str, Any]] = yaml.safe_load((HERE / "examples.yaml").read_text(encoding="utf-8"))
    return tuple(found)


def link_example(example: SceneObject, latest: str | None) -> dict[str, Any]:
    """Add the ``href`` of an example; the default date is that of the latest source."""
    days = {"as_of": latest, "known_at": latest} if "as_of" not in example and latest else {}
    asked = {key: example[key] for key in ("id", "depth", "type", "as_of", "known_at") if key in example} | days
    view = f"#{example['view']}" if "view" in example else ""
    return {**example, **days, "href": f"picture?{urlencode(asked, doseq=True, safe=':')}{view}"}


def render_timeline_page(
    life: SceneObject, acts: JsonTable, now: SceneObject, clocks: Clocks, known_at: str | None, latest: str | None
) -> str:
    """Render the status history of a measure.

    ``life`` is the status history, ``acts`` the rows of the query ``acts_on_measure``, ``now`` the measure with its
    status on the date, ``known_at`` the parameter as the user gave it, ``latest`` the date of the latest source.
    """
    life = sanitize(life)
    rows = [dict(zip(acts.columns, sanitize(row), strict=True)) for row in acts.rows]
    versions = [(since, describe_statuses(spans)) for since, spans in life["versions"]]
    name, measure = life["measure"]["name"], life["measure"]["id"]
    page = {
        "title": name,
        "heading": f"{name}: timeline",
        "back": _build_url("picture", [measure], known_at, as_of=clocks.day),
        "as_of": clocks.day,
        "known_shown": format_known_at(clocks, known_at),
        "now": _find_status(versions[-1][1] if versions else [], clocks.day),
        "note": sanitize(now.get("status_note")),
        "by_terms": BY_TERMS_TEXT,
        "line": build_timeline(versions, rows, clocks.as_of),
        "acts": [row | {"day": _format_act_day(row), "what": _describe_act(row)} for row in rows],
        "versions": [
            {"since": day_text(since), "life": [span | {"dates": _dates(span)} for span in spans], "now": number == 0}
            for number, (since, spans) in enumerate(reversed(versions))
        ],
        **describe_data_age(latest, clocks.day, _build_url("picture/timeline", [measure], known_at, as_of=latest)),
    }
    return render_template("timeline.html", {**page, "sort": "paper"}, REPORT_SCRIPTS, PATH_TO_ROOT)


def render_compare_page(
    scene: SceneObject,
    sources: Mapping[str, SceneObject],
    days: tuple[date, date],
    ids: Sequence[str],
    clocks: Clocks,
    known_at: str | None,
    latest: str | None,
) -> str:
    """Render the comparison of two dates.

    ``sources`` has the origin of each new status by the measure's id, as ``find_source`` returns it; ``ids`` are the
    requested entities, ``known_at`` is the parameter as the user gave it, ``latest`` the date of the latest source.
    """
    all_ = build_scene(scene)
    names = {node["id"]: node["name"] for node in all_["nodes"]}
    before, after = (day.isoformat() for day in days)
    title = title_of(ids, names)
    page = {
        "title": title,
        "heading": f"{title}: {day_text(before)} and {day_text(after)}",
        "back": _build_url("picture", ids, known_at, as_of=after),
        "known_shown": format_known_at(clocks, known_at),
        "texts": CHANGES,
        "signs": _SIGNS,
        "by_terms": BY_TERMS_TEXT,
        **compare(all_, (before, after), ids, sanitize(sources)),
        **describe_data_age(latest, after, _build_url("picture/compare", ids, known_at, before=before, after=latest)),
    }
    return render_template("compare.html", {**page, "sort": "paper"}, REPORT_SCRIPTS, PATH_TO_ROOT)


def describe_data_age(latest: str | None, day: str | None = None, href: str | None = None) -> dict[str, Any]:
    """Return the date of the latest source, and ``href`` if ``day`` is later."""
    late = bool(latest and day and day > latest)
    return {"latest_source": latest, "late": late, "latest_href": href if late else None}


def title_of(ids: Sequence[str], names: Mapping[str, str]) -> str:
    """Return the title of a picture: the names of the first three requested entities."""
    return ", ".join(names.get(i, i) for i in ids[:3]) + (" …" if len(ids) > 3 else "")


def format_known_at(clocks: Clocks, known_at: str | None) -> str:
    """Format ``known_at``; None means now."""
    return describe_instant(clocks.known_at) if known_at else "today"


def _build_url(path: str, ids: Sequence[str], known_at: str | None, **days: str | None) -> str:
    asked = {"id": list(ids), **days, "known_at": known_at}
    return (
        f"{PATH_TO_ROOT}{path}?{urlencode({key: value for key, value in asked.items() if value}, doseq=True, safe=':')}"
    )


def _find_status(life: Sequence[SceneObject], day: str) -> SceneObject:
    """Return the status period of a day, or the period without a status."""
    spans = [*life, *find_statusless_spans(life, ())]
    return next(s for s in spans if (s["from"] or "") <= day and (s["to"] is None or day < s["to"]))


def _dates(span: SceneObject) -> str:
    return days_text(span["from"], span["to"]) or "not known"


def _format_act_day(act: SceneObject) -> str:
    first, last = act["acted_on"], act["acted_on_latest"]
    if not first:
        return f"by {day_text(last)}" if last else "not known"
    if not last:
        return f"from {day_text(first)}"
    return day_text(first) if first == last else f"{day_text(first)} to {day_text(last)}"


def _describe_act(act: SceneObject) -> str:
    said = humanize(act["act"])
    return f"{said}: {act['how']}" if act["how"] else said
