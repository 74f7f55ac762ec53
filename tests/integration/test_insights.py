"""Calendar, disputes, track records, chains and exposure, on the example data of 2025."""

import pytest

NOVEMBER = {"as_of": "2025-11-30", "known_at": "2025-11-30"}
LATER = {"known_at": "2026-01-31"}


async def items(http, url, **params):
    answer = await http.get(url, params={"limit": 500} | params)
    assert answer.status_code == 200, answer.text
    assert answer.json()["next"] is None
    return answer.json()["items"]


# --- one measure ----------------------------------------------------------------------------------------------------

RECIPROCAL = "/entities/measure:us-reciprocal-tariff-on-china"


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        ("2025-04-04", ("announced", "2025-04-02", "2025-04-05")),
        ("2025-04-05", ("in_force", "2025-04-05", "2025-04-09")),  # the first 10 %
        ("2025-05-01", ("superseded", "2025-04-09", "2025-05-14")),  # by the 84 %; the 34 % were never charged
        ("2025-09-01", ("eased", "2025-05-14", "2025-11-10")),  # 24 of the 34 points are paused by the truce
        ("2026-11-09", ("eased", "2025-11-10", "2026-11-10")),  # and then by the arrangement of Kuala Lumpur
        ("2026-11-10", ("in_force", "2026-11-10", None)),
    ],
)
async def test_a_measure_on_six_days(http, as_of, status):
    shown = (await http.get(RECIPROCAL, params={"as_of": as_of, "known_at": "2025-11-30"})).json()
    assert (shown["status"], shown["status_since"], shown["status_until"]) == status


@pytest.mark.parametrize(
    ("known_at", "status"),
    [
        ("2025-08-01", ("in_force", "2025-08-12", None)),  # the pause of Geneva was to end by then
        ("2025-09-01", ("eased", "2025-05-14", "2025-11-10")),  # extended in August
        ("2025-11-30", ("eased", "2025-05-14", "2025-11-10")),  # and a further pause follows, after Busan
    ],
)
async def test_a_measure_as_known_on_three_days(http, known_at, status):
    shown = (await http.get(RECIPROCAL, params={"as_of": "2025-09-01", "known_at": known_at})).json()
    assert (shown["status"], shown["status_since"], shown["status_until"]) == status


# --- calendar -------------------------------------------------------------------------------------------------------


async def calendar(http, known_at, start="2025-08-01", end="2026-12-31", **params):
    return await items(http, "/measures/calendar", **{"from": start, "to": end, "known_at": known_at}, **params)


@pytest.mark.parametrize(
    ("known_at", "days"),
    [
        ("2025-08-01", {"2025-08-12": 8}),
        ("2025-09-01", {"2025-11-10": 7}),
        ("2025-11-30", {"2026-01-23": 1, "2026-11-10": 19, "2026-11-27": 1}),
    ],
)
async def test_what_snaps_back_depends_on_what_was_known(http, known_at, days):
    found = [e for e in await calendar(http, known_at) if e["event"] == "snaps_back"]
    assert {day: sum(e["date"] == day for e in found) for day in {e["date"] for e in found}} == days
    for event in found:
        assert event["status_before"] in ("eased", "suspended")
        assert event["status_after"] == "in_force"
        assert (event["scheduled"], event["rule"], event["date_latest"]) == (True, "snap_back", None)
        assert event["held_off_by"]["pause"]["valid_to"] == event["date"]
        assert event["held_off_by"]["statement"]["id"] == event["held_off_by"]["pause"]["statement_id"]


