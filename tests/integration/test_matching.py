"""Matching of names in the graph: scripts, evidence, clocks, receipts, limits."""

import asyncio
import json

import pytest
from commands import tradegraph
from http_calls import JULY, hold, is_plain, schema_of

PARTIES = [
    {"id": "company:zeming", "name": "Ze Ming Precision Tools Co., Ltd.", "aliases": ["泽明精密"],
     "identifiers": {"lei": "529900T8BM49AURSDO55"}, "properties": {"countries": ["CN"]}},
    {"id": "company:kastor-one", "name": "Kastor Shipping LLC", "properties": {"countries": ["RU"]}},
    {"id": "company:kastor-two", "name": "Kastor Shipping JSC", "properties": {"countries": ["AE"]}},
    {"id": "person:ivanov", "name": "IVANOV, Petr Sergeevich", "properties": {"birth_dates": ["1960-05-01"]}},
    {"id": "company:rosneft", "name": "Роснефть"}, {"id": "company:samsung", "name": "삼성전자"},
    {"id": "company:toyota", "name": "トヨタ"}, {"id": "company:siam", "name": "ปูนซีเมนต์ไทย"},
    {"id": "company:tata", "name": "टाटा स्टील"}, {"id": "company:aramco", "name": "أرامكو السعودية"},
    {"id": "vessel:orlan", "name": "ORLAN", "identifiers": {"imo": "9074729"}},
    {"id": "measure:orlan-rule", "name": "Orlan rule", "properties": {"measure_kind": "sanction"}},
]  # fmt: skip


async def match(client, *queries, **more):
    answer = await client.post("/match", json={"queries": list(queries), **more})
    assert answer.status_code == 200, answer.text
    hold(answer.json(), await schema_of(client, "/match", "post"))
    return {one["id"]: one["candidates"] for one in answer.json()["results"]}


def ask(name, **known):
    return {"id": name, "name": name, **known}


async def search(client, q):
    items = (await client.get("/entities", params={"q": q})).json()["items"]
    return items[0]["id"] if items else None


async def test_names_are_found_across_scripts_with_reasons(writer):
    assert (await writer.post("/statements", json={"entities": PARTIES})).status_code == 200
    wanted = {
        "Zeming Precision Tools": "company:zeming", "Petr Ivanov": "person:ivanov", "Rosneft": "company:rosneft",
        "Toyota": "company:toyota", "Samseong Jeonja": "company:samsung", "Tata Steel": "company:tata",
        "Орлан": "vessel:orlan", "Иванов Петр Сергеевич": "person:ivanov", "Aramco": "company:aramco",
    }  # fmt: skip
    found = await match(writer, *map(ask, wanted))
    assert {name: [c["entity"]["id"] for c in some[:1]] for name, some in found.items()} == {
        name: [one] for name, one in wanted.items()
    }
    assert {name for name, some in found.items() if not some[0]["match"]} <= {"Tata Steel", "Aramco"}
    said = [reason["sentence"] for reason in found["Орлан"][0]["reasons"]]
    assert "Compared in Latin letters: one name is in Cyrillic script." in said
    assert {name: await search(writer, name) for name in wanted} == wanted
    # Two of one name are both there, whatever the limit.
    twins = await match(writer, ask("Kastor Shipping"), limit=1)
    assert [c["entity"]["id"] for c in twins["Kastor Shipping"]] == ["company:kastor-one", "company:kastor-two"]
    abroad = await match(writer, ask("Kastor Shipping", kind="Company", countries=["AE"]))
    assert abroad["Kastor Shipping"][0]["entity"]["id"] == "company:kastor-two"
    assert abroad["Kastor Shipping"][0]["compared"] == ["kind", "country"]
    by_code = await match(writer, ask("Something else", identifiers={"imo": "9074729"}), ask("!!!"))
    assert [(c["score"], c["match"]) for c in by_code["Something else"]] == [(1.0, True)]
    assert by_code["!!!"] == []


async def test_restrictions_are_those_of_the_day_as_known_then(http, tmp_path, environment):
    asked = {"queries": [ask("Huawei Technologies"), ask("people's republic of china")]}
    found = (await http.post("/match", json=asked | JULY)).json()
    china = found["results"][1]["candidates"][0]
    assert china["entity"]["id"] == "government:china"
    assert found["as_of"] == "2025-07-20"
    measures = {one["measure"]["id"]: one for one in china["restricted"]}
    assert measures
    one = next(iter(measures.values()))
    assert one["fact_id"]
    assert one["statement_ids"]
    evidence = (await http.get(f"/facts/{one['fact_id']}", params=JULY)).json()
    assert set(one["statement_ids"]) <= {statement["id"] for statement in evidence["statements"]}
    before = (await http.post("/match", json=asked | JULY | {"known_at": "2015-01-01"})).json()
    assert before["results"][1]["candidates"][0]["restricted"] == []
    receipt = (await http.post("/match?receipt=true", json=asked | {"as_of": "2025-07-20"})).json()
    assert receipt["question"]["body"]["queries"] == asked["queries"]
    assert receipt["known_at"] == receipt["question"]["body"]["known_at"]
    assert set(one["statement_ids"]) & set(receipt["statements"])
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(receipt))
    code, out, err = await tradegraph(environment, "verify", str(file))
    assert (code, out.startswith("Same answer")) == (0, True), out + err


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"queries": []}, "queries"),
        ({"queries": [ask("a")] * 101}, "queries"),
        ({"queries": [ask("a"), ask("a")]}, "queries.1.id"),
        ({"queries": [ask("a", kind="Compny")]}, "queries.0.kind"),
        ({"queries": [ask("a", identifiers={"lei": "529900T8BM49AURSDO56"})]}, "queries.0.identifiers.lei"),
        ({"queries": [ask("a", identifiers={"vat": "1"})]}, "queries.0.identifiers.vat"),
        ({"queries": [ask("a", birth_date="May 1960")]}, "queries.0.birth_date"),
        ({"queries": [ask("a")], "as_of": "2025-02-30"}, "as_of"),
        ({"queries": [ask("a")], "threshold": 2}, "threshold"),
        ({"queries": [ask("a", age=5)]}, "queries.0.age"),
    ],
)
async def test_a_wrong_question_is_refused_at_its_place(http, body, where):
    for address in ("/match", "/match?receipt=true"):
        problem = is_plain(await http.post(address, json=body), 422)
        assert where in [error["where"] for error in problem["errors"]], problem


async def test_many_names_at_once_are_those_one_by_one(http):
    names = ["Nvidia Corp", "Lutnick, Howard", "SMIC", "Bureau of Industry & Security", "Xi Jinping"] * 12
    queries = [{"id": str(number), "name": name} for number, name in enumerate(names)]
    whole = (await http.post("/match", json={"queries": queries} | JULY)).json()["results"]
    alone = await asyncio.gather(*(http.post("/match", json={"queries": [one]} | JULY) for one in queries[:5]))
    assert [one.json()["results"][0] for one in alone] == whole[:5]
    assert whole[0]["candidates"][0]["entity"]["id"] == "company:nvidia"
