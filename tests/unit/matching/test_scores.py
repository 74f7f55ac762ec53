"""Scores of names: alterations that must be found, others that must not, and properties that always hold."""

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.matching.evidence import Traits
from graph.matching.keys import MAX_KEYS, make_name_keys, make_query_keys
from graph.matching.rarity import Rarity
from graph.matching.score import score_entity, score_names

RARITY = Rarity(5000, {"mohammed": 60, "beijing": 300, "technology": 400, "bank": 120, "trading": 350, "ivanov": 12})
EMPTY = Rarity(0, {})


def score(asked, listed, **more):
    return score_names(asked, [listed], RARITY, **more).score


@pytest.mark.parametrize(
    ("asked", "listed", "least"),
    [
        ("Zeming Precision Tools", "Ze Ming Precision Tools Co., Ltd.", 0.9),
        ("Rosoboronexport OAO", "Rosoboronexport, JSC", 0.95),
        ("Limited Liabiliti Compani Metalmaster", "METALMASTER LLC", 0.95),
        ("Ivanov Petr Sergeevich", "IVANOV, Petr Sergeevich", 1.0),
        ("Сергей Лавров", "Sergei Lavrov", 0.9),
        ("Роснефть", "Rosneft", 0.8),
        ("王伟", "WANG, Wei", 0.95),
        ("محمد سعيد", "SAEED, Muhammad", 0.85),
        ("Abdul Rahman Al-Jamal", "Abd al-Rahman AL JAMAL", 0.95),
        ("Intl Trading Grp Kastor", "Kastor International Trading Group", 0.85),
        ("V. Putin", "PUTIN, Vladimir", 0.85),
        ("Kastorr Shipping", "Kastor Shipping", 0.85),
        ("Tongmei Group", "DONGMEI GROUP", 0.85),
        ("JOINT STOCKcompany VAD", "JOINT STOCK COMPANY VAD", 0.95),
        ("삼성전자", "Samseong Jeonja", 0.85),
        ("トヨタ", "Toyota", 0.9),
    ],
)
def test_an_altered_name_is_recognized(asked, listed, least):
    assert score(asked, listed, person=True if "," in listed and len(asked) < 25 else None) >= least


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("Beijing Kastor Technology Co., Ltd.", "Beijing Velmar Technology Co., Ltd."),
        ("Factory No. 12", "Factory No. 14"),
        ("Petra Schmidt", "SCHMIDT, Jürgen"),
        ("HASSAN", "Hassan Scientific Velmar Corporation"),
        ("Blue Meadow Bakery GmbH", "Green Meadow Trading LLC"),
        ("Kastor Limited Liability Company", "Velmar Limited Liability Company"),
    ],
)
def test_another_name_stays_below_the_threshold(asked, listed):
    assert score(asked, listed, person="," in listed and "." not in listed) < 0.8


def test_identifiers_and_birth_dates_adjust_a_score_with_a_reason():
    asked = Traits("Person", ["RU"], ["1960-05-01"], {"wikidata": ["Q7"]})

    def ask(**known):
        return score_entity("Petr Ivanov", asked, ["IVANOV, Petr"], Traits("Person", **known), RARITY)

    assert ask().score == 1.0
    assert ask(countries=["CN"]).score == 0.9
    assert ask(birth_dates=["1960"]).score == 1.0
    assert ask(birth_dates=["1961-05-01"]).score == 0.85
    assert ask(birth_dates=["1960-06-01"]).score == 0.75
    assert ask(identifiers={"wikidata": ["Q8"]}).score == 0.8
    assert ask(countries=["RU"], identifiers={"wikidata": ["q7"]}).same_identifier
    assert ask(countries=["RU"]).compared == ["kind", "country"]
    other = score_entity("Anna Weber", asked, ["IVANOV, Petr"], Traits("Person", (), ["1960-05-01"]), RARITY)
    assert other.score < 0.5, "the same birth date lifts no name that does not fit"
    assert all(reason.sentence.endswith(".") for reason in other.reasons)


def test_reasons_name_every_word():
    found = score_entity("Kastorr Trading OOO", Traits(), ["Velmar", "Kastor Trading Dubai LLC"], Traits(), RARITY)
    said = " ".join(reason.sentence for reason in found.reasons)
    assert '"kastorr" is spelled like "kastor"' in said or '"kastorr" sounds like "kastor"' in said
    assert 'Only in the listed name: "dubai".' in said
    assert 'It fits the alias "Kastor Trading Dubai LLC".' in said


WORDS = [
    word
    for line in ("Kastor Ivanov Bank of Trading Ltd 王 伟 Роснефть", "12 S.A. Co Zeming Ze ming أحمد")
    for word in line.split()
]
NAMES = st.one_of(
    st.text(min_size=1, max_size=40),
    st.lists(
        st.sampled_from(WORDS),
        min_size=1, max_size=7,
    ).map(" ".join),
)  # fmt: skip


@given(NAMES, NAMES, st.sampled_from([RARITY, EMPTY]), st.sampled_from([True, False, None]))
@settings(max_examples=examples(150), deadline=None)
def test_a_score_is_between_0_and_1(one, other, rarity, person):
    assert 0 <= score_names(one, [other], rarity, person=person).score <= 1


@given(NAMES)
@settings(max_examples=examples(150), deadline=None)
def test_a_name_is_like_itself_and_is_found_by_its_own_keys(name):
    words, _ = make_name_keys([name])
    if words:
        assert score_names(name, [name], RARITY).score == 1
        keys = make_query_keys(name, RARITY)
        assert 0 < len(keys) <= MAX_KEYS
        assert set(words) & set(keys)
        assert all(key.replace("_", "").isalnum() and key.isascii() for key in keys)


@given(st.permutations(["Kastor", "Velmar", "Petrograd", "Zeming", "Orlan"]))
@settings(max_examples=examples(150), deadline=None)
def test_the_order_of_words_does_not_matter(words):
    assert score(" ".join(words), "Kastor Velmar Petrograd Zeming Orlan") == 1


@given(st.lists(st.sampled_from(["Kastor", "Velmar", "Bank", "Trading", "Ivanov"]), min_size=1, unique=True))
@settings(max_examples=examples(150), deadline=None)
def test_words_that_only_the_question_has_never_raise_the_score(words):
    assert score(" ".join([*words, "Quorlix"]), " ".join(words)) <= score(" ".join(words), " ".join(words))
