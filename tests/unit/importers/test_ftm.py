"""FollowTheMoney: entities, interval entities, referents and deltas."""

import json

from lists import run

from graph.importers.catalogue import make_importer
from graph.importers.frame import Before, ListImport
from graph.ingest.validator import RecordValidator

PERSON = {
    "id": "NK-Abc", "caption": "Ivan Ivanov", "schema": "Person", "datasets": ["eu_fsf"],
    "referents": ["ofac-1", "eu fsf 2"],
    "last_seen": "2024-06-01T10:57:03", "target": True,
    "properties": {
        "name": ["Ivan Ivanov", "Иван Иванов"], "birthDate": ["1971-01-22"], "nationality": ["ru"], "gender": ["male"],
        "topics": ["sanction"], "taxNumber": ["366510784303"], "addressEntity": ["addr-1"],
    },
}  # fmt: skip
ADDRESS = {"id": "addr-1", "schema": "Address", "properties": {"full": ["Lenina 1, Minsk"], "country": ["by"]}}
FIRM = {"id": "f-1", "schema": "Company", "properties": {"name": ["OOO Roga"], "leiCode": ["bad"], "country": ["ru"]}}
OWNS = {
    "id": "own-1", "schema": "Ownership",
    "properties": {"owner": ["NK-Abc"], "asset": ["f-1"], "percentage": ["51%"],
                   "startDate": ["2020"], "endDate": ["2023-12-31"]},
}  # fmt: skip
DIRECTS = {"id": "dir-1", "schema": "Directorship",
           "properties": {"director": ["NK-Abc"], "organization": ["f-1"], "role": ["Director"]}}  # fmt: skip
PAYMENTS = [
    {"id": f"pay-{number}", "schema": "Payment",
     "properties": {"payer": ["f-1"], "beneficiary": ["NK-Abc"], "date": ["2011-12-29"], "amountEur": [str(number)]}}
    for number in (1, 2)
]  # fmt: skip


def write(path, *lines):
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return str(path)


def test_things_intervals_and_addresses(tmp_path):
    path = write(tmp_path / "a.json", OWNS, PERSON, ADDRESS, FIRM, DIRECTS, *PAYMENTS,
                 {"id": "x", "schema": "Song", "properties": {}}, {"no": "id"})  # fmt: skip
    importer = make_importer("ftm")
    assert importer.edition([path], None) == "2024-06-01"
    records, report = run("ftm", path, edition="2024-06-01")
    entities = {one["id"].partition(":")[0]: one for one in records["entity"]}
    person = entities["person"]
    assert (person["name"], person["aliases"]) == ("Ivan Ivanov", ["Иван Иванов"])
    assert person["identifiers"]["list_ids"] == ["ftm:NK-Abc", "ftm:ofac-1"]
    assert person["properties"]["birth_dates"] == ["1971-01-22"]
    assert person["properties"]["addresses"] == ["Lenina 1, Minsk"]
    assert {"gender: male", "taxNumber: 366510784303", "referent: eu fsf 2"} <= set(person["properties"]["details"])
    assert "lei: bad" in entities["company"]["properties"]["details"]
    said = {
        one["properties"].get("record", one["predicate"]): one for one in records["statement"] if "properties" in one
    }
    assert (said["own-1"]["predicate"], said["own-1"]["properties"]["pct"]) == ("OWNS", 51.0)
    assert (said["own-1"]["valid_from"], said["own-1"]["valid_to"]) == ("2020", "2024-01-01")
    assert (said["dir-1"]["predicate"], said["dir-1"]["properties"]["title"]) == ("WORKS_FOR", "Director")
    assert said["pay-1"]["properties"]["relation"] == "Payment"
    assert "amountEur: 2" in said["pay-2"]["properties"]["details"]
    assert (said["pay-1"]["valid_from"], said["pay-1"]["valid_to"]) == ("2011-12-29", "2011-12-30")
    (listed,) = [one for one in records["statement"] if one["predicate"] == "TARGETS"]
    assert (listed["subject"], listed["object"]) == ("measure:ftm-eu-fsf", person["id"])
    assert report.left_out == {"the schema Song has no kind of entity": 1, "the line is no entity with an id": 1}


def test_a_sanction_is_a_link_from_its_programme(tmp_path):
    sanction = {"id": "s-1", "schema": "Sanction", "properties": {
        "entity": ["f-1"], "authority": ["Council of the EU"], "program": ["BELARUS"], "reason": ["Support"],
        "listingDate": ["2022-06-03"]}}  # fmt: skip
    records, _ = run("ftm", write(tmp_path / "a.json", FIRM, sanction))
    (listed,) = records["statement"]
    assert listed["subject"] == "measure:ftm-belarus"
    assert listed["valid_from"] == "2022-06-03"
    assert listed["properties"]["reason"] == "Support"


def imported_after(tmp_path, base, delta):
    """Import a delta after a base; return its statements and entities."""
    first = write(tmp_path / "base.json", *base)
    importing = ListImport(make_importer("ftm"), "2024-06-08", Before())
    for raw in ListImport(make_importer("ftm"), "2024-06-01", Before()).records([first]):
        if raw.type == "entity":
            importing.know_definition(dict(raw.fields))
        elif raw.type == "statement":
            importing.know(dict(raw.fields), RecordValidator().validate_statement(raw).id, "2024-06-01")
    raws = list(importing.records([write(tmp_path / "delta.json", *delta)]))
    return [raw.fields for raw in raws if raw.type == "statement"], [raw.fields for raw in raws if raw.type == "entity"]


def test_a_delta_changes_only_what_it_names(tmp_path):
    base = [PERSON, FIRM, OWNS, DIRECTS]
    moved = {**OWNS, "properties": {**OWNS["properties"], "percentage": ["60%"]}}
    statements, entities = imported_after(
        tmp_path, base, [{"op": "DEL", "entity": {"id": "dir-1"}}, {"op": "MOD", "entity": moved},
                         {"op": "ADD", "entity": {**FIRM, "id": "f-2", "properties": {"name": ["OOO Kopyta"]}}}],
    )  # fmt: skip
    by_record = {one["properties"]["record"]: one for one in statements}
    assert by_record.keys() == {"own-1", "dir-1"}
    assert by_record["own-1"]["properties"]["pct"] == 60.0
    assert by_record["dir-1"]["valid_to"] == "2024-06-08"
    assert [one["name"] for one in entities] == ["OOO Kopyta"]


def test_an_entity_that_leaves_a_sanctions_list_is_closed(tmp_path):
    cleared = {**PERSON, "properties": {**PERSON["properties"], "topics": []}}
    statements, entities = imported_after(tmp_path, [PERSON], [{"op": "MOD", "entity": cleared}])
    (closed,) = statements
    assert (closed["predicate"], closed["valid_to"]) == ("TARGETS", "2024-06-08")
    assert len(entities) == 1


def test_a_merged_entity_keeps_the_id_that_it_is_known_by(tmp_path):
    merged = {**PERSON, "id": "NK-New", "referents": ["NK-Abc"]}
    statements, entities = imported_after(
        tmp_path, [PERSON], [{"op": "DEL", "entity": {"id": "NK-Abc"}}, {"op": "ADD", "entity": merged}]
    )
    assert statements == [], "it is on the list as before"
    assert entities[0]["id"].startswith("person:ftm-nk-abc")
    assert entities[0]["identifiers"]["list_ids"] == ["ftm:NK-New", "ftm:NK-Abc"]
