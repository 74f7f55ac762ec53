"""Status periods of a measure, derived from its acts."""

from datetime import date, datetime

import pytest
from records import said, source

from graph.projection.project import project

SOURCES = {
    s.id: s
    for s in (
        source("feb", "2025-02-01"),
        source("may", "2025-05-12"),
        source("aug", "2025-08-11"),
        source("nov", "2025-11-04"),
    )
}


def life(*statements, at="2026-01-01"):
    instant = datetime.fromisoformat(f"{at}T00:00:00+00:00")
    periods = [p for p in project(statements, SOURCES).periods if p.known_from <= instant < p.known_to]
    shown = sorted(periods, key=lambda p: (p.start, p.end))
    return [(p.status, p.start.first.isoformat(), p.end.last.isoformat(), p.rule) for p in shown]


def act(predicate, src, start=None, end=None, by="government:us", **fields):
    return said(by, predicate, "measure:m", source=f"source:{src}", valid_from=start, valid_to=end, **fields)


def test_announced_then_in_force():
    assert life(act("ANNOUNCED", "feb", "2025-02-01"), act("IMPOSED", "feb", "2025-02-04")) == [
        ("announced", "2025-02-01", "2025-02-04", "act"),
        ("in_force", "2025-02-04", "9999-12-31", "act"),
    ]


def test_a_pause_snaps_back_and_an_extension_moves_its_end_and_closes_the_old_period():
    acts = (
        act("IMPOSED", "feb", "2025-02-04"),
        act("SUSPENDED", "may", "2025-05-14", "2025-08-12"),
        act("EXTENDED", "aug", "2025-08-11", "2025-11-10"),
    )
    assert life(*acts, at="2025-06-01") == [
        ("in_force", "2025-02-04", "2025-05-14", "act"),
        ("suspended", "2025-05-14", "2025-08-12", "act"),
        ("in_force", "2025-08-12", "9999-12-31", "snap_back"),
    ]
    assert life(*acts) == [
        ("in_force", "2025-02-04", "2025-05-14", "act"),
        ("suspended", "2025-05-14", "2025-11-10", "extension"),
        ("in_force", "2025-11-10", "9999-12-31", "snap_back"),
    ]
    assert life(*acts, at="2025-03-01") == [("in_force", "2025-02-04", "9999-12-31", "act")]


def test_what_lay_ahead_when_it_became_known_is_scheduled():
    acts = (act("IMPOSED", "feb", "2025-02-04"), act("SUSPENDED", "may", "2025-05-14", "2025-08-12"))
    periods = project(acts, SOURCES).periods
    shown = {(p.known_from.date().isoformat(), p.status, p.start.first.isoformat()): p.scheduled for p in periods}
    assert shown == {
        ("2025-02-01", "in_force", "2025-02-04"): True,
        ("2025-05-12", "in_force", "2025-02-04"): False,
        ("2025-05-12", "suspended", "2025-05-14"): True,
        ("2025-05-12", "in_force", "2025-08-12"): True,
    }


def test_an_expiry_that_was_stated_and_lifting_before_it():
    imposed = act("IMPOSED", "feb", "2025-02-04", "2026-02-04")
    assert life(imposed)[-1] == ("expired", "2026-02-04", "9999-12-31", "stated_end")
    assert life(imposed, act("LIFTED", "nov", "2025-11-04")) == [
        ("in_force", "2025-02-04", "2025-11-04", "act"),
        ("lifted", "2025-11-04", "9999-12-31", "act"),
    ]


def test_an_extension_of_the_measure_itself_moves_its_expiry():
    assert life(
        act("IMPOSED", "feb", "2025-02-04", "2025-08-12"), act("EXTENDED", "aug", "2025-08-11", "2025-11-10")
    ) == [
        ("in_force", "2025-02-04", "2025-11-10", "extension"),
        ("expired", "2025-11-10", "9999-12-31", "stated_end"),
    ]


def test_what_was_paused_was_in_force_even_where_nobody_says_since_when():
    assert life(act("EASED", "may", "2025-05-14", "2025-08-12")) == [
        ("in_force", "0001-01-01", "2025-05-14", "implied"),
        ("eased", "2025-05-14", "2025-08-12", "act"),
        ("in_force", "2025-08-12", "9999-12-31", "snap_back"),
    ]


def test_upholding_changes_nothing_that_is_in_force():
    imposed = act("IMPOSED", "feb", "2025-02-04")
    assert life(imposed, act("UPHELD", "may", "2025-05-12")) == life(imposed)
    assert life(act("UPHELD", "may", "2025-05-12")) == [("in_force", "0001-01-01", "9999-12-31", "implied")]


