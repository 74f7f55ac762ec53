"""Questions that the search offers."""

import pytest

from app.pages.search.questions import find_kinds, find_questions, find_subject, load_forms
from graph.model.vocabulary import vocabulary
from graph.query_library import load_library

LIBRARY = load_library()
GALLIUM = {"id": "product:gallium", "kind": "Product", "name": "Gallium"}
TARIFF = {"id": "measure:t", "kind": "Measure", "name": "The tariff"}
TRUMP = {"id": "official:donald-trump", "kind": "Official", "name": "Donald Trump"}


def offered(q, *found):
    return find_questions(q, found, LIBRARY, 5)


def test_each_form_names_a_parameter_of_a_query_and_kinds_that_exist():
    for form in load_forms():
        parameters = {p.name: p for p in LIBRARY[form.query].parameters}
        assert parameters[form.parameter].type in ("entity", "entities"), form
        assert form.kinds <= vocabulary().kinds.keys(), form
        assert form.text.count("{}") == 1, form
        assert form.text.endswith("?"), form
        required = {name for name, p in parameters.items() if p.default is None}
        assert required <= {form.parameter}, form


@pytest.mark.parametrize(
    ("q", "entity", "text", "query"),
    [
        ("what restricts gallium", GALLIUM, "What restricts Gallium?", "measures_on_product"),
        (
            "is the tariff still in force?",
            TARIFF,
            "Is The tariff still in force, since when, and who says so?",
            "status_of_measure",
        ),
        (
            "who imposed the tariff",
            TARIFF,
            "Who imposed, eased, suspended or lifted The tariff?",
            "acts_on_measure",
        ),
        (
            "what was given in return for gallium",
            GALLIUM,
            "What was given in return, in exchange for Gallium?",
            "exchanges",
        ),
        (
            "What did Trump threaten?",
            TRUMP,
            "What did Donald Trump threaten or promise, and did it happen?",
            "record",
        ),
    ],
)
def test_the_rarest_word_decides(q, entity, text, query):
    best = offered(q, entity)[0]
    assert (best.text, best.page) == (text, f"browse/queries/{query}")
    assert entity["id"] in best.given.values()


def test_a_bare_name_offers_the_first_questions_of_its_kind():
    assert offered("gallium", GALLIUM)[0].text == "What restricts Gallium?"
    assert offered("xyzzy") == []


def test_questions_without_an_entity_come_from_the_library():
    assert "disputed" in " ".join(one.text for one in offered("disputed facts"))
    assert all(not one.given for one in offered("disputed facts"))


@pytest.mark.parametrize(
    ("q", "subject"),
    [("What restricts gallium?", "gallium"), ("who imposed the H20 rule", "H20 rule"), ("what is in force", "")],
)
def test_the_subject_is_what_remains_of_a_question(q, subject):
    assert find_subject(q) == subject


def test_a_field_takes_only_kinds_that_fit():
    assert find_kinds("measures_on_product", "product") == ["Product"]
    assert find_kinds("paths", "from") is None
