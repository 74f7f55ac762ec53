"""The seed data: the whole article in our own words, each statement with its paragraph."""

import re
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from project import SHARED
from records import read_records
from service import seed_files

from graph.model.dates import NO_END
from graph.projection.project import project

ARTICLE = "source:bloomberg-trump-nvidia-u-turn"
RECORDS = read_records(seed_files())
GRAPH = project(RECORDS.statements, {source.id: source for source in RECORDS.sources})
#: The end of 2025: tests of that year use only what was known then.
YEAR_END = datetime(2025, 12, 31, 23, tzinfo=UTC)


def known(items):
    return [item for item in items if item.known_from <= YEAR_END < item.known_to]


def on(items, day):
    """Return the items certainly valid on a day, as known at the end of 2025."""
    return [item for item in known(items) if item.start.last <= day < item.end.first]


def words(text):
    return re.findall(r"\w+", text.casefold())


def test_it_holds_and_stands_alone():
    assert len([s for s in RECORDS.statements if s.source == ARTICLE]) > 100


def test_every_paragraph_is_covered_and_every_statement_of_the_article_has_one():
    said = Counter(s.locator for s in RECORDS.statements if s.source == ARTICLE)
    assert set(said) == {f"paragraph {n}" for n in range(1, 19)}


def test_every_entity_takes_part_in_a_statement():
    used = {i for s in RECORDS.statements for i in (s.subject, s.object, s.said_by)}
    used |= {i for s in RECORDS.statements for v in s.properties.values() for i in (v if isinstance(v, list) else [v])}
    assert {e.id for e in RECORDS.entities} <= used


def test_every_actor_of_the_article_has_an_office_or_an_employer():
    placed = {s.subject for s in RECORDS.statements if s.predicate in ("HOLDS_OFFICE", "WORKS_FOR")}
    assert {e.id for e in RECORDS.entities if e.kind in ("Official", "Person")} <= placed


def test_every_measure_has_whom_it_targets_or_what_it_restricts_and_an_act():
    for measure in (e.id for e in RECORDS.entities if e.kind == "Measure"):
        predicates = {s.predicate for s in RECORDS.statements if measure in (s.subject, s.object)}
        assert predicates & {"TARGETS", "RESTRICTS"}, measure
        assert predicates & {"ANNOUNCED", "IMPOSED", "UPHELD", "EASED"}, measure


@pytest.mark.parametrize("predicate", ["EXTENDED", "SEEKS"])
def test_what_the_article_only_expects_is_not_stated_as_fact(predicate):
    stances = {s.stance for s in RECORDS.statements if s.predicate == predicate and s.source == ARTICLE}
    assert "expects" in stances
    if predicate == "EXTENDED":
        assert stances == {"expects"}


def test_what_is_offered_has_a_speaker():
    assert all(s.said_by for s in RECORDS.statements if s.stance in ("offers", "threatens"))


def test_what_is_not_from_the_article_has_a_source_of_its_own():
    sources = {s.id: s for s in RECORDS.sources}
    others = [s for s in RECORDS.statements if s.source != ARTICLE]
    assert others
    assert all(sources[s.source].url for s in others)


@pytest.mark.skipif(not (SHARED / "seeds").exists(), reason="the article is not beside the project")
def test_no_sentence_is_the_articles():
    (article,) = (SHARED / "seeds").glob("*.txt")
    theirs = words(article.read_text())
    runs = {tuple(theirs[i : i + 6]) for i in range(len(theirs) - 5)}
    for statement in RECORDS.statements:
        ours = words(statement.text)
        copied = [ours[i : i + 6] for i in range(len(ours) - 5) if tuple(ours[i : i + 6]) in runs]
        assert not copied, (statement.text, copied)


