"""Examples of the rules for episodes, each with a short history."""

from datetime import UTC, date, datetime

from records import said, source

from graph.model.dates import OPEN_INSTANT
from graph.projection.project import project

SOURCES = {s.id: s for s in (source("a", "2025-02-01"), source("b", "2025-04-02"), source("c", "2025-07-17"))}


def links(*statements, at="2026-01-01"):
    instant = datetime.fromisoformat(f"{at}T00:00:00+00:00")
    found = project(statements, SOURCES).links
    return sorted((x for x in found if x.known_from <= instant < x.known_to), key=lambda x: (x.start, x.end))


def test_an_act_without_a_date_happened_on_the_day_it_was_said_else_published():
    (link,) = links(said(said_on="2025-01-30"))
    assert (link.start.first, link.start.last) == (date(2025, 1, 30), date(2025, 1, 30))
    (link,) = links(said())
    assert link.start.first == date(2025, 2, 1)


def test_a_state_without_a_date_began_at_some_unknown_time_and_surely_holds_from_the_day_it_was_said():
    (link,) = links(said("company:nvidia", "MAKES", "product:h20"))
    assert (link.start.first, link.start.last) == (date(1, 1, 1), date(2025, 2, 1))


def test_what_has_only_an_end_began_at_some_unknown_time_before_it():
    (term,) = links(said("official:x", "HOLDS_OFFICE", "government:us", valid_to="2021-01-20"))
    assert (term.start.first, term.start.last) == (date(1, 1, 1), date(2021, 1, 19))
    (running,) = links(said("official:x", "HOLDS_OFFICE", "government:us", valid_to="2029-01-20"))
    assert (running.start.first, running.start.last) == (date(1, 1, 1), date(2025, 2, 1))


def test_a_state_that_ends_in_the_month_in_which_it_began_surely_holds_on_its_first_day():
    (link,) = links(said("company:nvidia", "MAKES", "product:h20", valid_from="2024-07-10", valid_to="2024-07"))
    assert link.start.last == date(2024, 7, 10) < link.end.first
    assert link.end.last == date(2024, 8, 1)
    (vague,) = links(said("company:nvidia", "MAKES", "product:h20", valid_from="2024", valid_to="2024-07-10"))
    assert (vague.start.last, vague.end.first) == (date(2024, 7, 9), date(2024, 7, 10))


def test_an_act_with_only_an_end_happened_on_the_day_it_was_said():
    (link,) = links(said(predicate="SUSPENDED", valid_to="2025-08-12", said_on="2025-01-30"))
    assert (link.start.first, link.start.last) == (date(2025, 1, 30), date(2025, 1, 30))


def test_an_end_alone_joins_the_term_that_another_source_dates():
    (term,) = links(
        said("official:x", "HOLDS_OFFICE", "government:us", valid_from="2017-01-20"),
        said("official:x", "HOLDS_OFFICE", "government:us", valid_to="2021-01-20", source="source:b"),
    )
    assert (term.start.first, term.end.last, term.certainty) == (date(2017, 1, 20), date(2021, 1, 20), "asserted")


def test_sources_that_agree_make_one_link_and_a_day_refines_a_year():
    (link,) = links(
        said(predicate="IMPOSED", valid_from="2025"),
        said(predicate="IMPOSED", valid_from="2025-01-20", source="source:b"),
    )
    assert (link.n_sources, link.certainty) == (2, "asserted")
    assert link.start.first == link.start.last == date(2025, 1, 20)


def test_the_second_source_makes_a_new_version_and_the_first_stays_known_for_its_time():
    versions = project([said(), said(source="source:b", valid_from="2025-02-01")], SOURCES).links
    assert sorted((v.n_sources, v.known_to == OPEN_INSTANT) for v in versions) == [(1, False), (2, True)]


def test_sources_that_date_it_differently_leave_both_disputed():
    both = links(said(valid_from="2025-01-14"), said(valid_from="2025-01-15", source="source:b"))
    assert [(x.start.first.day, x.certainty) for x in both] == [(14, "disputed"), (15, "disputed")]


def test_the_same_act_months_later_is_another_act():
    both = links(said(valid_from="2025-01-14"), said(valid_from="2025-03-20", source="source:b"))
    assert [x.certainty for x in both] == ["asserted", "asserted"]


def test_an_office_held_twice_is_two_episodes_of_one_fact():
    terms = links(
        said("official:x", "HOLDS_OFFICE", "government:us", valid_from="2017-01-20", valid_to="2021-01-20"),
        said("official:x", "HOLDS_OFFICE", "government:us", valid_from="2025-01-20", source="source:b"),
    )
    assert [x.certainty for x in terms] == ["asserted", "asserted"]
    assert len({x.fact_id for x in terms}) == 1


def test_an_undated_report_of_an_office_does_not_join_a_term_that_had_ended():
    terms = links(
        said("official:x", "HOLDS_OFFICE", "government:us", valid_from="2017-01-20", valid_to="2021-01-20"),
        said("official:x", "HOLDS_OFFICE", "government:us", source="source:b"),
    )
    assert len(terms) == 2
    assert [x.certainty for x in terms] == ["asserted", "asserted"]


def test_another_end_by_the_same_voice_is_a_new_version():
    first = said(predicate="SUSPENDED", valid_from="2025-02-01", valid_to="2025-05-01", said_by="official:trump")
    later = said(
        predicate="SUSPENDED",
        valid_from="2025-02-01",
        valid_to="2025-11-10",
        said_by="official:trump",
        source="source:b",
    )
    (link,) = links(first, later)
    assert (link.end.first, link.certainty) == (date(2025, 11, 10), "asserted")
    (then,) = links(first, later, at="2025-03-01")
    assert then.end.first == date(2025, 5, 1)
    assert then.known_to == datetime(2025, 4, 2, tzinfo=UTC)


