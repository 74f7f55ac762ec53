"""The explorer's pages that need no drawing script: the first page, a measure's timeline, and before and after."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlencode

import yaml

from app.pictures.assets import HERE, SHEET, START
from app.pictures.scene.build import drawn
from app.pictures.scene.compare import CHANGES, compare
from app.pictures.scene.days import day_text, days_text, instant_shown
from app.pictures.scene.status_lines import statuses, without_status
from app.pictures.scene.styles import BY_TERMS_TEXT, words
from app.pictures.scene.text import plain
from app.pictures.scene.timeline import timeline
from app.pictures.templating import written
from graph.queries import Clocks
from graph.store import Table

Record = Mapping[str, Any]
#: From these pages, which are one path deeper than the others, to the first page.
UP = "../"
_SIGNS = {"new": "+", "ended": "−", "status": "Δ", "dates": "Δ"}


@cache
def examples() -> tuple[dict[str, Any], ...]:
    """The questions that the first page may offer, as ``examples.yaml`` has them."""
    found: list[dict[str, Any]] = yaml.safe_load((HERE / "examples.yaml").read_text(encoding="utf-8"))
    return tuple(found)


def opened(example: Record, latest: str | None) -> dict[str, Any]:
    """An example with the ``href`` that opens it; one without a day of its own opens on that of the latest source."""
    days = {"as_of": latest, "known_at": latest} if "as_of" not in example and latest else {}
    asked = {key: example[key] for key in ("id", "depth", "type", "as_of", "known_at") if key in example} | days
    view = f"#{example['view']}" if "view" in example else ""
    return {**example, **days, "href": f"picture?{urlencode(asked, doseq=True, safe=':')}{view}"}


def start(known: set[str], latest: str | None) -> str:
    """The first page: a search, and the questions of which all entities are ``known``."""
    offered = [opened(example, latest) for example in examples() if known.issuperset(example["id"])]
    page = {"heading": "tradegraph", "sort": "begin", "examples": offered, **age(latest)}
    return written("start.html", page, START)


def timeline_page(
    life: Record, acts: Table, now: Record, clocks: Clocks, known_at: str | None, latest: str | None
) -> str:
    """The life of a measure as a page.

    In: the answer of ``Answers.life``; the rows of the query ``acts_on_measure``; the measure with its status on the
    day; both clocks, and ``known_at`` as the user gave it; the day of the latest source.
    """
    life = plain(life)
    rows = [dict(zip(acts.columns, plain(row), strict=True)) for row in acts.rows]
    versions = [(since, statuses(spans)) for since, spans in life["versions"]]
    name, measure = life["measure"]["name"], life["measure"]["id"]
    page = {
        "title": name,
        "heading": f"{name}: timeline",
        "back": _address("picture", [measure], known_at, as_of=clocks.day),
        "as_of": clocks.day,
        "known_shown": known_shown(clocks, known_at),
        "now": _on(versions[-1][1] if versions else [], clocks.day),
        "note": plain(now.get("status_note")),
        "by_terms": BY_TERMS_TEXT,
        "line": timeline(versions, rows, clocks.as_of),
        "acts": [row | {"day": _day(row), "what": _what(row)} for row in rows],
        "versions": [
            {"since": day_text(since), "life": [span | {"dates": _dates(span)} for span in spans], "now": number == 0}
            for number, (since, spans) in enumerate(reversed(versions))
        ],
        **age(latest, clocks.day, _address("picture/timeline", [measure], known_at, as_of=latest)),
    }
    return written("timeline.html", {**page, "sort": "paper"}, SHEET, UP)


def compare_page(
    scene: Record,
    sources: Mapping[str, Record],
    days: tuple[date, date],
    ids: Sequence[str],
    clocks: Clocks,
    known_at: str | None,
    latest: str | None,
) -> str:
    """Before and after as a page.

    In: the answer of ``Answers.scene``; where the new status of each measure comes from, by the measure's id, as
    ``source_of`` gives it; the days; what was asked for; the clocks; the day of the latest source.
    """
    all_ = drawn(scene)
    names = {node["id"]: node["name"] for node in all_["nodes"]}
    before, after = (day.isoformat() for day in days)
    title = title_of(ids, names)
    page = {
        "title": title,
        "heading": f"{title}: {day_text(before)} and {day_text(after)}",
        "back": _address("picture", ids, known_at, as_of=after),
        "known_shown": known_shown(clocks, known_at),
        "texts": CHANGES,
        "signs": _SIGNS,
        "by_terms": BY_TERMS_TEXT,
        **compare(all_, (before, after), ids, plain(sources)),
        **age(latest, after, _address("picture/compare", ids, known_at, before=before, after=latest)),
    }
    return written("compare.html", {**page, "sort": "paper"}, SHEET, UP)


def age(latest: str | None, day: str | None = None, href: str | None = None) -> dict[str, Any]:
    """How old the data is: the day of the latest source, whether ``day`` is later, and the address that goes there."""
    late = bool(latest and day and day > latest)
    return {"latest_source": latest, "late": late, "latest_href": href if late else None}


def title_of(ids: Sequence[str], names: Mapping[str, str]) -> str:
    """What stands above a picture: the names of what was asked for, the first three of them."""
    return ", ".join(names.get(i, i) for i in ids[:3]) + (" …" if len(ids) > 3 else "")


def known_shown(clocks: Clocks, known_at: str | None) -> str:
    """The second clock in words; ``known_at`` is None where it is now."""
    return instant_shown(clocks.known_at) if known_at else "today"


def _address(path: str, ids: Sequence[str], known_at: str | None, **days: str | None) -> str:
    asked = {"id": list(ids), **days, "known_at": known_at}
    return f"{UP}{path}?{urlencode({key: value for key, value in asked.items() if value}, doseq=True, safe=':')}"


def _on(life: Sequence[Record], day: str) -> Record:
    """The status on a day, or that there is none."""
    spans = [*life, *without_status(life, ())]
    return next(s for s in spans if (s["from"] or "") <= day and (s["to"] is None or day < s["to"]))


def _dates(span: Record) -> str:
    return days_text(span["from"], span["to"]) or "not known"


def _day(act: Record) -> str:
    first, last = act["acted_on"], act["acted_on_latest"]
    if not first:
        return f"by {day_text(last)}" if last else "not known"
    if not last:
        return f"from {day_text(first)}"
    return day_text(first) if first == last else f"{day_text(first)} to {day_text(last)}"


def _what(act: Record) -> str:
    said = words(act["act"])
    return f"{said}: {act['how']}" if act["how"] else said
