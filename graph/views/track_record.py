"""Track records: announcements, threats and offers, and what followed them."""

from collections.abc import Sequence
from datetime import date
from statistics import median

from graph.model.dates import OPEN_END, parse_day, parse_end, parse_partial, parse_published_on
from graph.model.vocabulary import vocabulary
from graph.store.store import Row
from graph.views import responses
from graph.views.types.evidence import FollowUp, TrackRecordItem, TrackRecordSummary


def build_track_record(rows: Sequence[Row], as_of: str) -> tuple[list[TrackRecordItem], TrackRecordSummary]:
    """Return the items of a track record by date, and their summary."""
    items = [_item(group, parse_day(as_of)) for group in _group_statements(rows)]
    return items, _summary(items)


def _group_statements(rows: Sequence[Row]) -> list[list[Row]]:
    """Group statements of the same speaker about the same fact on the same day.

    Statements on the content of a measure, and its announcement, are left out if the same speaker made a statement on
    the measure itself on the same day.
    """
    of_measures = {
        (row["voice"], row["day"], row["object"]["id"]) for row in rows if row["statement"]["stance"] != "asserts"
    }
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        about = row["object"] if row["type"] == "ANNOUNCED" else row["subject"]
        if (row["voice"], row["day"], about["id"]) in of_measures:
            continue
        groups.setdefault((row["day"], row["voice"], row["fact_id"]), []).append(row)
    return [groups[key] for key in sorted(groups)]


def _item(group: Sequence[Row], as_of: date) -> TrackRecordItem:
    first, said_on = group[0], parse_day(group[0]["day"])
    came = [(*_date_of_act(done), done) for row in group for done in row["done"]]
    came = [c for c in came if said_on <= c[0] <= as_of]
    done = min(came, key=lambda c: (c[0], c[2]["published_at"], c[2]["id"])) if came else None
    over = all(_last_day(row["statement"]) < as_of for row in group)
    return {
        "said": responses.serialize_statement(first["statement"]),
        "said_on": first["day"],
        "fact_id": first["fact_id"],
        "type": first["type"],
        "subject": responses.serialize_reference(first["subject"]),
        "object": responses.serialize_reference(first["object"]),
        "own": first["own"],
        "followed": True if done else False if over else None,
        "followed_by": _follow_up(done[2], done[1]) if done else None,
        "days_between": (done[0] - said_on).days if done and len(done[1]) == 10 else None,
        "also_said": [responses.serialize_statement(row["statement"]) for row in group[1:]],
    }


def _follow_up(done: Row, day: str) -> FollowUp:
    return {**responses.serialize_statement(done), "date": day}


def _date_of_act(done: Row) -> tuple[date, str]:
    """Return the day by which the reported act had happened, and its date as given."""
    known = done.get("said_on") or done["source"]["published_on"][:10]
    given = done.get("valid_from") or known
    last = parse_partial(given).last
    reported = parse_published_on(done["source"]["published_on"]).date()
    return (last if len(given) == 10 else min(last, reported)), given


def _last_day(said: Row) -> date:
    """Return the last day on which the act is on time, or the open end."""
    if said["stance"] == "asserts":
        return OPEN_END  # an announcement has no due date
    if said.get("valid_to") and vocabulary().relationships[said["predicate"]].temporal == "state":
        return parse_end(said["valid_to"]).last
    return parse_partial(said["valid_from"]).last if said.get("valid_from") else OPEN_END


def _summary(items: Sequence[TrackRecordItem]) -> TrackRecordSummary:
    followed = [item for item in items if item["followed"]]
    missed = sum(item["followed"] is False for item in items)
    days = [item["days_between"] for item in followed if item["days_between"] is not None]
    settled = len(followed) + missed
    return {
        "said": len(items),
        "followed": len(followed),
        "open": len(items) - settled,
        "not_followed": missed,
        "follow_through_rate": round(len(followed) / settled, 3) if settled else None,
        "median_days": median(days) if days else None,
    }
