"""FollowTheMoney: entities, interval entities and deltas, in JSON Lines."""

from collections.abc import Iterator, Sequence
from typing import Any

from graph.importers.cells import clean, shorten, slug, unique_texts
from graph.importers.formats.ftm.intervals import Ends, describe_interval, find_days, list_intervals
from graph.importers.formats.ftm.schema import (
    CODES,
    INTERVALS,
    KINDS,
    NAMES,
    country_codes,
    describe,
    entity_slug,
    is_list_number,
    kind_of,
    locate,
    parse_line,
    read_entities,
    vocabulary_kind,
)
from graph.importers.records import Desk, Entry, Fields, Importer, ListSource, make_entity
from graph.importers.tables import read_json_lines


class FtmImporter(Importer):
    """Things become entities, interval entities statements, and addresses properties.

    The statements about an entity have its id as their locator, so that a delta can replace or remove them.
    """

    method = "ftm"

    def __init__(self, dataset: str | None = None) -> None:
        """Set up an importer of a dataset: by default, the most frequent one."""
        self._given = dataset
        self._dataset = dataset or "ftm"
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._addresses: dict[str, str] = {}

    @property
    def source(self) -> ListSource:
        """The dataset that the files name most often."""
        return ListSource(f"ftm-{slug(self._dataset)}", f"Dataset {self._dataset}", self._dataset)

    def find_edition(self, paths: Sequence[str]) -> str | None:
        """Return the latest day in the entities, else that of a file name."""
        self.prepare(paths)
        days = (clean(one.get("last_seen") or one.get("last_change"))[:10] for one in read_entities(paths))
        return max(days, default="") or super().find_edition(paths)

    def prepare(self, paths: Sequence[str]) -> None:
        """Note the dataset, and the ids and addresses to which other entities refer."""
        datasets: list[str] = []
        for found in read_entities(paths):
            one, properties = clean(found.get("id")), found.get("properties") or {}
            datasets += found.get("datasets") or ()
            if found.get("schema") == "Address":
                parts = properties.get("full") or [value for values in properties.values() for value in values]
                self._addresses[one] = ", ".join(map(clean, parts))
            elif found.get("schema") in KINDS:
                self._ids[one] = f"{kind_of(found)}:{entity_slug(one)}"
                self._names[one] = clean(found.get("caption") or next(iter(properties.get("name") or [one])))
        self._dataset = self._given or max(sorted(set(datasets)), key=datasets.count, default="ftm")

    def read(self, path: str, desk: Desk) -> Iterator[Entry]:
        """Yield the entities of a file, or the operations of a delta."""
        for line, found in read_json_lines(path):
            entry = Entry(path, line)
            operation, thing = parse_line(found)
            if thing is None:
                desk.report.leave_out("the line is no entity with an id", entry.where)
            elif operation == "DEL":
                entry.removed = [locate(thing)]
            else:
                entry.replaced = [locate(thing)] if operation else []
                self._fill(entry, thing, desk)
            yield entry

    def _fill(self, entry: Entry, found: dict[str, Any], desk: Desk) -> None:
        schema = clean(found.get("schema"))
        if schema == "Address":
            desk.report.note("an address is written as a property of the entities that refer to it", entry.where)
        elif schema in INTERVALS:
            for interval in list_intervals(found, self._dataset):
                self._state_interval(entry, found, interval, desk)
            if not entry.statements:
                desk.report.leave_out(f"a {schema} without both ends", entry.where)
        elif schema not in KINDS:
            desk.report.leave_out(f"the schema {schema or '(none)'} has no kind of entity", entry.where)
        else:
            self._define(entry, found, desk)

    def _id(self, one: str, desk: Desk, referents: Sequence[str] = ()) -> str:
        """Return the id of an entity, which may be known by an earlier id."""
        known = (desk.known_id(entity_slug(ref)) for ref in (one, *referents))
        return next(filter(None, known), None) or self._ids.get(one) or f"organization:{entity_slug(one)}"

    def _define(self, entry: Entry, found: dict[str, Any], desk: Desk) -> None:
        one, properties = clean(found["id"]), found.get("properties") or {}
        referents = [ref for ref in found.get("referents") or () if ref != one]
        entity = self._ids[one] = self._id(one, desk, referents)
        kind = vocabulary_kind(entity)
        names = unique_texts(
            [clean(found.get("caption")), *(desk.text(v, entry) for key in NAMES for v in properties.get(key) or ())]
        )
        if not names:
            names = [one]
            desk.report.note("an entity without a name is named by its id", entry.where)
        details = describe(found)
        identifiers: Fields = {}
        for code, key in CODES.items():
            for value in map(clean, properties.get(key) or ()):
                plain = value.removeprefix("IMO").strip()
                if code in kind.identifiers and code not in identifiers:
                    identifiers[code] = plain
                elif key != "registrationNumber":
                    details.append(f"{key}: {value}")
        own = [ref for ref in referents if desk.known_id(entity_slug(ref)) in (None, entity)]
        identifiers["list_ids"] = unique_texts(f"ftm:{ref}" for ref in (one, *own) if is_list_number(ref))
        details += [f"referent: {ref}" for ref in referents if ref not in own or not is_list_number(ref)]
        places = [
            *properties.get("address", ()),
            *(self._addresses.get(at, at) for at in properties.get("addressEntity", ())),
        ]
        described = {
            "countries": country_codes(properties),
            "birth_dates": unique_texts(map(clean, properties.get("birthDate", ()))),
            "addresses": unique_texts(map(clean, places)),
        }
        for name in described.keys() - kind.properties.keys():
            details += [f"{name}: {value}" for value in described.pop(name)]
        aliases = [shorten(name) for name in names[1:]]
        entry.entities.append(
            make_entity(entity, shorten(names[0]), aliases, identifiers, {**described, "details": details})
        )
        if "sanction" in properties.get("topics", ()):
            self._list(entry, found, entity, names[0], desk)

    def _list(self, entry: Entry, found: dict[str, Any], entity: str, name: str, desk: Desk) -> None:
        """State that the datasets of a sanctioned entity list it."""
        for dataset in found.get("datasets") or [self._dataset]:
            measure = f"measure:ftm-{slug(dataset)}"
            entry.references.append(
                make_entity(measure, f"Sanctions in {dataset}", (), {}, {"measure_kind": "sanction"})
            )
            entry.statements.append(self.state(
                measure, "TARGETS", entity, desk, locator=locate(found), text=f"{shorten(name, 300)} is in {dataset}.",
            ))  # fmt: skip

    def _state_interval(self, entry: Entry, found: dict[str, Any], ends: Ends, desk: Desk) -> None:
        """Add the statement of an interval entity about two of its ends."""
        if ends.measure:
            entry.references.append(ends.measure)
        subject = ends.measure["id"] if ends.measure else self._id(ends.start, desk)
        target = self._id(ends.end, desk)
        predicate, properties = describe_interval(found, vocabulary_kind(subject).name, vocabulary_kind(target).name)
        names = [self._names.get(one, one) for one in (ends.start, ends.end)]
        entry.statements.append(self.state(
            subject, predicate, target, desk, properties=properties, locator=locate(found), **find_days(found),
            text=shorten(f"{found['schema']}: {shorten(names[0], 300)} and {shorten(names[1], 300)}.", 2000),
        ))  # fmt: skip
