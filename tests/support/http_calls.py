"""Calls of every route, and checks of their answers."""

from jsonschema import Draft202012Validator

from graph.model.types import digest

EASED = digest("agency:white-house", "EASED", "measure:us-h20-export-control")


JULY = {"as_of": "2025-07-20", "known_at": "2025-07-20"}


NOVEMBER = {"as_of": "2025-11-30", "known_at": "2025-11-30"}


#: One call of each route. The answers of those in GOLDEN are compared with golden files that a person has checked.
CALLS = {
    "search": ("/entities", "/entities", {"q": "nvidia"}),
    "all_entities": ("/entities", "/entities", {"kind": "Government,Agency", "limit": "3"}),
    "entity": ("/entities/{id}", "/entities/measure:us-h20-export-control", JULY),
    "entity_links": ("/entities/{id}/links", "/entities/company:nvidia/links", JULY | {"direction": "out"}),
    "links": ("/links", "/links", JULY | {"type": "RESTRICTS"}),
    "links_from": ("/links", "/links", JULY | {"subject": "company:nvidia", "object": "product:nvidia-h20"}),
    "links_to": ("/links", "/links", JULY | {"object": "measure:us-h20-export-control", "subject_kind": "Agency"}),
    "paths": ("/paths", "/paths", JULY | {"from": "company:nvidia", "to": "official:xi-jinping"}),
    "fact": ("/facts/{fact_id}", f"/facts/{EASED}", JULY),
    "graph": ("/graph", "/graph", JULY | {"id": "company:nvidia", "depth": "2", "limit": "12"}),
    "scene": (
        "/scene",
        "/scene",
        JULY | {"id": "company:nvidia", "then": "expand government:china 2025-07-20 TARGETS"},
    ),
    "board": ("/board", "/board", JULY | {"id": "company:nvidia"}),
    "board_between": ("/board", "/board", JULY | {"id": "government:china,government:united-states", "by": "year"}),
    "measures": ("/measures", "/measures", JULY | {"status": "eased", "target": "government:china"}),
    "measures_of_product": ("/measures", "/measures", JULY | {"product": "product:nvidia-h20"}),
    "timeline": ("/measures/{id}/timeline", "/measures/measure:us-h20-export-control/timeline", JULY),
    "negotiations": ("/negotiations", "/negotiations", JULY | {"between": "official:scott-bessent,official:he-lifeng"}),
    "calendar": ("/measures/calendar", "/measures/calendar", {"from": "2025-08-01", "to": "2026-12-31", **NOVEMBER}),
    "disputes": ("/disputes", "/disputes", NOVEMBER),
    "record": ("/entities/{id}/record", "/entities/government:united-states/record", NOVEMBER),
    "chains": ("/chains", "/chains", NOVEMBER),
    "exposure": ("/entities/{id}/exposure", "/entities/company:nvidia/exposure", JULY),
    "changes": ("/changes", "/changes", {"limit": "5"}),
    "queries": ("/queries", "/queries", {}),
    "stats": ("/stats", "/stats", JULY),
    "health": ("/healthz", "/healthz", {}),
    "ready": ("/readyz", "/readyz", {}),
}


async def schema_of(http, path, method="get", status="200"):
    described = (await http.get("/openapi.json")).json()
    content = described["paths"][path][method]["responses"][status]["content"]
    return {**content["application/json"]["schema"], "components": described["components"]}


def hold(answer, schema):
    Draft202012Validator.check_schema(schema)
    faults = [
        f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in Draft202012Validator(schema).iter_errors(answer)
    ]
    assert not faults, faults[:5]


PROBLEM_KEYS = {"type", "title", "status", "detail", "errors", "request_id"}


def is_plain(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert set(body) == PROBLEM_KEYS
    assert body["status"] == status
    assert body["detail"].endswith((".", "?"))
    assert "\n" not in body["detail"]
    assert "Traceback" not in answer.text
    assert body["request_id"] == answer.headers["x-request-id"]
    return body
