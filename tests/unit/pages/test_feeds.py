"""Calendar files against RFC 5545 and feeds against RFC 4287."""

import re
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

from app.pages.changes.atom import render_feed
from app.pages.changes.icalendar import render_calendar
from app.pages.changes.story import describe_change, net_changes

STAMP = datetime(2025, 12, 4, tzinfo=UTC)
ROOT = "https://example.org/trade"
ATOM = "{http://www.w3.org/2005/Atom}"


def event(**more):
    return {
        "date": "2026-11-10", "date_latest": None, "event": "snaps_back", "certainty": "asserted", "scheduled": True,
        "measure": {"id": "measure:a", "kind": "Measure", "name": "Contrôle; des, \\ terres " + "rares " * 20},
        "action": "SUSPENDED", "fact_id": "f1", "on": None, "rate_before": None, "rate_after": None,
        "held_off_by": None, **more,
    }  # fmt: skip


def change(**more):
    return {
        "id": "p1", "measure": {"id": "measure:a", "name": "A & <b>"}, "kind": "tariff", "before": "in_force",
        "after": "suspended", "scheduled": False, "action": "SUSPENDED", "rule": "act", "certainty": "asserted",
        "fact_id": "f1", "text": "A pause\x0b of 90 days.", "actor": {"id": "government:x", "name": "X"},
        "source": {
            "id": "source:s", "title": "T", "publisher": "P", "url": "https://p.example/t",
            "published_on": "2025-05-13",
        },
        "on": "2025-05-14", "until": "2025-08-12", "exact": True, "known_from": "2025-05-13T00:00:00Z", **more,
    }  # fmt: skip


def parse_calendar(data):
    """Return the events of a calendar, after strict checks of its lines."""
    assert data.endswith(b"\r\n")
    lines = data.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines)
    unfolded = re.sub(r"\r\n ", "", data.decode()).split("\r\n")[:-1]
    assert (unfolded[0], unfolded[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert {"VERSION:2.0", "PRODID:-//tradegraph//Calendar of measures//EN"} <= set(unfolded)
    events, open_ = [], []
    for line in unfolded:
        name, _, value = line.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;[A-Z-]+=[A-Z0-9-]+)*", name), line
        if name == "BEGIN":
            open_.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert open_.pop() == value
        elif open_[-1] == "VEVENT":
            assert name not in events[-1]
            events[-1][name] = value
        elif open_[-1] == "VALARM":
            events[-1].setdefault("alarm", {})[name] = value
    assert not open_
    return events


def test_a_calendar_keeps_to_its_rules():
    later = event(date=date(2027, 1, 31).isoformat(), fact_id="f2", certainty="announced")
    first, second = parse_calendar(render_calendar([event(), later], STAMP, ROOT))
    assert {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "SUMMARY", "alarm"} <= first.keys()
    assert (first["DTSTART;VALUE=DATE"], first["DTEND;VALUE=DATE"]) == ("20261110", "20261111")
    assert second["DTEND;VALUE=DATE"] == "20270201"
    assert first["DTSTAMP"] == "20251204T000000Z"
    assert first["SUMMARY"].startswith("Contrôle\\; des\\, \\\\ terres rares")
    assert first["alarm"]["TRIGGER"] == "-P30D"
    assert (first["STATUS"], second["STATUS"]) == ("CONFIRMED", "TENTATIVE")
    assert first["URL"] == f"{ROOT}/entity/measure:a"
    assert first["UID"] != second["UID"]


def test_the_uid_of_an_event_stays_if_its_date_moves():
    uids = [
        parse_calendar(render_calendar([event(date=day)], STAMP, ROOT))[0]["UID"]
        for day in ("2026-11-10", "2027-01-10")
    ]
    assert uids[0] == uids[1]
    twice = parse_calendar(render_calendar([event(), event()], STAMP, ROOT))
    assert twice[0]["UID"] != twice[1]["UID"]
    assert parse_calendar(render_calendar([], STAMP, ROOT)) == []


def test_a_feed_keeps_to_its_rules():
    data = render_feed(
        [change(), change(id="p2", source=None, actor=None, before=None)], "T", f"{ROOT}/feed.atom", ROOT, "x"
    )
    feed = ET.fromstring(data)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}updated") == "2025-05-13T00:00:00Z"
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")] == ["self", "alternate"]
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        for needed in ("id", "title", "updated", "summary"):
            assert len(entry.findall(f"{ATOM}{needed}")) == 1
            assert entry.findtext(f"{ATOM}{needed}")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2
    assert entries[0].findtext(f"{ATOM}title") == "A & <b>: in force → suspended"
    for said in ("Before: in force.", "After: suspended.", "By: X, suspended.", "Source: P, 2025-05-13: T."):
        assert said in entries[0].findtext(f"{ATOM}summary")
    empty = ET.fromstring(render_feed([], "T", f"{ROOT}/feed.atom", ROOT, "2025-12-04T00:00:00Z"))
    assert empty.findtext(f"{ATOM}updated") == "2025-12-04T00:00:00Z"


def test_net_changes_leave_out_what_came_and_went():
    story = [
        change(),
        change(id="p2", before="suspended", after="in_force"),
        change(id="p3", measure={"id": "measure:b", "name": "B"}),
    ]
    assert [one["measure"]["id"] for one in net_changes(story, returned=False)] == ["measure:b"]
    (back,) = net_changes(story, returned=True)
    assert (back["before"], back["after"]) == ("in_force", "in_force")


def test_a_change_says_whether_it_is_stricter():
    marks = {
        (before, after): describe_change(change(before=before, after=after))["mark"]
        for before, after in [
            ("in_force", "suspended"),
            (None, "in_force"),
            ("suspended", "eased"),
            ("lifted", "expired"),
        ]
    }
    assert list(marks.values()) == ["▼", "▲", "▲", "="]
    assert describe_change(change(scheduled=True))["after_text"] == "suspended by its own terms, not confirmed"
    assert describe_change(change())["last_day"] == "11 Aug 2025"