# --- the year 2025 --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "day", "status"),
    [
        ("us-reciprocal-tariff-on-china", "2025-04-04", "announced"),
        ("us-reciprocal-tariff-on-china", "2025-04-05", "in_force"),  # the first 10 %
        ("us-reciprocal-tariff-on-china", "2025-04-09", "superseded"),  # by the 84 %
        ("china-unreliable-entities-of-9-april-2025", "2025-04-09", "announced"),
        ("china-unreliable-entities-of-9-april-2025", "2025-04-10", "in_force"),
        ("china-unreliable-entities-of-9-april-2025", "2025-08-11", "suspended"),
        ("china-unreliable-entities-of-9-april-2025", "2025-08-12", "lifted"),
        ("china-unreliable-entities-of-4-april-2025", "2025-12-01", "suspended"),
        ("china-unreliable-entities-of-4-march-2025", "2025-11-09", "in_force"),
        ("china-unreliable-entities-of-4-march-2025", "2025-11-10", "lifted"),
        ("china-unreliable-entities-of-october-2025", "2025-12-31", "in_force"),
        ("china-ban-on-gallium-germanium-antimony", "2024-12-03", "in_force"),
        ("china-ban-on-gallium-germanium-antimony", "2025-12-01", "suspended"),
        ("china-export-control-on-tungsten-and-others", "2025-12-31", "in_force"),
        ("china-rare-earth-export-controls", "2025-12-31", "in_force"),
        ("china-soybean-shipper-suspension", "2025-11-10", "lifted"),
        ("us-15-percent-share-of-china-chip-revenue", "2025-12-31", "announced"),  # no rule was ever issued
        ("us-end-of-de-minimis-for-china", "2025-05-02", "in_force"),
        ("us-end-of-de-minimis-for-china", "2025-05-14", "eased"),
        ("us-ethane-licence-requirement", "2025-07-02", "lifted"),
        ("us-tiktok-divestiture-act", "2025-12-31", "suspended"),
        ("us-ship-to-shore-crane-tariff", "2025-11-09", "in_force"),  # for one day
        ("us-ship-to-shore-crane-tariff", "2025-11-10", "suspended"),
        ("us-section-301-chip-tariffs", "2025-12-23", "in_force"),
    ],
)
def test_the_status_of_a_measure_on_a_day_of_2025(measure, day, status):
    periods = [p for p in GRAPH.periods if p.measure == f"measure:{measure}"]
    assert [p.status for p in on(periods, date.fromisoformat(day))] == [status]


@pytest.mark.parametrize(
    ("measure", "day", "rates"),
    [
        ("us-reciprocal-tariff-on-china", "2025-04-08", [10]),
        ("us-reciprocal-tariff-on-china", "2025-04-09", [84]),  # the 34 % were announced and never charged
        ("us-reciprocal-tariff-on-china", "2025-04-10", [125]),
        ("us-reciprocal-tariff-on-china", "2025-12-01", [10]),
        ("us-end-of-de-minimis-for-china", "2025-05-02", [120]),
        ("us-end-of-de-minimis-for-china", "2025-06-01", [54]),
        ("us-section-301-chip-tariffs", "2027-06-22", [0]),
        ("us-section-301-chip-tariffs", "2027-06-23", [None]),  # a step whose rate is not set yet
    ],
)
def test_the_rate_of_a_duty_on_a_day(measure, day, rates):
    held = [link for link in GRAPH.links if link.subject == f"measure:{measure}" and link.certainty == "asserted"]
    parts = on([link for link in held if link.type in ("TARGETS", "RESTRICTS")], date.fromisoformat(day))
    found = {link.properties.get("rate_pct") for link in parts}
    assert found - ({None} if rates != [None] else set()) == set(rates)


def test_each_pause_with_an_end_rests_on_the_arrangement_of_kuala_lumpur():
    """Check that the arrangement is linked to every measure it pauses, with the same end."""
    day, arrangement = date(2025, 12, 1), "agreement:kuala-lumpur-joint-arrangement"
    paused = {
        (period.measure, period.end)
        for period in on(GRAPH.periods, day)
        if period.status in ("eased", "suspended") and period.end != NO_END
    }
    held_off = {
        (link.object, link.end)
        for link in on(GRAPH.links, day)
        if link.subject == arrangement and link.type in ("SUSPENDS", "EASES") and link.end != NO_END
    }
    assert len(held_off) == 20
    assert paused - held_off == {p for p in paused if p[0] == "measure:us-tiktok-divestiture-act"}
    assert held_off <= paused


