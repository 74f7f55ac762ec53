"""Graph schema for agents, built from the vocabulary without scanning the graph."""

from typing import Any

from graph.model.vocabulary import Property, Relationship, vocabulary

#: Properties in Neo4j of every link and of the ledger's nodes, in addition to those of the vocabulary.
_DATES = ["valid_from", "valid_from_latest", "valid_to_earliest", "valid_to", "known_from", "known_to"]
_LINK = ["link_id", "fact_id", "certainty", "n_sources", "statement_id", "fulfilled_by", *_DATES]
_LEDGER = {
    "Statement": [
        "id", "fact_id", "subject", "predicate", "object", "stance", "said_by", "said_on", "source", "locator",
        "text", "valid_from", "valid_to", "method", "confidence", "known_from", "recorded_at",
    ],
    "Source": ["id", "title", "publisher", "published_on", "published_at", "url"],
    "StatusPeriod": [
        "period_id", "status", "scheduled", "certainty", "action", "fact_id", "statement_id", "rule", "confirmed_by",
        "confirmed_fact_id", *_DATES,
    ],
}  # fmt: skip
_PATTERNS = [
    "(:Measure)-[:HAS_STATUS]->(:StatusPeriod)",
    "(:Statement)-[:REPORTED_IN]->(:Source)",
    "(:Statement)-[:MADE_BY]->(speaker)",
    "(:Statement)-[:ABOUT]->(entity)",
]
_RULES = [
    "valid_from <= $as_of < valid_to: a link or period is valid on a day. These are dates; valid_to is not included.",
    "known_from <= $known_at < known_to: it was known at a moment. These are instants.",
    "The tool cypher with as_of and known_at sees only what holds at that moment. Then compare no dates.",
    "An unknown start is date('0001-01-01'), an open end is date('9999-12-31'). Dates are never null.",
    "NEGOTIATES_WITH and other symmetric types are stored once. Match them without an arrow.",
    "Statement.fact_id = link.fact_id: the evidence for a link.",
    "To look up a node by id, name its label, such as (:Company {id: 'company:nvidia'}).",
]


def describe_schema() -> dict[str, Any]:
    """Return the kinds, relationships, statuses, stances and date rules, with their properties in Neo4j."""
    words = vocabulary()
    return {
        "every_entity": ["id", "name", "aliases"],
        "kinds": {
            kind.name: {
                "what": kind.what,
                "id": f"{kind.prefix}:…",
                "identifiers": {one.name: one.what for one in kind.identifiers.values()},
                "properties": {p.name: _property(p) for p in kind.properties.values()},
            }
            for kind in words.kinds.values()
        },
        "every_link": _LINK,
        "relationships": {one.name: _relationship(one) for one in words.relationships.values()},
        "ledger": _LEDGER,
        "patterns": _PATTERNS,
        "statuses": list(words.statuses),
        "status_bases": dict(words.status_bases),
        "stances": {stance.name: stance.what for stance in words.stances.values()},
        "rules": _RULES,
    }


def _relationship(one: Relationship) -> dict[str, Any]:
    return {
        "what": one.what,
        "joins": [{"from": sorted(sources), "to": sorted(targets)} for sources, targets in one.joins],
        "properties": {p.name: _property(p) for p in one.properties.values()},
        "symmetric": one.symmetric,
    }


def _property(one: Property) -> dict[str, Any]:
    return {"what": one.what, "type": one.type} | ({"one_of": list(one.one_of)} if one.one_of else {})