def test_imposing_again_ends_a_pause():
    acts = (act("IMPOSED", "feb", "2025-02-04"), act("EASED", "may", "2025-05-14"), act("IMPOSED", "nov", "2025-11-04"))
    assert [(status, start) for status, start, *_ in life(*acts)] == [
        ("in_force", "2025-02-04"),
        ("eased", "2025-05-14"),
        ("in_force", "2025-11-04"),
    ]


def test_a_vague_date_yields_to_a_closer_one_of_another_actor():
    acts = (
        act("IMPOSED", "feb", "2025-02-04"),
        act("EASED", "may", "2025", by="official:x"),
        act("EASED", "may", "2025-05-10"),
    )
    assert [start for _, start, *_ in life(*acts)] == ["2025-02-04", "2025-05-10"]


def test_an_agreement_that_suspends_a_measure_shapes_its_life_too():
    pause = said(
        "agreement:truce", "SUSPENDS", "measure:m", source="source:may", valid_from="2025-05-14", valid_to="2025-08-12"
    )
    assert [status for status, *_ in life(act("IMPOSED", "feb", "2025-02-04"), pause)] == [
        "in_force",
        "suspended",
        "in_force",
    ]


def test_what_is_expected_or_offered_has_no_status():
    assert life(act("EASED", "may", "2025-05-14", stance="expects"), act("LIFTED", "may", stance="offers")) == []


def test_a_measure_suspended_just_before_it_takes_effect_is_suspended():
    acts = (act("IMPOSED", "aug", "2025-11-08"), act("SUSPENDED", "nov", "2025-11-07", "2026-11-10"))
    assert life(*acts)[-2:] == [
        ("suspended", "2025-11-07", "2026-11-10", "act"),
        ("in_force", "2026-11-10", "9999-12-31", "snap_back"),
    ]


def test_an_extension_that_names_no_end_leaves_it_open_until_the_next_does():
    acts = [act("IMPOSED", "feb", "2025-02-04"), act("SUSPENDED", "may", "2025-05-14", "2025-08-12")]
    acts.append(act("EXTENDED", "aug", "2025-08-11"))
    assert life(*acts)[-1] == ("suspended", "2025-05-14", "9999-12-31", "extension")
    acts.append(act("EXTENDED", "nov", "2025-11-04", "2026-11-10", by="official:x"))
    assert life(*acts)[-1] == ("in_force", "2026-11-10", "9999-12-31", "snap_back")


def test_a_measure_that_another_supersedes_is_superseded_and_comes_back_when_it_is_eased():
    acts = (
        act("IMPOSED", "feb", "2025-02-04"),
        act("SUPERSEDES", "feb", "2025-04-09", by="measure:other"),
        act("EASED", "may", "2025-05-14", "2025-08-12"),
    )
    assert life(*acts[:2]) == [
        ("in_force", "2025-02-04", "2025-04-09", "act"),
        ("superseded", "2025-04-09", "9999-12-31", "act"),
    ]
    assert life(*acts) == [
        ("in_force", "2025-02-04", "2025-04-09", "act"),
        ("superseded", "2025-04-09", "2025-05-14", "act"),
        ("eased", "2025-05-14", "2025-08-12", "act"),
        ("in_force", "2025-08-12", "9999-12-31", "snap_back"),
    ]


def test_an_extension_moves_the_end_of_the_pause_that_runs_out_next():
    acts = (
        act("IMPOSED", "feb", "2025-02-04"),
        act("EASED", "may", "2025-05-14", "2025-11-10"),
        act("SUSPENDED", "may", "2025-06-01", "2025-08-12", by="official:trump"),
        act("EXTENDED", "aug", "2025-08-11", "2025-10-01"),
    )
    assert life(*acts) == [
        ("in_force", "2025-02-04", "2025-05-14", "act"),
        ("eased", "2025-05-14", "2025-06-01", "act"),
        ("suspended", "2025-06-01", "2025-10-01", "extension"),
        ("eased", "2025-10-01", "2025-11-10", "act"),
        ("in_force", "2025-11-10", "9999-12-31", "snap_back"),
    ]


def test_an_extension_that_comes_late_is_of_the_pause_that_ran_out_last():
    acts = (
        act("IMPOSED", "feb", "2025-02-04"),
        act("SUSPENDED", "may", "2025-05-14", "2025-08-10"),
        act("EXTENDED", "aug", "2025-08-11", "2025-11-10"),
    )
    assert ("suspended", "2025-05-14", "2025-11-10", "extension") in life(*acts)