async def test_a_snap_back_says_what_holds_it_off_and_what_is_expected_to(http):
    async def held_off(known_at):
        found = await calendar(http, known_at, kind="tariff")
        (event,) = [
            e
            for e in found
            if (e["measure"]["id"], e["event"]) == ("measure:us-145-percent-tariffs-on-china", "snaps_back")
        ]
        links = event["held_off_by"]["links"]
        return {(link["subject"]["id"], link["type"], link["object"]["id"], link["certainty"]) for link in links}

    government, tariffs = "government:united-states", "measure:us-145-percent-tariffs-on-china"
    truce = "agreement:us-china-trade-truce"
    assert await held_off("2025-08-01") == {
        (truce, "EASES", tariffs, "asserted"),
        (government, "EXTENDED", truce, "expected"),
        (government, "EXTENDED", tariffs, "expected"),
    }
    # The expected extension was made. It postpones the duties until November; sources disagree on the 9th or the 10th.
    assert await held_off("2025-09-01") == {
        (government, "EXTENDED", truce, "disputed"),
        (government, "EXTENDED", tariffs, "asserted"),
    }


async def test_the_calendar_holds_every_sort_of_event_and_what_is_only_threatened(http):
    november = await calendar(http, "2025-11-30")
    assert {e["event"] for e in november} == {
        "announced", "starts", "eased", "suspended", "extended", "rate_changes", "snaps_back", "lifted", "expires",
    }  # fmt: skip
    starts = [e for e in november if e["measure"]["id"] == "measure:us-bis-affiliates-rule" and e["event"] == "starts"]
    assert [(e["date"], e["certainty"]) for e in starts] == [("2025-09-29", "disputed"), ("2025-09-30", "disputed")]
    # In October a duty of 100 % was threatened for 1 November. At the end of November that date has passed,
    # and the duty was not imposed.
    threat = "measure:us-100-percent-additional-tariff-on-china"
    october = await calendar(http, "2025-10-15", as_of="2025-10-15")
    assert [
        (e["date"], e["event"], e["certainty"], e["scheduled"]) for e in october if e["measure"]["id"] == threat
    ] == [("2025-11-01", "starts", "threatened", True)]
    assert threat not in {e["measure"]["id"] for e in november}


async def test_the_calendar_by_days_target_and_kind(http):
    day = await calendar(http, "2025-11-30", "2025-11-10", "2025-11-11")
    assert {e["date"] for e in day} == {"2025-11-10"}
    assert await calendar(http, "2025-11-30", "2025-11-11", "2025-11-19") == []
    year = await calendar(http, "2025-11-30", target="government:united-states", kind="tariff")
    assert {e["measure"]["id"].split("-")[0] for e in year} == {"measure:china"}
    ahead = await items(http, "/measures/calendar", as_of="2025-12-01", known_at="2025-11-30")
    assert len(ahead) == 21
    assert {e["event"] for e in ahead} == {"snaps_back"}


# --- disputes -------------------------------------------------------------------------------------------------------


async def test_the_four_disputes_of_the_year_with_both_sides(http):
    found = {(d["fact"]["type"], d["fact"]["object"]["id"]): d for d in await items(http, "/disputes", **NOVEMBER)}
    assert {key: d["why"] for key, d in found.items()} == {
        ("EXTENDED", "agreement:us-china-trade-truce"): "dated_differently",
        ("IMPOSED", "measure:us-bis-affiliates-rule"): "dated_differently",
        ("NEGOTIATES_WITH", "government:china"): "denied",
        ("TARGETS", "company:synopsys"): "denied",
    }

    def sides(*key):
        return [
            (s["says"]["stance"], s["says"]["valid_from"], s["says"]["valid_to"], speakers(s["statements"]))
            for s in found[key]["sides"]
        ]

    def speakers(statements):
        return sorted({s["said_by"]["name"] if s["said_by"] else s["source"]["publisher"] for s in statements})

    assert sides("EXTENDED", "agreement:us-china-trade-truce") == [
        ("asserts", "2025-08-11", "2025-11-09", ["Global Times"]),
        ("asserts", "2025-08-11", "2025-11-10", ["Donald Trump"]),
    ]
    assert sides("IMPOSED", "measure:us-bis-affiliates-rule") == [
        ("asserts", "2025-09-29", None, ["Bureau of Industry and Security"]),
        ("asserts", "2025-09-30", None, ["Kelley Drye & Warren"]),
    ]
    assert sides("NEGOTIATES_WITH", "government:china") == [
        ("asserts", "2025-04-24", None, ["Donald Trump"]),
        ("denies", None, None, ["Guo Jiakun", "He Yadong"]),
    ]
    written, denied = sides("TARGETS", "company:synopsys")
    assert written[:3] == ("asserts", "2025-05-23", "2025-07-02")
    assert denied == ("denies", "2025-05-23", "2025-05-29", ["Sassine Ghazi"])