@pytest.mark.parametrize("day", ["2025-06-01", "2025-09-01"])
def test_the_truce_of_geneva_pauses_both_sides_before_and_after_stockholm(day):
    held_off = {
        link.object.removeprefix("measure:")
        for link in on(GRAPH.links, date.fromisoformat(day))
        if link.subject == "agreement:us-china-trade-truce" and link.type in ("SUSPENDS", "EASES")
    }
    assert held_off >= {
        "us-24-points-of-reciprocal-tariff", "us-reciprocal-tariff-on-china",
        "china-24-points-of-tariff-on-us-goods", "china-34-percent-tariff-on-us-goods",
        "china-unreliable-entities-of-4-april-2025", "china-export-control-list-of-4-april-2025",
    }  # fmt: skip
    ended = {"china-unreliable-entities-of-9-april-2025", "china-export-control-list-of-9-april-2025"}
    assert ended <= held_off if day < "2025-08-12" else not ended & held_off


def test_nothing_asserts_the_share_of_15_percent_or_a_sale_of_the_h200():
    published = {source.id: source.published_on for source in RECORDS.sources}
    said = [s for s in RECORDS.statements if published[s.source] < "2026"]
    share, h200 = "measure:us-15-percent-share-of-china-chip-revenue", "measure:us-h200-export-control"
    assert {s.stance for s in said if s.subject == share} == {"expects"}
    assert {s.stance for s in said if (s.predicate, s.object) == ("IMPOSED", share)} == {"denies"}
    assert {s.stance for s in said if (s.predicate, s.object) == ("EASED", h200)} == {"offers"}


def test_the_legal_basis_of_a_us_duty_is_given():
    begun = {
        link.object
        for link in known(GRAPH.links)
        if link.type == "IMPOSED" and link.certainty == "asserted" and link.object.startswith("measure:us-")
    }
    bases = {
        e.id: e.properties.get("authority")
        for e in RECORDS.entities
        if e.id in begun and e.properties["measure_kind"] == "tariff"
    }
    assert set(bases.values()) == {"IEEPA", "Section 301"}


# --- the year 2026 --------------------------------------------------------------------------------------------------

SOURCES = {source.id: source for source in RECORDS.sources}
TODAY = datetime(2026, 11, 30, 12, tzinfo=UTC)
ACTS = {"ANNOUNCED", "IMPOSED", "UPHELD", "EASED", "SUSPENDED", "EXTENDED", "LIFTED", "INVALIDATED", "SUPERSEDES"}
#: Except the end of duty-free parcels: it is not a duty, and an order of the day of the ruling continued it.
IEEPA = {e.id for e in RECORDS.entities if e.kind == "Measure" and e.properties.get("authority") == "IEEPA"}
IEEPA -= {"measure:us-end-of-de-minimis-for-china"}


def today(items, day):
    """Return the items certainly valid on a day, as known from all seed data."""
    held = [item for item in items if item.known_from <= TODAY < item.known_to]
    return [item for item in held if item.start.last <= date.fromisoformat(day) < item.end.first]


def statuses(measure, day):
    return [period.status for period in today(GRAPH.periods, day) if period.measure == measure]


def test_much_is_said_of_what_came_after_november_2025():
    said = [s for s in RECORDS.statements if SOURCES[s.source].published_on >= "2025-12"]
    assert len(said) >= 250
    assert len({s.source for s in said}) >= 50
    assert len([s for s in said if s.predicate in ACTS]) >= 60


def test_the_duties_under_ieepa_are_all_there():
    duties = (
        "us-fentanyl-tariffs-on-china", "us-reciprocal-tariff-on-china", "us-24-points-of-reciprocal-tariff",
        "us-tariff-increase-to-84-percent", "us-tariff-increase-to-125-percent", "us-145-percent-tariffs-on-china",
    )  # fmt: skip
    assert {f"measure:{name}" for name in duties} <= IEEPA


