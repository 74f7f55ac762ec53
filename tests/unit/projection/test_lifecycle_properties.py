"""Properties of status periods whose end is less exact than the start, on random acts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from records import said, source

from graph.model.dates import parse_end
from graph.model.types import StatusPeriod
from graph.projection.project import project

SOURCES = {s.id: s for s in (source("a", "2025-02-01"), source("b", "2025-06-02"), source("c", "2026-03-01"))}
LATER = datetime(2027, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
#: A day after the latest possible day of all ends below.
AFTER = date(2026, 8, 2)

STARTS = st.dates(date(2025, 1, 1), date(2025, 12, 30)).map(date.isoformat)
VAGUE_ENDS = st.sampled_from(["2025", "2025-03", "2025-07", "2025-12", "2026", "2026-02", "2026-07"])


@st.composite
def acts(draw):
    start = draw(STARTS)
    end = draw(st.none() | VAGUE_ENDS.filter(lambda text: parse_end(text).last.isoformat() > start))
    if end == "2026":  # so that all ends are before AFTER
        end = "2026-07"
    return said(
        draw(st.sampled_from(["government:us", "official:x"])),
        draw(st.sampled_from(["ANNOUNCED", "IMPOSED", "EASED", "SUSPENDED", "EXTENDED", "LIFTED", "UPHELD"])),
        "measure:m",
        source=draw(st.sampled_from(sorted(SOURCES))),
        valid_from=start,
        valid_to=end,
    )


LEDGERS = st.lists(acts(), min_size=1, max_size=5)


def life(ledger) -> list[StatusPeriod]:
    return [p for p in project(ledger, SOURCES).periods if p.known_from <= LATER < p.known_to]


def on(periods, day: date) -> list[tuple[str, str]]:
    """Return the statuses possible on a day, in the queries' order: certain, then latest start."""
    there = [p for p in periods if p.start.first <= day < p.end.last]
    there.sort(key=lambda p: (p.start.last <= day < p.end.first, p.start.first), reverse=True)
    return [("yes" if p.start.last <= day < p.end.first else "possible", p.status) for p in there]


def sharp(statement, back=0):
    """Return the statement with an exact end: its latest possible day, or some days earlier."""
    if not statement.valid_to:
        return statement
    span = parse_end(statement.valid_to)
    first = max(span.first, date.fromisoformat(statement.valid_from) + DAY)
    return replace(statement, valid_to=max(first, span.last - back * DAY).isoformat())


@given(LEDGERS)
def test_no_period_begins_before_the_act_that_makes_it(ledger):
    by_id = {statement.id: statement for statement in ledger}
    for period in project(ledger, SOURCES).periods:
        if period.rule not in ("implied", "extension"):
            assert period.start.first.isoformat() >= by_id[period.statement_id].valid_from
        assert period.start.first <= period.start.last
        assert period.end.first <= period.end.last


@given(LEDGERS)
def test_periods_are_in_the_order_of_time(ledger):
    periods = sorted(life(ledger), key=lambda p: (p.start.first, p.start.last, p.end.last))
    for one, other in pairwise(periods):
        assert one.end.last == other.start.last or one.end.last <= other.start.last


@given(LEDGERS)
def test_after_the_last_day_an_end_may_be_what_follows_surely_holds(ledger):
    vague, exact = on(life(ledger), AFTER), on(life([sharp(s) for s in ledger]), AFTER)
    assert [status for _, status in vague] == [status for _, status in exact]
    assert all(holds == "yes" for holds, _ in vague)


def is_plain(ledger) -> bool:
    """Return whether no act says more about a vague end.

    A measure that is eased or suspended is in force until then, so that its end was not before.
    """
    ends = [
        max(parse_end(s.valid_to).first, date.fromisoformat(s.valid_from) + DAY)
        for s in ledger
        if s.predicate == "IMPOSED" and s.valid_to
    ]
    pauses = [date.fromisoformat(s.valid_from) for s in ledger if s.predicate != "IMPOSED"]
    return not ends or not pauses or max(pauses) < min(ends)


#: Only acts whose effect does not depend on the status on their day, and so not on the exact day of an end.
PLAIN = LEDGERS.map(lambda ledger: [s for s in ledger if s.predicate in ("IMPOSED", "EASED", "SUSPENDED")]).filter(
    is_plain
)


@given(PLAIN, st.dates(date(2025, 1, 1), date(2026, 8, 1)), st.integers(0, 400))
def test_what_surely_holds_holds_whichever_day_the_end_was(ledger, day, back):
    certain = [status for holds, status in on(life(ledger), day) if holds == "yes"]
    exact = [status for _, status in on(life([sharp(s, back) for s in ledger]), day)]
    assert not certain or certain == exact
