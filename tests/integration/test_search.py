"""Search: names in every script, codes in any notation, questions, and older search keys."""

import pytest
from commands import tradegraph

from graph import ledger

NAMES = {
    "company:samsung": ["Samsung Electronics", "삼성전자"],
    "company:hynix": ["SK하이닉스"],
    "company:honda": ["ホンダ"],
    "company:toyota": ["トヨタ自動車"],
    "company:siam": ["ปูนซีเมนต์ไทย"],
    "company:tata": ["टाटा स्टील"],
    "company:infosys": ["இன்ஃபோசிஸ்"],
    "company:huawei": ["华为技术有限公司"],
    "company:rosneft": ["Роснефть"],
    "company:aramco": ["أَرامكو السعودية"],
    "company:maersk": ["A.P. Møller - Mærsk"],
    "company:orlen": ["Orlen Łódź"],
    "company:sqm": ["S.Q.M. Mining S.A."],
    "company:cpp": ["C++ Alliance"],
    "official:lee": ["이재명"],
    "official:yilmaz": ["Cevdet Yılmaz"],
    "official:lavrov": ["Сергей Лавров"],
    "government:us": ["United States", "U.S."],
    "agency:cbp": ["U.S. Customs and Border Protection"],
    "agency:bis": ["U.S. Bureau of Industry and Security"],
}
CODES = {
    "product:processors": {"hs": "8542.39.00.60"},
    "product:chips": {"hs": "8542.31"},
    "product:horses": {"hs": "0101"},
    "product:purebred": {"hs": "0101210010"},
    "product:gpu": {"eccn": "3A090.a"},
    "company:deutsche": {"lei": "7LTWFZYICNSX8D621K86", "wikidata": "Q66048"},
    "measure:chips": {"official_ref": "90 FR 47201"},
    "measure:steel": {"official_ref": "HTSUS heading 9903.01.63"},
    "measure:order": {"official_ref": "Executive Order 14195"},
    "measure:other": {"official_ref": "Executive Order 14257"},
}
SENTENCES = {
    "measure:gallium": ["Chinese ban on gallium and germanium exports to the United States"],
    "product:gallium": ["Gallium"],
    "product:goods-us": ["Goods from the United States"],
    "product:goods-cn": ["Goods from China"],
    "measure:controls": ["Chinese controls on exports of magnets"],
    "measure:licences": ["What the Netherlands licenses: restrictions on exports"],
    "event:talks": ["Talks of China and the United States"],
}


def entity(one, names, **more):
    kind = {"measure": {"measure_kind": "tariff"}, "event": {"event_kind": "talks"}}.get(one.partition(":")[0], {})
    return {"id": one, "name": names[0], "aliases": names[1:], "properties": kind, **more}


@pytest.fixture
def many():
    return [
        *(entity(one, names) for one, names in NAMES.items()),
        *(entity(one, [one.partition(":")[2].title()], identifiers=codes) for one, codes in CODES.items()),
    ]


async def search(client, q):
    answer = await client.get("/entities", params={"q": q})
    assert answer.status_code == 200, answer.text
    return [(item["id"], item["score"]) for item in answer.json()["items"]]


BY_NAME = [
    ("삼성전자", "company:samsung", 1), ("삼성", "company:samsung", 0.9), ("삼성 전자", "company:samsung", 1),
    ("전자", "company:samsung", 0.9), ("SK하이닉스", "company:hynix", 1), ("sk 하이닉스", "company:hynix", 1),
    ("하이닉스", "company:hynix", 0.9), ("ホンダ", "company:honda", 1), ("ﾎﾝﾀﾞ", "company:honda", 1),
    ("自動車", "company:toyota", 0.9), ("トヨタ", "company:toyota", 0.9), ("トヨダ自動車", "company:toyota", 0.8),
    ("ปูนซีเมนต์", "company:siam", 0.9), ("ซีเมนต์ไทย", "company:siam", 0.9), ("स्टील", "company:tata", 0.9),
    ("टाटा", "company:tata", 0.9), ("இன்ஃபோசிஸ்", "company:infosys", 1), ("华为", "company:huawei", 0.9),
    ("роснефть", "company:rosneft", 1), ("ارامكو السعودية", "company:aramco", 1), ("أرامكو", "company:aramco", 0.9),
    ("Maersk", "company:maersk", 0.9), ("AP Moller Maersk", "company:maersk", 1), ("lodz", "company:orlen", 0.9),
    ("SQM", "company:sqm", 0.9), ("S.Q.M.", "company:sqm", 0.9), ("c++", "company:cpp", 0.9),
    ("이재명", "official:lee", 1), ("YILMAZ", "official:yilmaz", 0.9), ("Cevdet Yilmaz", "official:yilmaz", 1),
    ("Сергеи Лавров", "official:lavrov", 1), ("U.S.", "government:us", 1), ("US", "government:us", 1),
]  # fmt: skip
BY_CODE = [
    ("8542390060", "product:processors"), ("8542.39.0060", "product:processors"),
    ("8542 39 00 60", "product:processors"),
    ("854231", "product:chips"), ("8542.31", "product:chips"), ("0101", "product:horses"),
    ("01.01", "product:horses"),
    ("0101.21.0010", "product:purebred"), ("0101210010", "product:purebred"), ("3a090A", "product:gpu"),
    ("3A090.A", "product:gpu"), ("7ltwfzyicnsx8d621k86", "company:deutsche"), ("q66048", "company:deutsche"),
    ("90FR47201", "measure:chips"), ("90 fr 47,201", "measure:chips"), ("90 F.R. 47201", "measure:chips"),
    ("executive order 14195", "measure:order"), ("EXECUTIVE-ORDER 14257", "measure:other"),
]  # fmt: skip
#: Incomplete codes: the search text, the first result, and its lowest allowed score.
NEAR_CODE = [
    ("101", "product:horses", 0.9), ("101210010", "product:purebred", 0.9), ("85423900", "product:processors", 0.8),
    ("99030163", "measure:steel", 0.5), ("9903.01.63", "measure:steel", 0.5), ("14257", "measure:other", 0.9),
]  # fmt: skip


