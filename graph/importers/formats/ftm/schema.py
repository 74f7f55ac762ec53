"""Schemata of FollowTheMoney and what they are in the vocabulary."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from graph.importers.cells import as_list, clean, digest, shorten, slug, split_long
from graph.importers.countries import find_country
from graph.importers.parties import kind_of_party
from graph.importers.tables import read_json_lines
from graph.model.vocabulary import Kind, vocabulary


class Interval(NamedTuple):
    """Interval entity: its relationship, and the properties that name its ends and its title."""

    subject: str
    object: str
    predicate: str = "LINKED_TO"
    title: str = "role"


KINDS = {
    "Person": "person", "Company": "company", "Organization": "organization", "PublicBody": "organization",
    "LegalEntity": "", "Vessel": "vessel", "Airplane": "aircraft",
}  # fmt: skip
INTERVALS = {
    "Ownership": Interval("owner", "asset", "OWNS"),
    "Directorship": Interval("director", "organization", "WORKS_FOR"),
    "Employment": Interval("employee", "employer", "WORKS_FOR"),
    "Membership": Interval("member", "organization"),
    "Representation": Interval("agent", "client"),
    "Succession": Interval("predecessor", "successor"),
    "Family": Interval("person", "relative", title="relationship"),
    "Associate": Interval("person", "associate", title="relationship"),
    "UnknownLink": Interval("subject", "object"),
    "Payment": Interval("payer", "beneficiary", title="purpose"),
    "Debt": Interval("debtor", "creditor"),
    "Sanction": Interval("authority", "entity", "TARGETS"),
}
NAMES = ("name", "alias", "weakAlias", "previousName", "abbreviation")
COUNTRIES = ("country", "nationality", "jurisdiction", "citizenship", "flag")
#: Identifiers of the vocabulary, and the properties that give them.
CODES = {"lei": "leiCode", "wikidata": "wikidataId", "imo": "imoNumber", "tail_number": "registrationNumber"}
#: Operations of a delta.
OPERATIONS = {"ADD", "MOD", "DEL"}
_OWN = {*NAMES, *COUNTRIES, "birthDate", "addressEntity", "address", "leiCode", "wikidataId", "imoNumber"}
_KEYS = ("schema", "datasets", "first_seen", "last_seen", "last_change", "target")


def kind_of(found: dict[str, Any]) -> str:
    """Return the kind of an entity, in lower case."""
    names = (found.get("properties") or {}).get("name") or [found.get("caption") or ""]
    return KINDS.get(found.get("schema", ""), "") or kind_of_party("", names[0])


def vocabulary_kind(entity_id: str) -> Kind:
    """Return the kind of an id."""
    return vocabulary().kinds[vocabulary().kind_of(entity_id) or ""]


def country_codes(properties: dict[str, Any]) -> list[str]:
    """Return the countries of an entity, each once."""
    found = (find_country(value) or clean(value) for key in COUNTRIES for value in properties.get(key) or ())
    return list(dict.fromkeys(found))


def describe(found: dict[str, Any], skip: set[str] = _OWN) -> list[str]:
    """Return all that an entity says besides, each as ``name: value``."""
    details = [f"{key}: {clean(value)}" for key in _KEYS for value in as_list(found.get(key))]
    properties = found.get("properties") or {}
    # Which property gives a country is a detail, unless it is the usual one.
    named = set(COUNTRIES) if properties.keys() & set(COUNTRIES) - {"country"} else set()
    for key, values in properties.items():
        if key not in skip or key in named:
            details += [part for value in as_list(values) if clean(value) for part in split_long(key, clean(value))]
    return details


def parse_line(found: dict[str, Any] | None) -> tuple[str | None, dict[str, Any] | None]:
    """Return the operation of a line and its entity, if it has them.

    Property values become lists of texts.
    """
    operation = found.get("op") if found else None
    thing = found.get("entity") if found and operation in OPERATIONS else found
    if not isinstance(thing, dict) or not clean(thing.get("id")):
        return operation, None
    given = thing.get("properties")
    properties = {
        name: [text for value in as_list(values) if (text := clean(value))]
        for name, values in (given if isinstance(given, dict) else {}).items()
    }
    return operation, {**thing, "id": clean(thing["id"]), "properties": properties}


def read_entities(paths: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the entities of files, also those in the operations of a delta."""
    for path in paths:
        for _, found in read_json_lines(path):
            if thing := parse_line(found)[1]:
                yield thing


def locate(found: dict[str, Any]) -> str:
    """Return the locator of the statements about an entity."""
    return shorten(f"entity {clean(found['id'])}")


def entity_slug(one: str) -> str:
    """Return the slug of an entity. Ids that differ in case alone stay apart."""
    return f"ftm-{slug(one)}" if one == one.lower() else f"ftm-{slug(one)}-{digest(one)}"


def is_list_number(ref: str) -> bool:
    """Return True if an id can be a number in ``list_ids``."""
    return vocabulary().kinds["Company"].identifiers["list_ids"].is_valid(f"ftm:{ref}")
