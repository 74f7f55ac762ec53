"""Routes of changes and of the calendar, as pages and as feeds."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from app.api.caching import require_version
from app.api.deps import QueriesDep, reject_unknown_parameters
from app.api.parameters import Ids, MeasureKind, StatusFilter, Text
from app.api.responses import Responder
from app.api.routes.pictures import html_response
from app.formats.tables import FORMATS
from app.pages.changes import atom, icalendar
from app.pages.changes.calendar import describe_calendar
from app.pages.changes.story import MAX_CHANGES, describe_changes
from app.pages.exports import list_exports, script_response, workbook_response
from app.pages.frame import Frame, render_page
from app.pages.routes.deps import FrameDep, optional_day
from graph.cypher_files import read_cypher
from graph.model.dates import OPEN_END, parse_known_at
from graph.model.vocabulary import vocabulary
from graph.queries import CalendarFilter, Clocks, GraphQueries, invalid_parameter
from graph.queries.browse.changes import ChangeFilter, change_parameters
from graph.store import JsonTable
from graph.views.types.measures import CalendarEvent

router = APIRouter(dependencies=[Depends(reject_unknown_parameters)])

_FEED_ENTRIES = 50
MAX_EVENTS = 200
_LATEST_DAY = OPEN_END - timedelta(days=1)
Form = Literal["html", "json", "csv", "ndjson", "xlsx", "cypher"]


@router.get("/browse/changes", dependencies=[Depends(require_version)])
async def changes(
    request: Request,
    answers: QueriesDep,
    frame: FrameDep,
    start: Annotated[str | None, Query(alias="from")] = None,
    end: Annotated[str | None, Query(alias="to")] = None,
    known_since: Annotated[str | None, Query(max_length=40)] = None,
    entity: Ids = None,
    kind: MeasureKind = None,
    status: StatusFilter = None,
    view: Literal["all", "net", "returned"] = "all",
    format: Form = "html",
    excel: bool = False,
) -> Response:
    """Show the changes between two days as one story. The default is the year up to ``as_of``."""
    last = optional_day(end, "to") or frame.clocks.as_of
    first = optional_day(start, "from") or _year_before(last)
    if last < first:
        raise invalid_parameter("to", "must not be before from")
    since = _parse_since(known_since)
    wanted = ChangeFilter(None if since and not start else first, last, since, entity, kind, status)
    if format == "cypher":
        parameters = change_parameters(wanted, frame.clocks, MAX_CHANGES)
        return script_response("Changes of status", parameters, read_cypher("pages/changes"))
    found = await answers.status_changes(wanted, frame.clocks, MAX_CHANGES)
    if format == "xlsx":
        table = _table(found)
        return await workbook_response("Changes", table.columns, table.rows, frame)
    if excel or format in FORMATS:
        return Responder(request, "excel" if excel else format).table(_table(found))
    page = describe_changes(found, view, frame)
    page["fields"] |= {"from": first.isoformat(), "to": last.isoformat()}
    more = {"exports": list_exports(frame), "choices": _choices(), "feed": _feed_address(frame)}
    return html_response(render_page("changes.html", frame, page | more))


@router.get("/browse/calendar", dependencies=[Depends(require_version)])
async def calendar(
    answers: QueriesDep,
    frame: FrameDep,
    start: Annotated[str | None, Query(alias="from")] = None,
    end: Annotated[str | None, Query(alias="to")] = None,
    target: Text = None,
    kind: MeasureKind = None,
) -> Response:
    """Show what comes, by month, and what holds it off. The default is the year after ``as_of``."""
    first = optional_day(start, "from") or frame.clocks.as_of
    last = optional_day(end, "to") or min(first + timedelta(days=365), _LATEST_DAY)
    events = await _fetch_events(answers, CalendarFilter(first, last, target, kind), frame.clocks)
    nearest = None
    if not events and first < _LATEST_DAY:
        later = await answers.calendar(CalendarFilter(first, _LATEST_DAY, target, kind), frame.clocks, 1, None)
        nearest = next(iter(later.items), None)
    page = describe_calendar(events, (first, last), nearest, frame) | {"cut": len(events) == MAX_EVENTS}
    asked = {name: frame.given.get(name) for name in ("from", "to", "target", "kind")}
    files = {"json": "JSON", "csv": "CSV"}
    exports = [
        {"name": name, "href": frame.to("measures/calendar", **asked, format=form), "download": form == "csv"}
        for form, name in files.items()
    ]
    return html_response(
        render_page("calendar.html", frame, page | {"exports": exports, "choices": _choices(), "target": target})
    )


@router.get("/calendar.ics")
async def calendar_file(
    request: Request, answers: QueriesDep, frame: FrameDep, target: Text = None, kind: MeasureKind = None
) -> Response:
    """Return the calendar of the next year for calendar programs."""
    first = frame.clocks.as_of
    wanted = CalendarFilter(first, min(first + timedelta(days=366), _LATEST_DAY), target, kind)
    events = await _fetch_events(answers, wanted, frame.clocks)
    body = icalendar.render_calendar(events, _stamp(frame), _root(request))
    return Response(body, media_type=icalendar.MEDIA_TYPE, headers={"Cache-Control": "no-cache"})


@router.get("/feed.atom")
async def feed(
    request: Request,
    answers: QueriesDep,
    frame: FrameDep,
    entity: Ids = None,
    kind: MeasureKind = None,
    status: StatusFilter = None,
) -> Response:
    """Return the newest changes of status as a feed."""
    await answers.require_entities(entity or [])
    wanted = ChangeFilter(entities=entity, kind=kind, status=status, newest=True)
    found = await answers.status_changes(wanted, frame.clocks, _FEED_ENTRIES)
    names = await answers.fetch_names(entity or [])
    title = "tradegraph: changes" + (f" of {', '.join(names[i] for i in entity)}" if entity else "")
    updated = f"{_stamp(frame):%Y-%m-%dT%H:%M:%SZ}"
    body = atom.render_feed(found, title, str(request.url), _root(request), updated)
    return Response(body, media_type=atom.MEDIA_TYPE, headers={"Cache-Control": "no-cache"})


async def _fetch_events(answers: GraphQueries, wanted: CalendarFilter, clocks: Clocks) -> list[CalendarEvent]:
    return (await answers.calendar(wanted, clocks, MAX_EVENTS, None)).items


def _parse_since(known_since: str | None) -> datetime | None:
    try:
        return parse_known_at(known_since) if known_since else None
    except ValueError as error:
        raise invalid_parameter("known_since", f"is not allowed: {error}") from None


def _year_before(day: date) -> date:
    return day - timedelta(days=min(365, (day - date.min).days))


def _choices() -> dict[str, Any]:
    kinds = vocabulary().kinds["Measure"].properties["measure_kind"].one_of
    return {"kind": list(kinds or ()), "status": list(vocabulary().statuses)}


def _feed_address(frame: Frame) -> str:
    asked = {name: frame.given.get(name) for name in ("entity", "kind", "status")}
    return frame.to("feed.atom", **asked, as_of=None, known_at=None)


def _table(found: list[dict[str, Any]]) -> JsonTable:
    columns = [
        "on", "measure_id", "measure", "kind", "before", "after", "basis", "until", "actor_id", "actor", "action",
        "source_id", "publisher", "published_on", "known_from", "fact_id",
    ]  # fmt: skip
    rows = []
    for change in found:
        actor, source = change["actor"] or {}, change["source"] or {}
        rows.append(
            [change["on"], change["measure"]["id"], change["measure"]["name"], change["kind"], change["before"],
             change["after"], "by_terms" if change["scheduled"] else "reported", change["until"], actor.get("id"),
             actor.get("name"), change["action"], source.get("id"), source.get("publisher"),
             source.get("published_on"), change["known_from"], change["fact_id"]]
        )  # fmt: skip
    return JsonTable(columns, rows, len(found) == MAX_CHANGES, [])


def _stamp(frame: Frame) -> datetime:
    """Return the moment of the latest source: the same data then gives the same file."""
    day = date.fromisoformat(frame.latest[:10]) if frame.latest and len(frame.latest) >= 10 else frame.clocks.as_of
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _root(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}"
