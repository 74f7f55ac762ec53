"""Reconciliation Service API 0.2: a small client, written after its specification, as a page of another site."""

import json

import pytest
from http_calls import is_plain

#: Headers that a browser sends from OpenRefine's page.
ELSEWHERE = {"Origin": "http://127.0.0.1:3333", "Sec-Fetch-Site": "cross-site"}


class Reconciler:
    """Client that knows only the address of the service; everything else is in the manifest."""

    def __init__(self, http):
        self.http = http

    async def open(self):
        self.manifest = self._read(await self.http.get("/reconcile", headers=ELSEWHERE))
        assert {"versions", "name", "identifierSpace", "schemaSpace"} <= self.manifest.keys()
        assert "0.2" in self.manifest["versions"]
        return self

    async def reconcile(self, **queries):
        body = {"queries": json.dumps(queries)}
        found = self._read(await self.http.post("/reconcile", data=body, headers=ELSEWHERE))
        assert found.keys() == queries.keys()
        for one in found.values():
            assert all({"id", "name", "score", "match", "type"} <= candidate.keys() for candidate in one["result"])
            assert sum(candidate["match"] for candidate in one["result"]) <= 1
            scores = [candidate["score"] for candidate in one["result"]]
            assert scores == sorted(scores, reverse=True)
        return {key: one["result"] for key, one in found.items()}

    async def suggest(self, what, prefix):
        where = self.manifest["suggest"][what]
        address = where["service_url"] + where["service_path"]
        return self._read(await self.http.get(address, params={"prefix": prefix}, headers=ELSEWHERE))["result"]

    async def propose(self, kind):
        where = self.manifest["extend"]["propose_properties"]
        address = where["service_url"] + where["service_path"]
        return self._read(await self.http.get(address, params={"type": kind}, headers=ELSEWHERE))["properties"]

    async def extend(self, ids, *properties):
        body = {"extend": json.dumps({"ids": ids, "properties": list(properties)})}
        found = self._read(await self.http.post("/reconcile", data=body, headers=ELSEWHERE))
        assert [one["id"] for one in found["meta"]] == [one["id"] for one in properties]
        return found["rows"]

    async def preview(self, one):
        answer = await self.http.get(self.manifest["preview"]["url"].replace("{{id}}", one), headers=ELSEWHERE)
        assert "x-frame-options" not in answer.headers
        assert "frame-ancestors *" in answer.headers["content-security-policy"]
        return answer

    @staticmethod
    def _read(answer):
        assert answer.status_code == 200, answer.text
        assert answer.headers["access-control-allow-origin"] == "*"
        return answer.json()


async def test_a_client_reconciles_suggests_extends_and_previews(http):
    client = await Reconciler(http).open()
    found = await client.reconcile(
        q0={"query": "Nvidia Corporation"},
        q1={"query": "Peoples Republic of China", "type": "Government", "limit": 1},
        q2={"query": "Nvidia", "type": "Product", "type_strict": "any"},
        q3={"query": "nothing of this kind", "properties": [{"pid": "iso3166", "v": {"id": "CN", "name": "China"}}]},
    )
    assert (found["q0"][0]["id"], found["q0"][0]["match"]) == ("company:nvidia", True)
    assert found["q0"][0]["features"][0]["id"] == "name"
    assert [one["id"] for one in found["q1"]] == ["government:china"]
    assert {kind["id"] for one in found["q2"] for kind in one["type"]} <= {"Product"}
    assert (found["q3"][0]["id"], found["q3"][0]["score"]) == ("government:china", 100.0)
    assert (await client.suggest("entity", "nvid"))[0]["id"] == "company:nvidia"
    assert [one["id"] for one in await client.suggest("type", "comp")] == ["Company"]
    assert "restricted_by" in {one["id"] for one in await client.suggest("property", "restricted")}
    assert {"name", "lei", "restricted_by"} <= {one["id"] for one in await client.propose("Company")}
    july = {"as_of": "2025-07-20", "known_at": "2025-07-20"}
    rows = await client.extend(
        ["government:china", "company:unknown"], {"id": "name"}, {"id": "restricted_by", "settings": july}
    )
    assert rows["government:china"]["name"] == [{"str": "China"}]
    assert "measure:us-145-percent-tariffs-on-china" in {one["id"] for one in rows["government:china"]["restricted_by"]}
    assert rows["company:unknown"] == {"name": [], "restricted_by": []}
    page = await client.preview("company:nvidia")
    assert "<h1>Nvidia</h1>" in page.text
    # Questions of older clients are in the query string.
    asked = await http.get("/reconcile", params={"queries": '{"q0": {"query": "Nvidia"}}'})
    assert asked.json()["q0"]["result"][0]["id"] == "company:nvidia"
    assert (await http.options("/reconcile", headers=ELSEWHERE)).status_code == 204


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"queries": "{"}, 400),
        ({"queries": "[]"}, 422),
        ({"queries": '{"q0": {}}'}, 422),
        ({"queries": '{"q0": {"query": "a", "type": "Ship"}}'}, 422),
        ({"queries": json.dumps({f"q{n}": {"query": "a"} for n in range(101)})}, 422),
        ({"extend": '{"ids": 5}'}, 422),
        ({"extend": '{"ids": [], "properties": [{"id": "nothing"}]}'}, 422),
        ({}, 422),
    ],
)
async def test_a_wrong_form_is_refused_readably_for_another_site(http, form, status):
    answer = await http.post("/reconcile", data=form, headers=ELSEWHERE)
    is_plain(answer, status)
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_other_routes_stay_closed_to_other_sites(http):
    is_plain(await http.post("/match", json={"queries": []}, headers=ELSEWHERE), 403)
    assert "access-control-allow-origin" not in (await http.get("/entities", headers=ELSEWHERE)).headers
