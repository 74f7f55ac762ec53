"""Entity resolution and corrections: properties on random ledgers, and an example of each rule."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from merges import PAIRS, SOURCES, apart, same, told
from records import entity, records_of, said

from graph.ingest.batch import Batch, Records, parse
from graph.ingest.readers import RawRecord
from graph.ingest.serialize import serialize_entity, serialize_statement
from graph.model.resolution import canonical_ids, merge_conflicts, merge_entities, resolve_all
from graph.model.types import Entity
from graph.projection.project import project
from graph.store.mapping import statement_from_properties, statement_properties

LEDGERS = st.lists(told(), max_size=8)


@given(LEDGERS, st.lists(PAIRS, max_size=3), st.randoms())
def test_the_order_of_loading_does_not_matter(ledger, pairs, random):
    whole = [*ledger, *(same(a, b) for a, b in pairs)]
    whole += [replace(one, text="As it should read.", corrects=(one.id,)) for one in ledger[:2]]
    shuffled = whole.copy()
    random.shuffle(shuffled)
    assert canonical_ids(shuffled) == canonical_ids(whole)
    assert project(shuffled, SOURCES) == project(whole, SOURCES)


@given(LEDGERS, st.lists(PAIRS, min_size=1, max_size=3))
def test_a_merge_that_is_taken_back_has_changed_nothing(ledger, pairs):
    joined = [*ledger, *(merges := [same(a, b) for a, b in pairs])]
    parted = [*joined, *(apart(merge) for merge in merges)]
    assert project(parted, SOURCES) == project(ledger, SOURCES)


@given(LEDGERS, PAIRS)
def test_a_merge_is_as_if_all_had_been_said_of_the_one_that_stays(ledger, pair):
    old, stays = pair

    def renamed(one):
        name = {old: stays}
        ends = name.get(one.subject, one.subject), name.get(one.object, one.object)
        if one.predicate == "NEGOTIATES_WITH":
            ends = tuple(sorted(ends))
        return replace(one, subject=ends[0], object=ends[1], said_by=name.get(one.said_by, one.said_by))

    def links(statements):
        found = project(statements, SOURCES).links
        return sorted((x.fact_id, x.start, x.end, x.known_from, x.known_to, x.certainty, x.n_sources) for x in found)

    as_if = [one for one in map(renamed, ledger) if one.subject != one.object]
    assert links([*ledger, same(old, stays)]) == links(as_if)


@given(LEDGERS, PAIRS)
def test_a_statement_keeps_its_id_and_its_record_under_any_name(ledger, pair):
    for one in resolve_all([*ledger, same(*pair)]):
        recorded = one.as_recorded or one
        assert one.id == recorded.id
        assert recorded in ledger
        back = statement_from_properties({**statement_properties(one), "recorded_at": "2025-12-01T00:00:00Z"})
        assert serialize_statement(replace(back.as_recorded or back, recorded_at=None)) == serialize_statement(recorded)


@given(LEDGERS)
def test_a_correction_is_as_if_it_alone_had_been_recorded(ledger):
    wrong = said("company:a", "MAKES", "product:p", source="source:a", text="Wrong.")
    right = said("company:a", "MAKES", "product:q", source="source:a", text="Right.")
    mended = replace(right, corrects=(wrong.id,))

    def links(statements):
        # Leaves out `statement_id`: among several statements of one day it is the smallest, so it may differ.
        found = project(statements, SOURCES).links
        return sorted((x.fact_id, x.start, x.end, x.known_from, x.known_to, x.certainty, x.n_sources) for x in found)

    others = [one for one in ledger if one.text not in ("Wrong.", "Right.")]
    assert links([*others, wrong, mended]) == links([*others, right])
    withdrawn = replace(wrong, stance="retracts", corrects=(wrong.id,))
    assert links([*others, wrong, withdrawn]) == links(others)


def test_what_was_corrected_once_stays_so():
    first = said("company:a", "MAKES", "product:p")
    second = said("company:a", "MAKES", "product:q", corrects=(first.id,))
    third = said("company:b", "MAKES", "product:q", corrects=(second.id,))
    assert resolve_all([first, second, third]) == [third]


def test_a_chain_of_merges_ends_at_the_last_and_a_merge_may_be_made_again():
    one, two = same("company:a", "company:b"), same("company:b", "company:c")
    assert canonical_ids([one, two]) == {"company:a": "company:c", "company:b": "company:c"}
    assert canonical_ids([one, two, apart(two)]) == {"company:a": "company:b"}
    again = same("company:b", "company:c", source="source:c")
    assert canonical_ids([one, two, apart(two), again]) == canonical_ids([one, two])


def test_merges_that_cannot_stand_together_are_named():
    one, two = same("company:a", "company:b"), same("company:a", "company:c")
    assert merge_conflicts([one, two]).keys() == {one.id, two.id}
    assert merge_conflicts([one, two, apart(one)]) == {}
    around = same("company:b", "company:a")
    assert "turn one around" in merge_conflicts([one, around])[around.id]


def test_names_and_identifiers_go_to_the_one_that_stays():
    stays = Entity("company:b", "Company", "Foxconn", ("FIH",), {"wikidata": "Q1"})
    gives = Entity("company:a", "Company", "Hon Hai", ("FIH", "鴻海"), {"wikidata": "Q2", "lei": "X"})
    shown = merge_entities(stays, [gives])
    assert shown.aliases == ("FIH", "Hon Hai", "鴻海")
    assert shown.identifiers == {"wikidata": "Q1", "lei": "X"}
    assert merge_entities(stays, []) == stays


def test_the_numbers_in_lists_of_merged_entities_are_united():
    one = Entity("company:a", "Company", "A", (), {"list_ids": ["us-sdn:1"]})
    other = Entity("company:b", "Company", "B", (), {"list_ids": ["us-sdn:1", "eu-fsf:2"], "lei": "X"})
    assert merge_entities(one, [other]).identifiers == {"list_ids": ["us-sdn:1", "eu-fsf:2"], "lei": "X"}


def draft_of(*statements) -> Batch:
    raws = [RawRecord(f.pop("type"), f, "x.jsonl", n) for n, f in enumerate(map(serialize_statement, statements), 1)]
    return parse(raws)


def test_a_merge_of_two_kinds_or_with_dates_is_refused():
    wrong = [
        same("company:a", "official:x"),
        same("company:a", "company:b", stance="denies"),
        same("company:a", "company:b", valid_from="2025"),
        same("company:a", "company:b", stance="retracts"),
    ]
    messages = [str(problem) for problem in draft_of(*wrong).problems]
    assert [message.split(": ", 1)[0] for message in messages] == [
        "x.jsonl:1 object", "x.jsonl:2 stance", "x.jsonl:3 valid_from", "x.jsonl:4 retracts"
    ]  # fmt: skip


def test_records_of_one_batch_that_are_said_to_be_one_may_share_a_name():
    one, other = entity("company:a", name="Foxconn"), entity("company:b", name="Foxconn")
    raws = [RawRecord(f.pop("type"), f, "x", n) for n, f in enumerate(map(serialize_entity, (one, other)))]
    assert parse(raws).problems
    merge = serialize_statement(same("company:a", "company:b"))
    raws.append(RawRecord(merge.pop("type"), merge, "x", 3))
    assert not parse(raws).problems
    assert isinstance(records_of(parse(raws)), Records)