async def test_names_and_codes_are_found_in_their_script_and_in_any_notation(writer, many):
    answer = await writer.post("/statements", json={"entities": many})
    assert answer.status_code == 200, answer.text
    wrong = []
    for q, first, least in [*BY_NAME, *((q, one, 1) for q, one in BY_CODE), *NEAR_CODE]:
        found = await search(writer, q)
        if not found or found[0][0] != first or found[0][1] < least:
            wrong.append((q, found[:3]))
    assert not wrong
    assert [one for one, _ in await search(writer, "0101.21.0010")][:2] == ["product:purebred", "product:horses"]
    assert all(score < 0.9 for _, score in await search(writer, "ホンタ"))


@pytest.mark.parametrize(
    "q",
    [
        "한글" * 250, "7" * 500, " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(70)), "ab " * 166,
        "8542 " * 100, "U.S. " * 100, '"' * 500, "\\" * 500, "+#" * 250, "= = =", "a* OR b~ AND (c",
        "=samsung", "💣" * 250, "я" * 500, "a" * 500,
    ],
)  # fmt: skip
async def test_a_query_of_any_shape_is_answered(writer, q):
    await writer.post("/statements", json={"entities": [entity("company:a", ["Word Aa 한글 8542"])]})
    assert isinstance(await search(writer, q[:500]), list)


async def test_a_sentence_is_answered_by_its_rarest_word(writer):
    entities = [entity(one, names) for one, names in SENTENCES.items()]
    await writer.post("/statements", json={"entities": entities})
    for q, first in [
        ("what restricts gallium exports", "measure:gallium"),
        ("which goods come from China?", "product:goods-cn"),
        ("who licenses exports in the netherlands", "measure:licences"),
        ("does anything restrict magnets", "measure:controls"),
        ("zzzqqq germanium", "measure:gallium"),
    ]:
        found = await search(writer, q)
        assert found, q
        assert found[0][0] == first, (q, found)
        assert found[0][1] < 1
    assert (await search(writer, "gallium"))[0] == ("product:gallium", 1.0)


async def test_a_graph_that_is_older_than_the_search_keys_is_given_them_at_its_start(writer, store, many, environment):
    await writer.post("/statements", json={"entities": many})
    assert await ledger.refresh_keys(store) == 0
    await store.write(lambda tx: tx.run("../tests/support/cypher/forget_keys"))
    await store.write(lambda tx: tx.run("../tests/support/cypher/drop_search_keys"))
    code, _, said = await tradegraph(environment, "query", "counts")
    assert (code, f"{len(many)} entities have new search keys" in said) == (0, True), said
    assert (await search(writer, "삼성"))[0][0] == "company:samsung"
    code, _, said = await tradegraph(environment, "query", "counts")
    assert (code, said) == (0, "")
    same = {"id": "company:samsung-corp", "name": "삼성 전자"}
    answer = await writer.post("/statements", json={"entities": [same]})
    assert answer.status_code == 422
    assert "company:samsung-corp is also a name of company:samsung in the graph" in answer.text


async def test_keys_follow_names_that_change_and_records_that_are_merged(writer):
    await writer.post("/statements", json={"entities": [entity("company:a", ["Alpha"]), entity("company:b", ["Beta"])]})
    source = {"id": "source:s", "title": "S", "publisher": "S", "published_on": "2025-07-17"}
    same = {
        "subject": "company:b", "predicate": "SAME_AS", "object": "company:a", "stance": "asserts",
        "source": "source:s", "locator": "page 1", "text": "Beta is Alpha.",
    }  # fmt: skip
    await writer.post("/statements", json={"entities": [entity("company:a", ["Alef"])]})
    assert await search(writer, "alpha") == []
    assert (await search(writer, "alef"))[0] == ("company:a", 1.0)
    answer = await writer.post("/statements", json={"sources": [source], "statements": [same]})
    assert answer.status_code == 200, answer.text
    assert await search(writer, "beta") == [("company:a", 1.0)]
