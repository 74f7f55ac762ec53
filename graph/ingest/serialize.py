"""Conversion of records to mappings for JSON, which `batch.parse` converts back to the same records."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from graph.ingest.fields import ENTITY_CHECKS, SOURCE_CHECKS, STATEMENT_CHECKS
from graph.model.dates import format_instant
from graph.model.types import Entity, Source, Statement


def serialize_entity(entity: Entity) -> dict[str, Any]:
    """Return an entity as a JSON Lines record, without its kind, which the id contains."""
    return {"type": "entity"} | _pick_fields(entity, [name for name in ENTITY_CHECKS if name != "kind"])


def serialize_source(source: Source) -> dict[str, Any]:
    """Return a source as a JSON Lines record."""
    return {"type": "source"} | _pick_fields(source, SOURCE_CHECKS)


def serialize_statement(statement: Statement) -> dict[str, Any]:
    """Return a statement as a JSON Lines record, with the ids it was recorded with."""
    return {"type": "statement"} | _pick_fields(statement.as_recorded or statement, STATEMENT_CHECKS)


def _pick_fields(item: object, names: Iterable[str]) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in names}
    return {name: _to_json_value(value) for name, value in values.items() if value not in (None, (), {})}


def _to_json_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_instant(value)
    return list(value) if isinstance(value, tuple) else value
