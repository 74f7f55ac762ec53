"""Validator of single raw records: field names, values, kinds that a predicate may connect.

It collects all problems with their places, and the ids that a record names, for the caller to check.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from graph.errors import Problem
from graph.ingest import fields
from graph.ingest.fields import ENTITY_CHECKS, REQUIRED_FIELDS, SOURCE_CHECKS, STATEMENT_CHECKS
from graph.ingest.readers import RawRecord
from graph.model.dates import parse_end, parse_instant, parse_partial
from graph.model.types import Entity, Source, Statement
from graph.model.vocabulary import Kind, Property, Relationship, vocabulary


class RecordValidator:
    """Validator of records, which collects problems.

    ``restored``: the records come from a backup. Values that were once accepted stay as they are. ``references`` are
    the ids that the last record names, each with its field; ``defined_id`` is the id that it defines.
    """

    def __init__(self, *, restored: bool = False) -> None:
        self.problems: list[Problem] = []
        self.restored = restored
        self.references: list[tuple[str, str]] = []
        self.defined_id: str | None = None

    def _add_problem(self, raw: RawRecord, name: str | None, message: str) -> None:
        self.problems.append(Problem(raw.where(name), message))

    def _check_fields(self, raw: RawRecord, checks: Mapping[str, fields.Check]) -> dict[str, Any]:
        """Return the valid fields of a record in their types; report the others. Null is absent."""
        given = {k: v for k, v in raw.fields.items() if v is not None}
        out: dict[str, Any] = {}
        self.references, self.defined_id = [], None
        for name in REQUIRED_FIELDS[raw.type]:
            if name not in given:
                self._add_problem(raw, name, "is missing")
        for name, value in given.items():
            if name not in checks:
                self._add_problem(raw, name, f"is not a field of a {raw.type}; allowed are {', '.join(checks)}")
            elif checks[name] is dict and not isinstance(value, dict):
                self._add_problem(raw, name, "must be a mapping of names to values")
            else:
                self._check_value(raw, name, value, checks[name], out)
        if raw.type != "statement" and "id" in out:
            self.defined_id = out["id"]
        return out

    def _check_value(self, raw: RawRecord, name: str, value: Any, check: fields.Check, out: dict[str, Any]) -> None:
        """Put the value into ``out`` under the field's last name, or report a problem."""
        try:
            out[name.rpartition(".")[2]] = check(value if self.restored else fields.remove_invisible(value))
        except ValueError as error:
            self._add_problem(raw, name, str(error))

    def _check_properties(
        self, raw: RawRecord, given: Mapping[str, Any], specs: Mapping[str, Property], owner: str, *, whole: bool
    ) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for name, value in given.items():
            if value is None:
                continue
            if spec := specs.get(name):
                self._check_value(raw, f"properties.{name}", value, partial(fields.property_value, spec=spec), out)
            else:
                allowed = ", ".join(specs) or "none"
                self._add_problem(raw, f"properties.{name}", f"is not a property of {owner}; allowed are {allowed}")
        for name, spec in specs.items():
            if whole and spec.required and given.get(name) is None:
                self._add_problem(raw, f"properties.{name}", f"is missing; {owner} needs it")
            if name in out and spec.type in ("entity", "entities"):
                for named in out[name] if isinstance(out[name], list) else [out[name]]:
                    self._check_entity_kind(raw, f"properties.{name}", named)
                    self.references.append((named, f"properties.{name}"))
        return out

    def _check_entity_kind(self, raw: RawRecord, field_name: str, entity_id: str) -> str | None:
        """Return the kind of an entity that a record names; report other ids."""
        kind = vocabulary().kind_of(entity_id)
        if kind is None:
            self._add_problem(raw, field_name, f"{entity_id} starts with no known kind of entity")
        return kind

    def _check_source_id(self, raw: RawRecord, field_name: str, source_id: str) -> None:
        if not source_id.startswith("source:"):
            self._add_problem(raw, field_name, f"{source_id} is not the id of a source: write source:slug")

    def validate_entity(self, raw: RawRecord) -> Entity | None:
        """Return the entity, or None if it has a problem."""
        before = len(self.problems)
        given = self._check_fields(raw, ENTITY_CHECKS)
        kind = self._check_kind(raw, given)
        if kind is None:
            return None
        identifiers: dict[str, Any] = {}
        for name, value in given.get("identifiers", {}).items():
            if value is None:
                continue
            if spec := kind.identifiers.get(name):
                check = fields.names if self.restored else partial(fields.identifiers, spec=spec)
                self._check_value(raw, f"identifiers.{name}", value, check, identifiers)
            else:
                known = ", ".join(kind.identifiers) or "none"
                self._add_problem(
                    raw, f"identifiers.{name}", f"is not an identifier of {kind.name}; allowed are {known}"
                )
        owner = f"an entity of kind {kind.name}"
        properties = self._check_properties(raw, given.get("properties", {}), kind.properties, owner, whole=True)
        if len(self.problems) > before:
            return None
        return Entity(given["id"], kind.name, given["name"], given.get("aliases", ()), identifiers, properties)

    def _check_kind(self, raw: RawRecord, given: Mapping[str, Any]) -> Kind | None:
        """Return the kind in the id, which ``kind`` must equal; without a valid id, ``kind``."""
        kinds = vocabulary().kinds
        said = given.get("kind")
        if said and said not in kinds:
            self._add_problem(raw, "kind", f"{said!r} is not a kind; allowed are {', '.join(kinds)}")
        if "id" not in given:
            return kinds.get(said or "")
        kind = kinds.get(vocabulary().kind_of(given["id"]) or "")
        if kind is None:
            prefixes = ", ".join(known.prefix for known in kinds.values())
            self._add_problem(
                raw, "id", f"{given['id']} does not start with a kind; allowed before the colon are {prefixes}"
            )
        elif said in kinds and said != kind.name:
            self._add_problem(raw, "kind", f"is {said}, while the id {given['id']} says {kind.name}")
        return kind

    def validate_source(self, raw: RawRecord) -> Source | None:
        """Return the source, or None if it has a problem."""
        before = len(self.problems)
        given = self._check_fields(raw, SOURCE_CHECKS)
        if "id" in given:
            self._check_source_id(raw, "id", given["id"])
        if raw.fields.get("title") is None and raw.fields.get("url") is None:
            self._add_problem(raw, "title", "is missing; a source has a title or a url")
        if len(self.problems) > before:
            return None
        return Source(**{"title": given.get("url", ""), **given})

    def validate_statement(self, raw: RawRecord) -> Statement | None:
        """Return the statement, or None if it has a problem."""
        before = len(self.problems)
        given = self._check_fields(raw, STATEMENT_CHECKS)
        self._check_choice(raw, "stance", given, vocabulary().stances)
        self._check_choice(raw, "predicate", given, [*vocabulary().relationships, *vocabulary().identity_predicates])
        if "source" in given:
            self._check_source_id(raw, "source", given["source"])
        self._check_speaker(raw, given)
        for name in ("subject", "object", "said_by", "source"):
            if name in given:
                self.references.append((given[name], name))
        for name in ("retracts", "corrects"):
            for named in given.get(name, ()):
                self.references.append((named, name))
        if given.get("retracts") and given.get("stance", "retracts") != "retracts":
            self._add_problem(raw, "retracts", "goes only with the stance retracts")
        if "subject" in given and given["subject"] == given.get("object"):
            self._add_problem(raw, "object", f"{given['object']} is also the subject")
        if given.get("predicate") in vocabulary().identity_predicates:
            self._check_merge(raw, given)
        else:
            self._check_fact(raw, given)
        if len(self.problems) > before:
            return None
        recorded = given.pop("recorded_at", None)
        return Statement(**given, recorded_at=parse_instant(recorded) if recorded else None)

    def _check_fact(self, raw: RawRecord, given: dict[str, Any]) -> None:
        """Validate ends, dates and properties, as far as the predicate and stance are valid."""
        ends = {
            name: self._check_entity_kind(raw, name, given[name]) for name in ("subject", "object") if name in given
        }
        self._check_dates(raw, given)
        relationship = vocabulary().relationships.get(given.get("predicate", ""))
        if relationship is None:
            return
        self._check_endpoints(raw, relationship, ends.get("subject"), ends.get("object"))
        given["properties"] = self._check_properties(
            raw, given.get("properties", {}), relationship.properties, relationship.name,
            whole=given.get("stance", "denies") not in ("denies", "retracts"),
        )  # fmt: skip
        if relationship.symmetric and len(ends) == 2:
            given["subject"], given["object"] = sorted((given["subject"], given["object"]))

    def _check_merge(self, raw: RawRecord, given: Mapping[str, Any]) -> None:
        """Validate a statement that two records are one entity."""
        stance = given.get("stance")
        if stance and stance not in ("asserts", "retracts"):
            self._add_problem(raw, "stance", f"{given['predicate']} can only be asserted or retracted")
        if stance == "retracts" and not (raw.fields.get("retracts") or raw.fields.get("corrects")):
            self._add_problem(raw, "retracts", f"is missing; name the statement that asserted {given['predicate']}")
        if "subject" in given and "object" in given:
            one, other = vocabulary().kind_of(given["subject"]), vocabulary().kind_of(given["object"])
            if one is None or one != other:
                self._add_problem(raw, "object", f"{given['object']} is not of the kind of {given['subject']}")
        for name in ("properties", "valid_from", "valid_to"):
            if given.get(name):
                self._add_problem(raw, name, f"is not allowed with {given['predicate']}, which applies to every day")

    def _check_choice(self, raw: RawRecord, name: str, given: dict[str, Any], allowed: Iterable[str]) -> None:
        """Report a word that is not allowed, and remove it from the valid fields."""
        if name in given:
            self._check_value(raw, name, given.pop(name), lambda v: fields.one_of(v, allowed), given)

    def _check_speaker(self, raw: RawRecord, given: Mapping[str, Any]) -> None:
        speaker = given.get("said_by")
        kind = self._check_entity_kind(raw, "said_by", speaker) if speaker else None
        if kind and kind not in vocabulary().actor_kinds:
            self._add_problem(
                raw, "said_by", f"{speaker} cannot speak; allowed are {', '.join(vocabulary().actor_kinds)}"
            )

    def _check_endpoints(
        self, raw: RawRecord, relationship: Relationship, subject: str | None, target: str | None
    ) -> None:
        if subject and target and not relationship.may_join(subject, target):
            ways = "; ".join(f"{'|'.join(sorted(a))} to {'|'.join(sorted(b))}" for a, b in relationship.joins)
            self._add_problem(
                raw, "predicate", f"{relationship.name} cannot join {subject} to {target}; it joins {ways}"
            )

    def _check_dates(self, raw: RawRecord, given: Mapping[str, Any]) -> None:
        start, end = given.get("valid_from"), given.get("valid_to")
        if start and end and parse_partial(start).first >= parse_end(end).last:
            self._add_problem(
                raw, "valid_to", f"{end} is not after valid_from {start}; an interval ends on a later day"
            )
