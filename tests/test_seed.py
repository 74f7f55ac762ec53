"""The seed data: the whole article, in our words, each statement with its paragraph."""

import re
from collections import Counter

import pytest
from conftest import SHARED, seed_files

from graph.reading import read
from graph.records import parse

ARTICLE = "source:bloomberg-trump-nvidia-u-turn"
RECORDS = parse(*read(seed_files())).settle(())


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