def on(day, *statements, sources=SOURCES, at="2026-06-01"):
    """Return the status on a day, and `yes` or `possible`.

    If several may apply, choose like the queries: certain before possible, then the latest start.
    """
    instant, day = datetime.fromisoformat(f"{at}T00:00:00+00:00"), date.fromisoformat(day)
    there = [
        p
        for p in project(statements, sources).periods
        if p.known_from <= instant < p.known_to and p.start.first <= day < p.end.last
    ]
    if not there:
        return None
    shown = max(there, key=lambda p: (p.start.last <= day < p.end.first, p.start.first))
    return shown.status, "yes" if shown.start.last <= day < shown.end.first else "possible"


LATE = {"source:mar": source("mar", "2026-03-01")}


@pytest.mark.parametrize(
    ("acts", "days"),
    [
        (
            [("IMPOSED", "2025-03-01", "2025")],
            {
                "2025-02-01": None,
                "2025-03-01": ("in_force", "yes"),
                "2025-07-01": ("expired", "possible"),
                "2026-01-01": ("expired", "yes"),
            },
        ),
        ([("IMPOSED", "2025-06-01", "2025-06")], {"2025-06-01": ("in_force", "yes"), "2025-07-01": ("expired", "yes")}),
        ([("IMPOSED", "2025-03", "2025")], {"2025-03-01": ("in_force", "possible"), "2026-01-01": ("expired", "yes")}),
        (
            [("ANNOUNCED", "2025-03-01", "2025")],
            {"2025-02-28": None, "2025-03-01": ("announced", "yes"), "2026-01-01": ("expired", "yes")},
        ),
        (
            [("IMPOSED", "2025-01-01", None), ("SUSPENDED", "2025-05-14", "2025")],
            {
                "2025-05-13": ("in_force", "yes"),
                "2025-05-14": ("suspended", "yes"),
                "2025-12-31": ("in_force", "possible"),
                "2026-01-01": ("in_force", "yes"),
            },
        ),
        (
            [("IMPOSED", "2025-01-01", None), ("LIFTED", "2025-05-14", "2025")],
            {"2025-05-14": ("lifted", "yes"), "2026-01-01": ("in_force", "yes")},
        ),
        (
            [("IMPOSED", "2025-01-01", None), ("EASED", "2025-05-14", "2025-08"), ("EXTENDED", "2025-07-30", "2025")],
            {"2025-07-01": ("eased", "yes"), "2025-09-01": ("in_force", "possible"), "2026-01-01": ("in_force", "yes")},
        ),
        (
            [("IMPOSED", "2025-01-01", "2025-08"), ("EXTENDED", "2025-07-30", "2025")],
            {"2025-01-01": ("in_force", "yes"), "2026-01-01": ("expired", "yes")},
        ),
        # A measure lifted on a day was in force until then, however vague its own end.
        (
            [("IMPOSED", "2025-03-01", "2025"), ("LIFTED", "2025-06-01", None)],
            {"2025-05-31": ("in_force", "yes"), "2025-06-01": ("lifted", "yes"), "2026-01-01": ("lifted", "yes")},
        ),
        # A measure imposed again may have expired before.
        (
            [("IMPOSED", "2025-03-01", "2025"), ("IMPOSED", "2025-09-01", None)],
            {
                "2025-03-01": ("in_force", "yes"),
                "2025-08-31": ("in_force", "possible"),
                "2026-01-01": ("in_force", "yes"),
            },
        ),
    ],
)
def test_an_end_less_exact_than_the_start_never_comes_before_it_and_surely_passes(acts, days):
    statements = [act(predicate, "mar", start, end) for predicate, start, end in acts]
    assert {day: on(day, *statements, sources=LATE) for day in days} == days


def test_one_source_may_give_the_start_and_another_the_end():
    acts = (
        act("SUSPENDED", "may", "2025-05-14", by="official:x"),
        act("SUSPENDED", "aug", "2025-05", "2025", by="official:x", said_by="official:y"),
        act("IMPOSED", "feb", "2025-02-04"),
    )
    assert on("2025-05-14", *acts) == ("suspended", "yes")
    assert on("2026-01-01", *acts) == ("in_force", "yes")


