"""Grouping of statements: which facts affect a measure's status, and what must be projected together."""

from graph.model.types import Statement
from graph.model.vocabulary import vocabulary


def affects_status(predicate: str, object_id: str) -> bool:
    """Return True if such a fact affects the status of its object."""
    return vocabulary().relationships[predicate].affects_status and vocabulary().kind_of(object_id) == "Measure"


def projection_key(statement: Statement) -> str:
    """Return the id of what must be projected together: the measure, or else the fact."""
    return statement.object if affects_status(statement.predicate, statement.object) else statement.fact_id