def test_another_rate_at_the_same_time_by_another_voice_is_disputed_and_a_later_rate_is_another_episode():
    def rate(pct, start, src):
        return said(
            "measure:m",
            "RESTRICTS",
            "product:p",
            properties={"rate_pct": pct},
            valid_from=start,
            source=f"source:{src}",
        )

    assert [x.certainty for x in links(rate(10.0, "2025-02-04", "a"), rate(20.0, "2025-02-04", "b"))] == [
        "disputed"
    ] * 2
    assert [x.certainty for x in links(rate(10.0, "2025-02-04", "a"), rate(20.0, "2025-03-04", "b"))] == [
        "asserted"
    ] * 2


def test_a_denial_disputes_from_its_publication_on():
    denial = said(stance="denies", said_by="official:wang", source="source:b")
    (link,) = links(said(), denial)
    assert link.certainty == "disputed"
    (before,) = links(said(), denial, at="2025-03-01")
    assert before.certainty == "asserted"


def test_a_retraction_closes_what_rests_on_the_retracted_statement_alone():
    mine, theirs = said(said_by="official:x"), said(said_by="official:y", source="source:b")
    retraction = said(stance="retracts", said_by="official:x", source="source:c")
    assert links(mine, retraction) == []
    (link,) = links(mine, theirs, retraction)
    assert link.statement_id == theirs.id
    (still,) = links(mine, retraction, at="2025-06-01")
    assert still.statement_id == mine.id


def test_a_retraction_may_name_the_statement_that_it_takes_back():
    one, other = said(locator="paragraph 1"), said(locator="paragraph 9", source="source:b")
    (link,) = links(one, other, said(stance="retracts", source="source:c", retracts=(one.id,)))
    assert link.statement_id == other.id


def test_an_expectation_says_what_fulfilled_it():
    hoped = said(stance="expects", predicate="EXTENDED")
    done = said(predicate="EXTENDED", valid_from="2025-08-11", source="source:c")
    found = {x.certainty: x for x in links(hoped, done)}
    assert found["expected"].fulfilled_by == done.id
    (before,) = links(hoped, done, at="2025-06-01")
    assert before.fulfilled_by is None


def test_an_expectation_without_a_date_may_come_true_on_any_later_day():
    (link,) = links(said(stance="expects"))
    assert link.start.first == date(2025, 2, 1)
    assert link.start.last == date(9999, 12, 31)


def test_talks_about_several_things_are_one_link_with_all_of_them():
    def talks(topic, locator):
        return said(
            "government:china", "NEGOTIATES_WITH", "government:us", properties={"about": [topic]}, locator=locator
        )

    (link,) = links(talks("measure:a", "paragraph 1"), talks("measure:b", "paragraph 2"))
    assert sorted(link.properties["about"]) == ["measure:a", "measure:b"]


def test_talks_at_an_event_are_apart_from_talks_of_which_none_is_named():
    geneva = said("government:china", "NEGOTIATES_WITH", "government:us", properties={"event": "event:geneva"})
    talks = said("government:china", "NEGOTIATES_WITH", "government:us", properties={"about": ["product:chips"]})
    assert sorted("event" in x.properties for x in links(geneva, talks)) == [False, True]


def test_what_is_expected_in_a_year_is_not_expected_before_it_was_said():
    (link,) = links(said(stance="expects", valid_from="2025"))
    assert (link.start.first, link.start.last) == (date(2025, 2, 1), date(2025, 12, 31))


def test_what_is_said_to_have_begun_in_a_year_has_begun_by_then():
    (link,) = links(said("company:x", "BASED_IN", "government:us", valid_from="2025"))
    assert (link.start.first, link.start.last) == (date(2025, 1, 1), date(2025, 2, 1))


def test_a_denial_that_names_an_event_disputes_the_talks_at_that_event_only():
    def talks(event, **fields):
        return said("government:china", "NEGOTIATES_WITH", "government:us", properties={"event": event}, **fields)

    denial = talks("event:a", stance="denies", said_by="official:x", source="source:b")
    found = links(talks("event:a"), talks("event:b", locator="paragraph 2"), denial)
    assert {x.properties["event"]: x.certainty for x in found} == {"event:a": "disputed", "event:b": "asserted"}


def test_an_expectation_after_the_thing_happened_is_of_the_next_time():
    done = said(predicate="EXTENDED", valid_from="2025-03-01", source="source:b")
    before, after = (
        said(stance="expects", predicate="EXTENDED"),
        said(stance="expects", predicate="EXTENDED", source="source:c"),
    )
    expected = [x for x in links(before, done, after) if x.certainty == "expected"]
    assert sorted((x.start.first.isoformat(), x.fulfilled_by) for x in expected) == [
        ("2025-02-01", done.id), ("2025-07-17", None)
    ]  # fmt: skip


def test_what_began_before_it_was_expected_does_not_fulfil_the_expectation():
    old = said(predicate="EASED", valid_from="2024-05-01", source="source:b")
    found = {x.certainty: x for x in links(said(stance="expects"), old)}
    assert found["expected"].fulfilled_by is None


def test_a_duty_raised_twice_in_a_month_is_two_acts():
    def raised(pct, day, src):
        return said(predicate="IMPOSED", properties={"rate_pct": pct}, valid_from=day, source=f"source:{src}")

    both = links(raised(84.0, "2025-01-09", "a"), raised(125.0, "2025-01-10", "b"))
    assert [x.certainty for x in both] == ["asserted", "asserted"]
