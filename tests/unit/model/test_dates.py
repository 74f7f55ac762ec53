from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.dates import (
    LATEST_DAY,
    LATEST_INSTANT,
    format_end,
    format_instant,
    format_start,
    holds,
    parse_day,
    parse_end,
    parse_instant,
    parse_known_at,
    parse_partial,
    parse_published_on,
    parse_query_day,
    parse_query_instant,
)

DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))
PARTIAL = st.builds(lambda day, length: day.isoformat()[:length], DAYS, st.sampled_from([4, 7, 10]))


def texts(span):
    return span.first.isoformat(), span.last.isoformat()


@given(PARTIAL)
def test_a_start_is_shown_with_the_precision_it_was_given_in(text):
    assert format_start(*texts(parse_partial(text))) == text


@given(PARTIAL)
def test_an_end_is_shown_with_the_precision_it_was_given_in(text):
    assert format_end(*texts(parse_end(text))) == text


@given(PARTIAL, PARTIAL, DAYS)
def test_a_question_is_answered_possible_only_inside_what_is_not_known(start, end, day):
    first, last = parse_partial(start), parse_end(end)
    answer = holds(day.isoformat(), texts(first), texts(last))
    if first.exact and last.exact:
        assert answer != "possible"
    if answer == "yes":
        assert first.last <= day < last.first
    if answer == "no":
        assert day < first.first or day >= last.last


@given(st.datetimes(datetime(1900, 1, 1), datetime(2999, 12, 31), timezones=st.just(UTC)))
def test_an_instant_survives_being_written(instant):
    assert parse_instant(format_instant(instant)) == instant


def test_a_source_with_a_day_counts_from_its_start_and_a_known_at_day_means_its_end():
    assert parse_published_on("2025-07-17") == datetime(2025, 7, 17, tzinfo=UTC)
    assert parse_published_on("2025-07-17T09:30:00+02:00") == datetime(2025, 7, 17, 7, 30, tzinfo=UTC)
    assert parse_published_on("2025-07") == datetime(2025, 7, 31, tzinfo=UTC)
    assert parse_known_at("2025-07-17") > datetime(2025, 7, 17, 23, 59, 59, tzinfo=UTC)
    assert parse_known_at("2025-07-17") < datetime(2025, 7, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2025-02-30", "2025-13", "0000", "25-01-01", "2025-1-1", "10000-01-01", "2025-07-15 ", "２０２５", ""]
)
def test_a_date_that_is_none_is_refused_in_plain_words(text):
    with pytest.raises(ValueError, match="is not a date"):
        parse_partial(text)


def test_a_day_needs_all_three_parts():
    assert parse_day("2025-07-15") == date(2025, 7, 15)
    with pytest.raises(ValueError, match="is not a day"):
        parse_day("2025-07")


@pytest.mark.parametrize("text", ["2025-07-17T10:00", "2025-07-17T25:00:00Z", "0001-01-01T00:00:00+14:00", "now"])
def test_an_instant_needs_its_zone_and_must_exist(text):
    with pytest.raises(ValueError, match="is not an instant"):
        parse_instant(text)


@pytest.mark.parametrize(
    "text", ["9999-12-31", "9999-12-31T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00"]
)
def test_the_last_day_of_the_calendar_means_the_latest(text):
    assert parse_known_at(text) == LATEST_INSTANT


def test_the_latest_day_is_before_the_mark_for_an_open_end():
    assert parse_query_day("9999-12-31") == parse_query_day("9999-12-30") == LATEST_DAY
    assert parse_known_at("9999-12-30") == LATEST_INSTANT
    assert parse_query_day("2025-07-20") == date(2025, 7, 20)


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)), st.integers(0, 14))
def test_a_blank_before_an_offset_is_a_plus(moment, hours):
    text = f"{moment.isoformat()}+{hours:02}:00"
    assert parse_query_instant(text.replace("+", " ")) == parse_query_instant(text) == parse_instant(text)


@pytest.mark.parametrize(
    "text",
    ["2025-07-20T10:00:00 08", "2025-07-20 10:00:00+08:00", "2025-07-20T10:00:00  08:00", "2025-07-20T 08:00"],
)
def test_a_blank_elsewhere_is_not_read(text):
    with pytest.raises(ValueError, match="is not an instant"):
        parse_query_instant(text)


def test_what_is_finer_than_a_microsecond_is_cut_off():
    assert parse_instant("2025-07-15T12:00:00.123456789Z") == datetime(2025, 7, 15, 12, 0, 0, 123456, UTC)
    assert parse_query_instant("2025-07-15T12:00:00.000000000 02:00") == datetime(2025, 7, 15, 10, tzinfo=UTC)
    with pytest.raises(ValueError, match="is not an instant"):
        parse_instant("2025-07-15T12:00:00.1234567890Z")
