"""Names: equal forms, invisible characters, and valid identifiers."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.ingest.fields import identifier, name, remove_invisible
from graph.ingest.name_clashes import NameIndex, find_shared_name
from graph.model.letters import strip_invisible
from graph.model.names import _fold, _fold_ascii, fold, fold_compact, make_search_keys, split_words
from graph.model.types import Entity
from graph.model.vocabulary import vocabulary

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


SAME = [
    ("Cevdet Yılmaz", "CEVDET YILMAZ"), ("A.P. Møller - Mærsk", "AP Moller Maersk"), ("Łódź", "lodz"),
    ("Đặng", "Dang"), ("Þór", "Thor"), ("Straße", "STRASSE"), ("İstanbul", "istanbul"), ("Ħal", "hal"),
    ("Œuvre", "oeuvre"), ("ホンダ", "ﾎﾝﾀﾞ"), ("삼성전자", "삼성 전자"), ("三一 重工", "三一重工"),
    ("SK하이닉스", "SK 하이닉스"),
    ("トヨタ・モーター", "トヨタモーター"), ("Лавров", "ЛАВРОВ"), ("Ёлкин", "Елкин"), ("Ελλάδα", "ΕΛΛΑΔΑ"),
    ("مُحَمَّد", "محمد"), ("علی", "علي"), ("S.Q.M.", "SQM"), ("U.S.", "US"), ("P.R.C.", "prc"),
    ("J. P. Morgan", "J.P. Morgan"),
    ("И.В. Сталин", "ИВ Сталин"), ("S.p.A.", "SPA"), ("ＴＳＭＣ", "TSMC"), ("१२३", "123"), ("Nvidia®", "NVIDIA"),
    ("Quax\u200bomatic", "Quaxomatic"), ("Orbit\u00adalia", "Orbitalia"), ("C++", "c++"), ("Hawaiʻi", "Hawai'i"),
]  # fmt: skip
DIFFERENT = [
    ("टाटा", "टोटो"), ("ホンダ", "ホンタ"), ("C++", "C"), ("C#", "C"), ("C++", "C#"), ("ก่อ", "ก้อ"), ("한", "하"),
    ("はは", "ばば"), ("কলা", "কালা"), ("Disney+", "Disney"), ("1.5", "15"), ("本田", "田本"), ("!!!", "???"),
    ("🍎", "🍏"),
    ("A B", "AB"), ("తెలుగు", "తలుగు"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_name_is_the_same_however_it_is_written(one, other):
    assert fold(one) == fold(other) != ""
    assert find_shared_name(Entity("company:a", "Company", one), Entity("company:b", "Company", other)) == one


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_name_stays_another(one, other):
    assert fold(one) != fold(other)
    assert find_shared_name(Entity("company:a", "Company", one), Entity("company:b", "Company", other)) is None


@given(TEXTS)
def test_folding_twice_is_folding_once(text):
    once = fold(text)
    assert fold(once) == once
    assert fold(unicodedata.normalize("NFD", text)) == once
    assert fold_compact(once) == fold_compact(text)
    assert "".join(split_words(text)) == fold_compact(text)


@given(st.text(st.sampled_from("abAB1 .+#-,'"), max_size=20))
def test_names_in_ascii_are_folded_by_the_same_rules(text):
    assert _fold_ascii(text) == _fold(text)


@given(TEXTS)
def test_what_cannot_be_seen_is_taken_out_once_and_for_all(text):
    once = strip_invisible(text)
    assert strip_invisible(once) == once
    assert not set(once) & set("\u200b\u2060\ufeff\u00ad\u200e\u200f\u061c\u202a\u202e\u2066\u2069")
    assert all(c in text for c in once)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("\u200eOrbitalia\u200e", "Orbitalia"), ("Quax\u200bomatic Systems", "Quaxomatic Systems"),
        ("ABC \u202egnp.exe Ltd", "ABC gnp.exe Ltd"), ("\ufeffName", "Name"), ("Nvi\u00addia", "Nvidia"),
        ("A\u200dB", "AB"), ("A\u200c B\ufe0f", "A B"), ("\u2066عربي\u2069", "عربي"), ("A\U000e0041B", "AB"),
        ("می\u200cخواهم", "می\u200cخواهم"), ("می\u200c", "می"), ("क्\u200dष", "क्\u200dष"),
    ("അവന്\u200d", "അവന്\u200d"),
        ("👩\u200d🔬", "👩\u200d🔬"), ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"), ("葛\U000e0100城", "葛\U000e0100城"),
        (ENGLAND, ENGLAND),
    ],
)  # fmt: skip
def test_joiners_stay_where_a_script_needs_them(given, kept):
    assert strip_invisible(given) == kept
    assert name(remove_invisible(given)) == kept
    assert remove_invisible([given, 7, [given]]) == [kept, 7, [given]]


@pytest.mark.parametrize("nothing", ["\u200b\u200b", "\u200e \u2060", "\u3164", "\u2800", "\ufeff", "\u00ad", "\u200d"])
def test_a_name_of_nothing_visible_is_refused(nothing):
    with pytest.raises(ValueError, match="must be text, and not empty"):
        name(remove_invisible(nothing))


IDENTIFIERS = {one.name: one for kind in vocabulary().kinds.values() for one in kind.identifiers.values()}
GOOD = [
    ("hs", "85"), ("hs", "0101"), ("hs", "8542.31"), ("hs", "854231"), ("hs", "8542.39.00.60"), ("hs", "9903.01.63"),
    ("hs", "0101.21.000"), ("hs", "8542 39"), ("hs", "85.42"), ("hs", "0101210010"), ("eccn", "EAR99"),
    ("eccn", "3A090"),
    ("eccn", "3A090.a"), ("eccn", "3A001.b.2.a"), ("eccn", "9A610.x"), ("lei", "7LTWFZYICNSX8D621K86"),
    ("lei", "529900T8BM49AURSDO55"), ("wikidata", "Q182477"), ("iso3166", "US"), ("iso3166", "NO"), ("iso3166", "EU"),
    ("official_ref", "Executive Order 14257"), ("official_ref", "商务部公告2025年第61号"),
]  # fmt: skip
BAD = [
    ("hs", "8.54E+05"), ("hs", "101"), ("hs", "85423"), ("hs", "8542.3"), ("hs", "101.21.0010"), ("hs", "101210010"),
    ("hs", "0000"), ("hs", "chips"), ("hs", "8542-8543"), ("hs", "٨٥٤٢"), ("hs", "854231.0"), ("eccn", "see annex"),
    ("eccn", "3a090"), ("eccn", "3F001"), ("eccn", "EAR 99"), ("eccn", "3A09"), ("iso3166", "USA"), ("iso3166", "us"),
    ("iso3166", "UK"), ("iso3166", "ZZ"), ("iso3166", "840"), ("lei", "123"), ("lei", "529900T8BM49AURSDO56"),
    ("lei", "7ltwfzyicnsx8d621k86"), ("lei", "0" * 20), ("wikidata", "https://www.wikidata.org/wiki/Q182477"),
    ("wikidata", "Q0"), ("wikidata", "P31"), ("wikidata", "182477"),
]  # fmt: skip


@pytest.mark.parametrize(("standard", "code"), GOOD)
def test_a_code_of_its_standard_is_allowed(standard, code):
    assert identifier(code, IDENTIFIERS[standard]) == code


@pytest.mark.parametrize(("standard", "code"), BAD)
def test_a_code_of_another_form_is_refused_with_an_example(standard, code):
    with pytest.raises(ValueError, match="is not valid") as refused:
        identifier(code, IDENTIFIERS[standard])
    assert repr(code) in str(refused.value)
    assert f"write it as {IDENTIFIERS[standard].like}" in str(refused.value)


def test_a_code_that_a_spreadsheet_changed_is_recognised():
    for code in ("8.54E+05", "101", "8542.3", "854231.0"):
        with pytest.raises(ValueError, match="a spreadsheet may have changed it"):
            identifier(code, IDENTIFIERS["hs"])


@pytest.mark.parametrize("one", IDENTIFIERS.values(), ids=lambda one: one.name)
def test_the_example_of_a_standard_holds(one):
    assert one.is_valid(one.like)
    assert one.pattern is None or not one.is_valid("see annex")


def test_keys_of_an_entity_hold_its_words_and_each_name_as_a_whole():
    keys = make_search_keys(["SK하이닉스", "S.Q.M."], ["HTSUS heading 9903.01.63"])
    assert {"sk 하 이 닉 스", "=sk하이닉스", "sqm", "=sqm", "=htsusheading99030163", "99030163"} <= set(keys)


def actor(slug, *names, **identifiers):
    return Entity(f"company:{slug}", "Company", names[0], tuple(names[1:]), identifiers)


def test_actors_of_one_name_are_reported_once_with_what_would_tell_them_apart():
    seen_there = NameIndex({})
    seen_there.add(actor("acme", "Acme", "ACME Ltd", lei="L1"), "at a.yaml:1")
    seen_there.add(actor("acme-de", "Acme", lei="L2"), "in the graph")
    (one, other) = seen_there.find_clashes(actor("new", "acme", "Acme Ltd.", wikidata="Q1"))
    assert "company:new is also a name of company:acme at a.yaml:1" in one
    assert "company:new is also a name of company:acme-de in the graph" in other
    assert "give each an identifier that differs (lei, isin, wikidata, list_ids)" in one
    (same,) = seen_there.find_clashes(actor("third", "Acme", lei="l-2"))
    assert "both have the lei l-2: make them one entity with aliases" in same
    assert "company:acme-de" in same
    assert list(seen_there.find_clashes(actor("fourth", "Acme", lei="L4"))) == []


def test_records_that_are_merged_may_share_a_name():
    there = NameIndex({"company:a": "company:b"})
    there.add(actor("b", "Acme"), "in the graph")
    assert list(there.find_clashes(actor("a", "Acme"))) == []


def test_entries_of_lists_are_told_apart_by_their_numbers():
    there = NameIndex({})
    there.add(actor("one", "Acme", list_ids=["us-sdn:1", "eu-fsf:7"]), "at a.jsonl:1")
    assert list(there.find_clashes(actor("two", "Acme", list_ids=["us-sdn:2"]))) == []
    assert list(there.find_clashes(actor("three", "Acme"))) == [], "nobody has said that it is that entry"
    (same,) = there.find_clashes(actor("four", "Acme", list_ids=["eu-fsf:7"]))
    assert "both have the list_ids eu-fsf:7: make them one entity with aliases" in same


def test_the_check_digit_of_a_ship_is_held():
    assert IDENTIFIERS["imo"].is_valid("9074729")
    assert not IDENTIFIERS["imo"].is_valid("9074728")
    assert IDENTIFIERS["isin"].is_valid("US67066G1040")
    assert IDENTIFIERS["isin"].is_valid("AU0000XVGZA3")
    assert not IDENTIFIERS["isin"].is_valid("US67066G1041")