async def test_disputes_of_an_entity_of_a_type_and_before_anybody_disagreed(http):
    assert len(await items(http, "/disputes", id="government:china", **NOVEMBER)) == 1
    assert len(await items(http, "/disputes", type="EXTENDED,IMPOSED", **NOVEMBER)) == 2
    assert await items(http, "/disputes", known_at="2025-03-01") == []


# --- track records --------------------------------------------------------------------------------------------------


async def test_what_trump_said_and_what_came_of_it(http):
    found = await items(http, "/entities/official:donald-trump/record", **NOVEMBER)

    def word(said_on, kind, obj):
        (one,) = [
            i
            for i in found
            if (i["said_on"], i["said"]["stance"], i["object"]["id"]) == (said_on, kind, obj) and i["own"]
        ]
        return one["followed"], one["followed_by"] and one["followed_by"]["date"], one["days_between"]

    assert word("2025-04-07", "threatens", "measure:us-tariff-increase-to-84-percent") == (True, "2025-04-09", 2)
    assert word("2025-04-22", "expects", "measure:us-reciprocal-tariff-on-china") == (True, "2025-05-14", 22)
    assert word("2025-09-19", "expects", "event:trump-xi-meeting-2025") == (True, "2025-10-30", 41)
    hundred = "measure:us-100-percent-additional-tariff-on-china"
    assert word("2025-10-10", "threatens", hundred) == (False, None, None)
    assert word("2025-06-11", "offers", "measure:us-revocation-of-chinese-student-visas") == (None, None, None)


async def test_a_word_is_open_until_its_day_and_unknown_before_it_is_said(http):
    url, hundred = "/entities/official:donald-trump/record", "measure:us-100-percent-additional-tariff-on-china"

    async def followed(**clocks):
        return [i["followed"] for i in await items(http, url, **clocks) if i["object"]["id"] == hundred]

    assert await followed(as_of="2025-10-31", known_at="2025-10-31") == [None]
    assert await followed(as_of="2025-11-02", known_at="2025-11-30") == [False]
    assert await followed(as_of="2025-10-09", known_at="2025-11-30") == []
    assert await followed(as_of="2025-11-02", known_at="2025-10-09") == []


async def test_a_government_speaks_by_its_offices_and_is_counted(http):
    url = "/entities/government:united-states/record"
    whole = (await http.get(url, params=NOVEMBER | {"limit": 500})).json()
    speakers = {i["said"]["said_by"]["id"] for i in whole["items"] if i["said"]["said_by"]}
    assert {"official:donald-trump", "official:scott-bessent", "agency:white-house"} <= speakers
    assert not any(speaker.startswith("person:") for speaker in speakers)
    summary, found = whole["summary"], whole["items"]
    counted = {name: sum(i["followed"] is value for i in found) for name, value in
               {"followed": True, "open": None, "not_followed": False}.items()}  # fmt: skip
    assert summary == summary | counted | {"said": len(found)}
    assert summary["follow_through_rate"] == pytest.approx(
        counted["followed"] / (counted["followed"] + counted["not_followed"]), abs=0.001
    )
    first = (await http.get(url, params=NOVEMBER | {"limit": 5})).json()
    assert (len(first["items"]), first["summary"]) == (5, summary)
    # A government's record leaves out what its officials, such as Trump, said while they were not in office.
    assert await items(http, url, as_of="2025-01-01", known_at="2025-11-30") == []


# --- chains ---------------------------------------------------------------------------------------------------------

CIRCLE = [
    "measure:china-34-percent-tariff-on-us-goods",
    "measure:us-145-percent-tariffs-on-china",
    "measure:china-tariff-increase-to-84-percent",
    "measure:us-tariff-increase-to-84-percent",
]


