"""Entities and sources of a generated ledger: each is a function of its number alone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.ledgers.codes import countries, goods
from benchmarks.ledgers.plan import Plan

Fields = dict[str, Any]

#: The statements are about the days from the first one on.
FIRST_DAY, DAYS = date(2018, 1, 1), 3200

MEASURE_KINDS = (
    "tariff", "export_control", "tariff", "entity_listing", "sanction", "export_licensing", "import_ban", "quota",
    "investment_restriction", "port_fee", "procurement_restriction", "other",
)  # fmt: skip
_EVENT_KINDS = ("talks", "meeting", "call", "summit", "hearing", "conference")
_NAMES = (
    "Alder", "Borea", "Cirro", "Delmar", "Estrel", "Fenwick", "Galdor", "Harken", "Ilmen", "Jorvik", "Kestrel",
    "Lumen", "Marlo", "Norden", "Orvane", "Pelagos", "Quillon", "Rivera", "Solent", "Tavish", "Umber", "Velor",
    "Wexford", "Xanthe", "Yarrow", "Zephyr",
)  # fmt: skip
_TRADES = (
    "Semiconductors", "Metals", "Chemicals", "Shipping", "Motors", "Textiles", "Foods", "Optics", "Batteries",
    "Machinery", "Timber", "Pharma", "Steel", "Robotics", "Aviation", "Minerals", "Plastics",
)  # fmt: skip
_OFFICES = ("Trade", "Commerce", "Customs", "Industry", "Finance", "Foreign Affairs", "Energy")
_GIVEN = ("Ada", "Bo", "Chen", "Dana", "Eli", "Farah", "Goran", "Hana", "Ivo", "Jun", "Kofi", "Lea", "Mio")


def make_id(kind: str, number: int) -> str:
    """Return the id of the entity or source with that number; the words make prefixes and searches realistic."""
    match kind:
        case "company":
            return f"company:{_NAMES[number % 26].lower()}-{_TRADES[number % 17].lower()}-{number}"
        case "official" | "person":
            return f"{kind}:{_GIVEN[number % 13].lower()}-{_NAMES[number * 7 % 26].lower()}-{number}"
        case _:
            return f"{kind}:test-{number}"


def make_name(kind: str, number: int) -> str:
    """Return the name of the entity with that number."""
    match kind:
        case "company":
            return f"{_NAMES[number % 26]} {_TRADES[number % 17]} {number}"
        case "official" | "person":
            return f"{_GIVEN[number % 13]} {_NAMES[number * 7 % 26]} {number}"
        case "agency":
            return f"Test Office for {_OFFICES[number % 7]} {number}"
        case _:
            return f"Test {kind} {number}"


def country_id(number: int) -> str:
    """Return the id of a country; large traders have low numbers."""
    return f"government:{countries()[number][0].lower()}"


def hub_id(plan: Plan, position: int) -> str:
    """Return the id of a list with many links."""
    return f"measure:test-list-{plan.first}-{position}-of-{plan.hubs[position]}"


def published_day(plan: Plan, number: int) -> date:
    """Return the day on which a source was published; sources are numbered by date."""
    return FIRST_DAY + timedelta(days=number * DAYS // plan.sources)


def entities(plan: Plan) -> Iterator[Fields]:
    """Yield all entities."""
    for code, name in countries():
        yield _entity(f"government:{code.lower()}", name, identifiers={"iso3166": code})
    for code in goods(plan.subheadings):
        yield _entity(f"product:hs-{code}", f"HS {code}", identifiers={"hs": code})
    for position, size in enumerate(plan.hubs):
        name = f"Test list {plan.first}.{position} of {size}"
        yield _entity(hub_id(plan, position), name, properties={"measure_kind": "entity_listing"})
    for number in range(plan.first, plan.first + plan.companies):
        yield _company(number)
    for number in range(plan.first, plan.first + plan.measures):
        yield _measure(number)
    for kind, count in (
        ("official", plan.officials), ("person", plan.persons), ("agency", plan.agencies), ("court", plan.courts),
        ("agreement", plan.agreements),
    ):  # fmt: skip
        for number in range(plan.first, plan.first + count):
            yield _entity(make_id(kind, number), make_name(kind, number))
    for number in range(plan.first, plan.first + plan.events):
        properties = {"event_kind": _EVENT_KINDS[number % 6], "place": countries()[number % 40][1]}
        yield _entity(make_id("event", number), make_name("event", number), properties=properties)


def _entity(entity_id: str, name: str, **others: Any) -> Fields:
    return {"type": "entity", "id": entity_id, "name": name, **others}


def _company(number: int) -> Fields:
    others: Fields = {}
    if number % 10 == 0:
        others["aliases"] = [f"{_NAMES[number % 26][:2].upper()}{_TRADES[number % 17][:2].upper()}-{number}"]
    if number % 10 < 3:
        others["identifiers"] = {"lei": _make_lei(number)}
    return _entity(make_id("company", number), make_name("company", number), **others)


def _make_lei(number: int) -> str:
    """Return a code with the form and the check digits of an LEI that no one has."""
    base = f"TEST{number:014d}"
    digits = int("".join(str(int(c, 36)) for c in base) + "00")
    return f"{base}{98 - digits % 97:02d}"


def _measure(number: int) -> Fields:
    properties = {"measure_kind": MEASURE_KINDS[number % 12]}
    if number % 3 == 0:
        properties["description"] = f"Generated measure number {number}, which no government took."
    if number % 4 == 0:
        properties["authority"] = f"Test Act, section {number % 97}"
    others: Fields = {"identifiers": {"official_ref": f"Test Notice {number}"}} if number % 5 else {}
    return _entity(make_id("measure", number), make_name("measure", number), properties=properties, **others)


def sources(plan: Plan) -> Iterator[Fields]:
    """Yield all sources. Most are dated with a day, some with a minute or only with a month."""
    for number in range(plan.sources):
        day = published_day(plan, number)
        published = day.isoformat()
        if number % 20 == 1:
            published = published[:7]
        elif number % 20 in (2, 3, 4):
            at = datetime(day.year, day.month, day.day, number % 24, number % 60, tzinfo=UTC)
            published = at.isoformat().replace("+00:00", "Z")
        serial = plan.first + number
        yield {
            "type": "source",
            "id": make_id("source", serial),
            "title": f"Generated report {serial}",
            "publisher": f"The {_NAMES[serial * serial % 26]} Test Gazette",
            "published_on": published,
            "url": f"https://example.org/reports/{serial}",
            "lang": "en",
        }