@pytest.mark.parametrize("day", ["2026-02-20", "2026-02-24", "2026-07-24", "2026-11-10", "2026-11-30"])
@pytest.mark.parametrize("measure", sorted(IEEPA))
def test_no_duty_under_ieepa_is_in_force_after_the_ruling(measure, day):
    assert statuses(measure, day) == ["invalidated"]


def test_the_supreme_court_is_seen_on_its_day():
    acts = {
        (link.object, str(link.start.first))
        for link in GRAPH.links
        if link.type == "INVALIDATED" and link.subject == "court:us-supreme-court"
    }
    assert {measure for measure, _ in acts} == IEEPA
    assert {day for _, day in acts} == {"2026-02-20"}


@pytest.mark.parametrize(("day", "rates"), [("2026-02-23", {10}), ("2026-02-24", set()), ("2026-11-30", set())])
@pytest.mark.parametrize("measure", ["us-fentanyl-tariffs-on-china", "us-reciprocal-tariff-on-china"])
def test_the_rates_under_ieepa_were_charged_until_the_end_of_23_february(measure, day, rates):
    found = {
        link.properties["rate_pct"]
        for link in today(GRAPH.links, day)
        if link.subject == f"measure:{measure}" and "rate_pct" in link.properties and link.certainty == "asserted"
    }
    assert found == rates


@pytest.mark.parametrize(
    ("measure", "day", "status"),
    [
        ("us-section-122-surcharge", "2026-02-23", "announced"),
        ("us-section-122-surcharge", "2026-02-24", "in_force"),
        ("us-section-122-surcharge", "2026-05-08", "in_force"),  # the trade court ruled for the plaintiffs alone
        ("us-section-122-surcharge", "2026-07-23", "in_force"),
        ("us-section-122-surcharge", "2026-07-24", "expired"),
        ("us-section-301-forced-labor-tariff", "2026-07-23", "announced"),
        ("us-section-301-forced-labor-tariff", "2026-07-24", "in_force"),
        ("us-section-301-excess-capacity-inquiry", "2026-11-30", "announced"),
        ("us-first-term-tariffs-on-china", "2026-11-30", "in_force"),
        ("us-section-338-canada-tariffs", "2026-08-20", "suspended"),
        ("us-section-338-canada-tariffs", "2026-08-22", "in_force"),
        ("us-section-232-polysilicon-tariff", "2026-12-03", "announced"),
        ("us-section-232-polysilicon-tariff", "2026-12-04", "in_force"),
        ("us-h200-export-control", "2026-01-14", "in_force"),
        ("us-h200-export-control", "2026-01-15", "eased"),
        ("china-h200-customs-bar", "2026-01-20", "in_force"),
        ("china-export-control-list-of-june-2026", "2026-06-22", "in_force"),
        ("netherlands-enterprise-chamber-measures", "2026-02-11", "in_force"),
        ("us-bis-affiliates-rule", "2026-11-09", "suspended"),
        ("us-bis-affiliates-rule", "2026-11-10", "in_force"),  # by its own terms: no extension is known
    ],
)
def test_the_status_of_a_measure_on_a_day_of_2026(measure, day, status):
    assert statuses(f"measure:{measure}", day) == [status]


def test_the_longer_truce_is_announced_and_never_asserted():
    longer = [s for s in RECORDS.statements if s.predicate == "EXTENDED" and str(s.valid_to) == "2027-01-10"]
    assert {s.stance for s in longer} == {"announces"}
    assert {"official:scott-bessent", "agency:mofcom"} <= {s.said_by for s in longer}
    assert {"measure:us-bis-affiliates-rule", "measure:us-section-301-port-fees"} <= {s.object for s in longer}
    assert "agreement:kuala-lumpur-joint-arrangement" in {s.object for s in longer}


def test_nothing_is_said_of_the_day_on_which_the_truce_ends():
    late = [s for s in RECORDS.statements if SOURCES[s.source].published_on >= "2026"]
    assert max(SOURCES[s.source].published_on for s in late) <= "2026-10-08"
    assert not [s for s in late if "2026-11-10" in (str(s.valid_from), str(s.said_on))]