def ids(chain):
    return [node["id"] for node in chain["nodes"]]


@pytest.mark.parametrize(("as_of", "circles"), [("2025-04-09", 0), ("2025-04-10", 1), ("2025-11-30", 1)])
async def test_there_is_one_circle_from_april_10(http, as_of, circles):
    found = [c for c in await items(http, "/chains", as_of=as_of, known_at="2025-11-30") if c["cycle"]]
    assert [ids(c) for c in found] == [[*CIRCLE, CIRCLE[0]]] * circles
    assert all(link["declared"] and link["fact_id"] for c in found for link in c["links"])


async def test_a_chain_starts_where_it_is_asked_to(http):
    for start in (CIRCLE[2], "measure:us-tariff-increase-to-125-percent"):
        found = await items(http, "/chains", **{"from": start}, **NOVEMBER)
        assert found[0]["cycle"]
        assert all(ids(c)[0] == start for c in found if not c["cycle"])
        assert set(ids(found[0])) == set(CIRCLE)
    assert ids((await items(http, "/chains", **{"from": CIRCLE[2]}, **NOVEMBER))[0])[0] == CIRCLE[2]


async def test_an_inferred_answer_is_marked_and_near_in_time(http):
    for within in (30, 5):
        found = await items(http, "/chains", within_days=within, **NOVEMBER)
        links = [link for chain in found for link in chain["links"]]
        guessed = [link for link in links if not link["declared"]]
        assert guessed
        declared = {link["subject"]["id"] for link in links if link["declared"] and link["type"] == "RETALIATES_FOR"}
        for link in guessed:
            assert 0 < link["days"] <= within
            assert (link["certainty"], link["fact_id"]) == ("inferred", None)
            assert link["subject"]["id"] not in declared


async def test_a_chain_is_as_long_as_it_may_be_and_comes_by_nothing_twice(http):
    found = await items(http, "/chains", **NOVEMBER)
    assert max(len(c["links"]) for c in found) <= 8
    for chain in found:
        assert len(chain["nodes"]) == len(chain["links"]) + 1
        nodes = ids(chain)
        assert len(set(nodes)) == len(nodes) - chain["cycle"]
    short = await items(http, "/chains", max_length=2, **NOVEMBER)
    assert max(len(c["links"]) for c in short) == 2
    assert not any(c["cycle"] for c in short)


# --- exposure -------------------------------------------------------------------------------------------------------


async def reached(http, company, day):
    found = await items(http, f"/entities/{company}/exposure", as_of=day, **LATER)
    return [(e["measure"]["id"], e["directness"], [n["id"] for n in e["path"]["nodes"][1:-1]]) for e in found]


async def test_cadence_is_reached_by_what_it_makes_until_the_licence_requirement_ends(http):
    by_software = ("measure:us-eda-licence-requirement", "makes", ["product:eda-software"])
    assert by_software in await reached(http, "company:cadence", "2025-06-15")
    assert await reached(http, "company:cadence", "2025-07-15") == []


@pytest.mark.parametrize(
    ("company", "measure", "days"),
    [
        ("company:nexperia", "measure:us-bis-affiliates-rule", {"2025-10-15": True, "2025-11-15": False}),
        (
            "company:matson",
            "measure:china-special-port-dues",
            {"2025-10-13": False, "2025-10-14": True, "2025-11-09": True, "2025-11-10": False},
        ),
    ],
)
async def test_a_company_is_reached_between_its_days_only(http, company, measure, days):
    for day, yes in days.items():
        assert (measure in {one[0] for one in await reached(http, company, day)}) == yes, day


