"""Texts, dates and countries as public lists write them."""

import pytest

from graph.importers.cells import clean, clean_value, digest, parse_date, shorten, slug, split_long
from graph.importers.countries import country_names, find_country, government_id, split_country
from graph.importers.notices import first_day
from graph.importers.parties import kind_of_party
from graph.model.vocabulary import vocabulary


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  ACME\n Ltd ", "ACME Ltd"), ("Murat B\x81key", "Murat B key"), ("Igor\ta/k/a Maru", "Igor a/k/a Maru"),
        ("\ufeffOne\u200b", "One"), ("0101", "0101"), (None, ""), (12, "12"), ("ホンダ", "ホンダ"), ("a\ufffeb", "a b"),
        ("e\u0301", "\u00e9"), ("حزب الله", "حزب الله"),
    ],
)  # fmt: skip
def test_a_text_is_cleaned_and_keeps_its_letters_and_zeros(given, kept):
    assert clean(given) == kept


@pytest.mark.parametrize("none", ["NA", "n/a", "NULL", "None", "-", "—", "#N/A", "", "  ", "nan"])
def test_a_word_for_nothing_is_no_value(none):
    assert clean_value(none) == ""


def test_the_code_of_namibia_is_a_country():
    assert find_country("NA") == "NA"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CN", "CN"), ("PRC", "CN"), ("UK", "GB"), ("TURKIYE", "TR"), ("Türkiye", "TR"), ("Korea, South", "KR"),
        ("Socialist Republic of Vietnam", "VN"), ("Cote d'Ivoire", "CI"), ("REGION: WEST BANK", None), ("", None),
        ("Federal Republic of Germany", "DE"), ("XX", None),
    ],
)  # fmt: skip
def test_a_country_is_found_by_code_and_name(text, code):
    assert find_country(text) == code


def test_each_code_of_the_vocabulary_has_a_name_and_a_government_of_its_own():
    assert country_names().keys() == vocabulary().kinds["Government"].identifiers["iso3166"].one_of
    ids = {government_id(code) for code in country_names()}
    assert len(ids) == len(country_names())
    assert {"government:united-states", "government:south-korea", "government:cote-d-ivoire"} <= ids


def test_a_name_after_a_country_is_split_off():
    assert split_country("People's Republic of China BVI Electronics") == ("CN", "BVI Electronics")
    assert split_country("Islamic Republic of Iran") == ("IR", "")
    assert split_country("Atlantis") == (None, "Atlantis")


def test_two_texts_have_two_slugs():
    texts = ["Acme Ltd", "ACME, Ltd 2", "盈科", "盈科香港", "Ромашка", "x" * 70, "x" * 71, "Acme é", "+", "++"]
    assert len({slug(text) for text in texts}) == len(texts)
    assert slug("Café Noir") == "cafe-noir"
    assert slug("a" * 60) == "a" * 60


def test_a_long_text_is_kept_in_parts():
    text = "word " * 1000
    parts = split_long("note", text.strip())
    assert parts[0].startswith("note (1 of 3): ")
    assert all(len(part) <= 2000 for part in parts)
    assert "".join(part.split(": ", 1)[1].replace(" ", "") for part in parts) == "word" * 1000
    assert shorten("one two three", 10) == "one two…"


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("10/31/2025", "2025-10-31"), ("31.10.2025", "2025-10-31"), ("2025-10-31T00:00:00", "2025-10-31"),
        ("2025", "2025"), ("2025-07", "2025-07"), ("2/30/2025", None), ("soon", None),
    ],
)  # fmt: skip
def test_a_date_is_read_in_the_forms_of_lists(given, day):
    assert parse_date(given) == day


@pytest.mark.parametrize(
    ("notice", "day"),
    [
        ("90 F.R. 48938 10/31/2025", "2025-10-31"), ("Vol. 59, No. 44, 03/07/1994", "1994-03-07"),
        ("66 F.R. 30162 6/5/01", "2001-06-05"), ("81 FR 61601; 89 FR 51653", "2016"), ("68 FR 52436", "2003"),
        ("77 FR 25055 (4/27/2012), 81 FR 1", "2012-04-27"), ("63 F.R. 64322; 70 FR 1 1/3/2005", "1998"),
        ("", None), ("see the order", None),
    ],
)  # fmt: skip
def test_the_first_day_of_a_notice_is_no_more_exact_than_the_notice(notice, day):
    assert first_day(notice) == day


@pytest.mark.parametrize(
    ("told", "name", "kind"),
    [
        ("Individual", "KIM, Mun Chol", "person"), ("Vessel", "SEA WISE", "vessel"), ("Aircraft", "EP-IJA", "aircraft"),
        ("Entity", "NEPTUNUS L.L.C.", "company"), ("Entity", "HAMAS", "organization"),
        ("", "Sharif University", "organization"),
        ("Entity", "AO Stroy", "company"), ("", "Basak Traktor", "organization"),
    ],
)  # fmt: skip
def test_the_kind_of_a_party_is_told_or_follows_from_its_name(told, name, kind):
    assert kind_of_party(told, name) == kind


def test_a_list_of_people_has_people_where_nothing_else_is_told():
    assert kind_of_party("", "JOHN A. DOE", mostly_people=True) == "person"
    assert kind_of_party("", "PAN AVIATION, INC.", mostly_people=True) == "company"
    assert digest("a", "bc") != digest("ab", "c")
