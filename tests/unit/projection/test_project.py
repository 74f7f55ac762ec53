"""Properties of the projection, on random ledgers."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from records import said, source

from graph.model.dates import OPEN_INSTANT, parse_published_on
from graph.projection.claims import make_claim
from graph.projection.episodes import build_episodes, relate_claims
from graph.projection.project import project

SOURCES = {
    s.id: s
    for s in (
        source("a", "2025-02-01", "White House"),
        source("b", "2025-04-02", "Reuters"),
        source("c", "2025-07-17", "Bloomberg"),
        source("d", "2025-08-11", "White House"),
    )
}
DATES = st.sampled_from([None, "2025", "2025-02", "2025-02-04", "2025-05-14", "2025-08-12", "2025-11-10"])


@st.composite
def statements(draw):
    predicate, obj = draw(
        st.sampled_from(
            [("IMPOSED", "measure:m"), ("EASED", "measure:m"), ("SUSPENDED", "measure:m"), ("EXTENDED", "measure:m"),
             ("LIFTED", "measure:m"), ("UPHELD", "measure:m"), ("HOLDS_OFFICE", "government:us")]
        )
    )  # fmt: skip
    start, end = draw(DATES), draw(DATES)
    if start and end and start[:4] == end[:4] and end <= start:
        end = None
    return said(
        "official:x",
        predicate,
        obj,
        stance=draw(st.sampled_from(["asserts"] * 4 + ["denies", "expects", "offers", "threatens", "retracts"])),
        source=draw(st.sampled_from(sorted(SOURCES))),
        said_by=draw(st.sampled_from([None, "official:x", "official:y"])),
        locator=draw(st.sampled_from(["paragraph 1", "paragraph 2"])),
        valid_from=start,
        valid_to=end,
        properties={"title": "President"} if predicate == "HOLDS_OFFICE" else {},
    )


LEDGERS = st.lists(statements(), max_size=8)


@given(LEDGERS, st.randoms())
def test_the_order_of_loading_does_not_matter(ledger, random):
    shuffled = ledger.copy()
    random.shuffle(shuffled)
    assert project(shuffled, SOURCES) == project(ledger, SOURCES)


@given(statements())
def test_the_short_way_for_one_claim_is_the_way_for_many(statement):
    published = SOURCES[statement.source]
    claim = make_claim(statement, published, parse_published_on(published.published_on))
    assert build_episodes([claim]) == relate_claims([claim])


@given(LEDGERS)
def test_loading_twice_changes_nothing(ledger):
    assert project(ledger + ledger, SOURCES) == project(ledger, SOURCES)


@given(LEDGERS)
def test_when_we_took_it_in_does_not_matter(ledger):
    later = [replace(s, recorded_at=datetime(2026, 1, 1, tzinfo=UTC)) for s in ledger]
    assert [s.id for s in later] == [s.id for s in ledger]
    assert project(later, SOURCES) == project(ledger, SOURCES)


@given(LEDGERS, st.sampled_from(sorted(SOURCES)))
def test_what_was_known_does_not_depend_on_what_came_later(ledger, source_id):
    """Check that the graph known on a day projects only statements published by then."""
    at = datetime.fromisoformat(f"{SOURCES[source_id].published_on}T23:59:59+00:00")
    then = [s for s in ledger if SOURCES[s.source].published_on <= SOURCES[source_id].published_on]

    def known(projection):
        links = {
            (x.fact_id, x.start, x.end, x.certainty, x.n_sources, x.statement_id, x.fulfilled_by)
            for x in projection.links
            if x.known_from <= at < x.known_to
        }
        periods = {
            (p.measure, p.status, p.start, p.end, p.action, p.statement_id, p.rule)
            for p in projection.periods
            if p.known_from <= at < p.known_to
        }
        return links, periods

    assert known(project(ledger, SOURCES)) == known(project(then, SOURCES))


@given(LEDGERS, statements())
def test_a_new_statement_closes_what_was_known_and_overwrites_nothing(ledger, late):
    """Check that all former items remain. Only an open known_to may have changed."""
    late = replace(late, source="source:d")
    before = project([s for s in ledger if s.source != "source:d"], SOURCES)
    after = project([s for s in ledger if s.source != "source:d"] + [late], SOURCES)
    kept = {(replace(x, known_to=OPEN_INSTANT).link_id) for x in after.links}
    for link in before.links:
        assert link.link_id in {x.link_id for x in after.links} or (
            link.known_to == OPEN_INSTANT and link.link_id in kept
        )


@given(LEDGERS)
def test_a_denial_never_deletes(ledger):
    asserted = [s for s in ledger if s.stance == "asserts"]
    denial = said("official:x", "EASED", "measure:m", stance="denies", source="source:d", said_by="official:z")
    before, after = project(asserted, SOURCES), project([*asserted, denial], SOURCES)
    at = datetime(2026, 1, 1, tzinfo=UTC)

    def now(projection):
        return {(x.fact_id, x.start, x.end): x.certainty for x in projection.links if x.known_from <= at < x.known_to}

    assert now(before).keys() == now(after).keys()
    for (fact, *_), certainty in now(after).items():
        assert certainty == "disputed" or fact != denial.fact_id


@given(LEDGERS)
def test_what_is_only_expected_is_never_plain(ledger):
    hoped = [replace(s, stance="expects") for s in ledger]
    projection = project(hoped, SOURCES)
    assert all(link.certainty == "expected" for link in projection.links)
    assert projection.periods == ()


@given(LEDGERS)
def test_on_any_day_as_known_on_any_day_a_measure_has_at_most_one_certain_status(ledger):
    periods = project(ledger, SOURCES).periods
    for known in {p.known_from for p in periods}:
        alive = sorted((p for p in periods if p.known_from <= known < p.known_to), key=lambda p: p.start.first)
        for one, other in pairwise(alive):
            assert max(one.start.last, other.start.last) >= min(one.end.first, other.end.first)
