"""The explorer's pages that need no drawing script: the first page, a measure's timeline, and before and after."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlencode

import yaml

from app.explorer.assets import HERE, SHEET, START
from app.explorer.compare import CHANGES, compare
from app.explorer.pages import written
from app.explorer.scenes import drawn
from app.explorer.texts import plain
from app.explorer.timeline import timeline
from graph.answers import Clocks
from graph.store import Table

Record = Mapping[str, Any]
#: From these pages, which are one path deeper than the others, to the first page.
UP = "../"
_SIGNS = {"new": "+", "gone": "−", "changed": "Δ"}


@cache
def examples() -> tuple[dict[str, Any], ...]:
    """The questions that the first page may offer: ``question``, ``shows``, ``id``, and the ``href`` of its picture."""
    found = yaml.safe_load((HERE / "examples.yaml").read_text(encoding="utf-8"))
    for example in found:
        asked = {key: example[key] for key in ("id", "depth", "type", "as_of") if key in example}
        view = f"#{example['view']}" if "view" in example else ""
        example["href"] = f"picture?{urlencode(asked, doseq=True, safe=':')}{view}"
    return tuple(found)


def start(known: set[str]) -> str:
    """The first page: a search, and the questions of which all entities are ``known``."""
    offered = [example for example in examples() if known.issuperset(example["id"])]
    return written("start.html", {"heading": "tradegraph", "sort": "begin", "examples": offered}, START)


def timeline_page(life: Record, acts: Table, clocks: Clocks, known_at: str | None) -> str:
    """The life of a measure as a page.

    In: the answer of ``Answers.life``; the rows of the query ``acts_on_measure``; both clocks, and ``known_at`` as the
    user gave it.
    """
    life = plain(life)
    rows = [dict(zip(acts.columns, plain(row), strict=True)) for row in acts.rows]
    versions = life["versions"]
    name = life["measure"]["name"]
    page = {
        "title": name,
        "heading": f"{name}: its life",
        "back": _picture_of([life["measure"]["id"]], clocks.as_of, known_at),
        "as_of": clocks.day,
        "known_shown": known_shown(clocks, known_at),
        "line": timeline(versions, rows, clocks.as_of),
        "acts": [row | {"day": _day(row), "what": _what(row)} for row in rows],
        "versions": [
            {"since": since[:10], "life": spans, "now": number == 0}
            for number, (since, spans) in enumerate(reversed(versions))
        ],
    }
    return written("timeline.html", {**page, "sort": "paper"}, SHEET, UP)


def compare_page(
    scene: Record,
    graphs: Sequence[Record],
    days: Sequence[date],
    ids: Sequence[str],
    clocks: Clocks,
    known_at: str | None,
) -> str:
    """Before and after as a page.

    In: the answer of ``Answers.scene``; those of ``Answers.graph`` for both days; the days; what was asked for.
    """
    all_ = drawn(scene)
    names = {node["id"]: node["name"] for node in all_["nodes"]}
    compared = compare(all_, plain(graphs[0]), plain(graphs[1]), ids)
    for picture, day in zip(compared["pictures"], days, strict=True):
        picture["day"] = day.isoformat()
    title = title_of(ids, names)
    page = {
        "title": title,
        "heading": f"{title}: {days[0]} and {days[1]}",
        "back": _picture_of(ids, days[1], known_at),
        "known_shown": known_shown(clocks, known_at),
        "texts": CHANGES,
        "signs": _SIGNS,
        **compared,
    }
    return written("compare.html", {**page, "sort": "paper"}, SHEET, UP)


def title_of(ids: Sequence[str], names: Mapping[str, str]) -> str:
    """What stands above a picture: the names of what was asked for, the first three of them."""
    return ", ".join(names.get(i, i) for i in ids[:3]) + (" …" if len(ids) > 3 else "")


def known_shown(clocks: Clocks, known_at: str | None) -> str:
    """The second clock as a reader has it: as it was given, or that it is now."""
    return str(plain(known_at)) if known_at else f"now, {clocks.known_at:%Y-%m-%d}"


def _picture_of(ids: Sequence[str], as_of: date, known_at: str | None) -> str:
    asked = {"id": list(ids), "as_of": as_of, **({"known_at": known_at} if known_at else {})}
    return f"{UP}picture?{urlencode(asked, doseq=True, safe=':')}"


def _day(act: Record) -> str:
    first, last = act["acted_on"], act["acted_on_latest"]
    return first if first == last else f"{first or '?'} to {last or '?'}"


def _what(act: Record) -> str:
    said = act["act"].replace("_", " ").lower()
    return f"{said}: {act['how']}" if act["how"] else str(said)