async def test_the_strongest_comes_first_with_its_path_and_window(http):
    found = await items(http, "/entities/company:nvidia/exposure", as_of="2025-06-20", **LATER)
    assert [e["strength"] for e in found] == sorted((e["strength"] for e in found), reverse=True)
    assert [e["directness"] for e in found][:3] == ["makes", "makes", "part_of"]
    for exposure in found:
        path, status = exposure["path"], exposure["measure"]["status"]
        assert status not in ("lifted", "expired")
        assert (path["nodes"][0]["id"], path["nodes"][-1]["id"]) == ("company:nvidia", exposure["measure"]["id"])
        assert all(link["holds"] != "no" and link["evidence"] for link in path["links"])
        assert (path["window"]["from"] or "") <= "2025-06-20" < (path["window"]["to"] or "9999")


async def test_a_product_is_reached_itself_and_by_what_it_is_part_of(http):
    assert await reached(http, "product:nvidia-h20", "2025-06-20") == [
        ("measure:us-h20-export-control", "restricted", []),
        ("measure:us-export-controls-on-china", "part_of", ["product:ai-chips"]),
    ]


# --- all reports ----------------------------------------------------------------------------------------------------

TRUMP = "/entities/official:donald-trump/record"


@pytest.mark.parametrize(
    ("url", "params", "where"),
    [
        ("/measures/calendar", {"from": "2025-02-30"}, "from"),
        ("/measures/calendar", {"to": "November"}, "to"),
        ("/measures/calendar", {"from": "2025-08-02", "to": "2025-08-01"}, "to"),
        ("/measures/calendar", {"from": "2025-08-01", "to": "2025-08-01"}, "to"),
        ("/measures/calendar", {"kind": "blockade"}, "kind"),
        ("/measures/calendar", {"known_at": "yesterday"}, "known_at"),
        ("/disputes", {"type": "LIKES"}, "type"),
        ("/disputes", {"as_of": "2025"}, "as_of"),
        ("/chains", {"within_days": "0"}, "within_days"),
        ("/chains", {"max_length": "9"}, "max_length"),
        ("/chains", {"cursor": "eA"}, "cursor"),
        (TRUMP, {"limit": "501"}, "limit"),
        (TRUMP, {"cursor": "%"}, "cursor"),
        ("/entities/company:nvidia/exposure", {"as_of": "2025-13-01"}, "as_of"),
        ("/entities/company:nvidia/exposure", {"depth": "1"}, "depth"),
    ],
)
async def test_what_is_not_allowed_is_refused_by_name(http, url, params, where):
    answer = await http.get(url, params=params)
    assert answer.status_code == 422, answer.text
    assert [fault["where"] for fault in answer.json()["errors"]] == [where]


@pytest.mark.parametrize(
    ("url", "params"),
    [
        ("/measures/calendar", {"target": "government:atlantis"}),
        ("/disputes", {"id": "company:nobody"}),
        ("/chains", {"from": "measure:none"}),
        ("/chains", {"from": "company:nvidia"}),
        ("/entities/official:nobody/record", {}),
        ("/entities/product:nvidia-h20/record", {}),
        ("/entities/company:nobody/exposure", {}),
        ("/entities/official:donald-trump/exposure", {}),
    ],
)
async def test_an_id_that_is_not_there_or_of_another_kind_is_not_found(http, url, params):
    answer = await http.get(url, params=params)
    assert answer.status_code == 404, answer.text
    assert (params.get("from") or params.get("id") or params.get("target") or url.split("/")[2]) in answer.json()[
        "detail"
    ]


@pytest.mark.parametrize(
    ("url", "limit"),
    [
        ("/measures/calendar?from=2025-01-01&to=2026-12-31", 7),
        ("/disputes", 1),
        ("/chains", 20),
        (TRUMP, 3),
        ("/entities/company:nvidia/exposure", 2),
    ],
)
async def test_pages_add_up_to_the_whole(http, url, limit):
    given = dict(part.split("=") for part in url.partition("?")[2].split("&") if part) | NOVEMBER
    url = url.partition("?")[0]
    whole, found, cursor = await items(http, url, **given), [], None
    while True:
        page = (await http.get(url, params=given | {"limit": limit} | ({"cursor": cursor} if cursor else {}))).json()
        assert len(page["items"]) <= limit
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == whole
    assert len(whole) > limit
