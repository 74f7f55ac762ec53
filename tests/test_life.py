"""A measure's life, act by act."""

from datetime import datetime

from making import said, source

from graph.project import project

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