def test_an_agreement_with_a_vague_end_gives_way_to_the_measure():
    pause = said(
        "agreement:truce", "SUSPENDS", "measure:m", source="source:may", valid_from="2025-05-14", valid_to="2025"
    )
    acts = (act("IMPOSED", "feb", "2025-02-04"), pause)
    assert on("2025-05-14", *acts) == ("suspended", "yes")
    assert on("2026-01-01", *acts) == ("in_force", "yes")


def basis(day, *statements, at="2026-01-01"):
    """Return whether the status of a day is scheduled, and the statement that confirms it."""
    instant, day = datetime.fromisoformat(f"{at}T00:00:00+00:00"), date.fromisoformat(day)
    (shown,) = (
        p
        for p in project(statements, SOURCES).periods
        if p.known_from <= instant < p.known_to and p.start.first <= day < p.end.last
    )
    return shown.scheduled, shown.confirmed_by and shown.confirmed_by.statement_id


def test_a_status_is_scheduled_until_a_later_source_reports_it():
    ahead = act("IMPOSED", "feb", "2025-02-04", said_by="official:x")
    again = act("IMPOSED", "may", "2025-02-04", said_by="official:y")
    assert basis("2025-03-01", ahead) == (True, None)
    assert basis("2025-03-01", ahead, again) == (False, again.id)
    assert basis("2025-03-01", ahead, again, at="2025-04-01") == (True, None)
    # The link has no new version; only the status has one.
    assert len([x for x in project([ahead, again], SOURCES).links if x.known_to.year == 9999]) == 1


def test_a_second_report_of_one_source_confirms_too():
    ahead = act("IMPOSED", "may", "2025-05-14")
    same_day = act("IMPOSED", "aug", "2025-05-14", said_by="Publisher may")
    assert basis("2025-06-01", ahead, same_day) == (False, same_day.id)


def test_an_act_that_takes_the_status_for_granted_confirms_it():
    imposed = act("IMPOSED", "feb", "2025-02-04")
    eased = act("EASED", "may", "2025-05-14")
    upheld = act("UPHELD", "may", "2025-05-12", by="court:cit")
    assert basis("2025-03-01", imposed, eased) == (False, eased.id)
    assert basis("2025-06-01", imposed, eased) == (True, None)
    assert basis("2025-03-01", imposed, upheld) == (False, upheld.id)
    # Another imposition does not confirm the first one.
    assert basis("2025-03-01", imposed, act("IMPOSED", "may", "2025-05-10")) == (True, None)


def test_the_end_of_a_pause_is_confirmed_by_a_report_that_names_it_and_not_by_one_that_does_not():
    acts = (act("IMPOSED", "feb", "2025-02-01"), act("SUSPENDED", "may", "2025-05-14", "2025-08-01"))
    assert basis("2025-09-01", *acts) == (True, None)
    silent = act("SUSPENDED", "aug", "2025-05-14", said_by="official:y")
    assert basis("2025-09-01", *acts, silent) == (True, None)
    assert basis("2025-06-01", *acts, silent) == (False, silent.id)
    named = act("SUSPENDED", "aug", "2025-05-14", "2025-08-01", said_by="official:y")
    assert basis("2025-09-01", *acts, named) == (False, named.id)


def test_a_court_ends_a_measure_and_what_takes_its_place_does_not_change_that():
    acts = (
        act("IMPOSED", "feb", "2025-02-04"),
        act("SUSPENDED", "may", "2025-05-14", "2025-11-10"),
        act("INVALIDATED", "aug", "2025-08-11", by="court:supreme"),
        act("SUPERSEDES", "nov", "2025-11-04", by="measure:other"),
    )
    assert life(*acts)[-2:] == [
        ("suspended", "2025-05-14", "2025-08-11", "act"),
        ("invalidated", "2025-08-11", "9999-12-31", "act"),
    ]
    stayed = act("INVALIDATED", "may", "2025-05-28", "2025-05-29", by="court:cit")
    assert life(act("IMPOSED", "feb", "2025-02-04"), stayed)[-1] == (
        "in_force",
        "2025-05-29",
        "9999-12-31",
        "snap_back",
    )


def test_what_is_only_announced_moves_nothing():
    acts = (act("IMPOSED", "feb", "2025-02-04"), act("SUSPENDED", "may", "2025-05-14", "2025-08-12"))
    announced = act("EXTENDED", "aug", None, "2026-11-10", stance="announces", said_by="official:x")
    assert life(*acts, announced) == life(*acts)
    (link,) = (x for x in project([announced], SOURCES).links)
    assert (link.certainty, link.end.last.isoformat()) == ("announced", "2026-11-10")
