"""Messages of the Reconciliation Service API 0.2: manifest, questions and answers. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph.errors import InvalidParameter, Problem
from graph.matching.evidence import Traits
from graph.model.vocabulary import vocabulary
from graph.queries import PartyQuestion, known_identifiers
from graph.views.matches.responses import ScoredEntity

#: Questions in one request; OpenRefine sends as many as the manifest says.
BATCH_SIZE = 100
DEFAULT_LIMIT, MOST_CANDIDATES = 5, 50
#: Candidates are shown from this score on, of 100.
THRESHOLD = 0.5
_SPACE = "urn:tradegraph"
_RESTRICTED = "restricted_by"
_CLOCKS = (
    ("as_of", "As of", "The day asked about, YYYY-MM-DD; empty means today."),
    ("known_at", "Known at", "Only sources published by then count; empty means now."),
)


def build_manifest(base: str) -> dict[str, Any]:
    """Return the manifest; ``base`` is the address of the service as its clients see it."""
    here = f"{base}/reconcile"
    suggest = {
        name: {"service_url": here, "service_path": f"/suggest/{name}"} for name in ("entity", "type", "property")
    }
    return {
        "versions": ["0.2"],
        "name": "tradegraph",
        "identifierSpace": f"{_SPACE}:entity",
        "schemaSpace": f"{_SPACE}:kind",
        "defaultTypes": [_type(name) for name in ("Company", "Person", "Organization", "Government", "Vessel")],
        "view": {"url": f"{base}/entity/{{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": 420, "height": 240},
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/extend/propose"},
            "property_settings": [
                {"name": name, "label": label, "type": "text", "default": "", "help_text": text}
                for name, label, text in _CLOCKS
            ],
        },
        "batchSize": BATCH_SIZE,
    }


def _type(kind: str) -> dict[str, str]:
    return {"id": kind, "name": kind}


def suggest_types(prefix: str) -> list[dict[str, str]]:
    """Return the kinds that begin with a text, or have it in their description."""
    wanted = prefix.casefold()
    return [
        {**_type(name), "description": kind.what}
        for name, kind in vocabulary().kinds.items()
        if name.casefold().startswith(wanted) or (len(wanted) >= 3 and wanted in kind.what.casefold())
    ]


def list_properties(kind: str | None) -> list[dict[str, str]]:
    """Return the properties of a kind, or of all kinds, that can be fetched."""
    one_kind = vocabulary().kinds.get(kind or "")
    kinds = [one_kind] if one_kind else list(vocabulary().kinds.values())
    found = {"name": "Name.", "aliases": "Other names.", "kind": "Kind of the entity."}
    for one in kinds:
        found |= {name: spec.what for name, spec in one.identifiers.items()}
        found |= {name: spec.what for name, spec in one.properties.items()}
    found[_RESTRICTED] = "Measures that target it on the day."
    return [{"id": name, "name": name.replace("_", " "), "description": what} for name, what in found.items()]


def parse_question(key: str, raw: Any) -> tuple[PartyQuestion, str | None, int]:
    """Return a question, the kind that answers must have, and their number.

    Raises InvalidParameter. Properties that names are not compared by are left out, as the specification allows.
    """
    if not isinstance(raw, Mapping) or not isinstance(raw.get("query"), str):
        raise _invalid(f"queries.{key}.query", "is missing: give each query its text")
    kind = raw.get("type")
    if isinstance(kind, list):
        kind = kind[0] if kind else None
    if isinstance(kind, Mapping):
        kind = kind.get("id")
    if kind is not None and kind not in vocabulary().kinds:
        raise _invalid(f"queries.{key}.type", f"is not a kind; allowed are {', '.join(vocabulary().kinds)}")
    limit = raw.get("limit", DEFAULT_LIMIT)
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise _invalid(f"queries.{key}.limit", "must be a whole number from 1")
    traits = _read_traits(kind, raw.get("properties") or [])
    must = kind if raw.get("type_strict") != "should" else None
    return PartyQuestion(key, raw["query"][:500], traits), must, min(limit, MOST_CANDIDATES)


def _read_traits(kind: str | None, properties: Any) -> Traits:
    values: dict[str, list[str]] = {}
    for one in properties if isinstance(properties, list) else ():
        if isinstance(one, Mapping) and isinstance(one.get("pid"), str):
            values.setdefault(one["pid"], []).extend(_texts(one.get("v")))
    known = known_identifiers()
    return Traits(
        kind,
        tuple(values.get("countries", ())),
        (*values.get("birth_date", ()), *values.get("birth_dates", ())),
        {name: codes for name, codes in values.items() if name in known},
    )


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    if isinstance(value, Mapping):
        return _texts(value.get("id") or value.get("name"))
    return [] if value is None else [str(value)[:200]]


def _invalid(where: str, message: str) -> InvalidParameter:
    return InvalidParameter(f"{where}: {message}.", [Problem(where, message)])


def serialize_candidates(found: Sequence[ScoredEntity], limit: int) -> dict[str, Any]:
    """Return the candidates of one question. Only one can be the match, and none of those in a tie."""
    tied = len(found) > 1 and found[0].match.score == found[1].match.score
    return {
        "result": [
            {
                "id": one.row["id"],
                "name": one.row["name"],
                "description": describe(one.row),
                "score": round(one.match.score * 100, 1),
                "match": place == 0 and one.is_match and not tied,
                "type": [_type(vocabulary().kind_of(one.row["id"]) or "")],
                "features": _features(one),
            }
            for place, one in enumerate(found[:limit])
        ]
    }


def _features(one: ScoredEntity) -> list[dict[str, Any]]:
    adjustments = {reason.feature: reason.score for reason in one.match.reasons if reason.feature in one.match.compared}
    name = one.match.score if one.match.same_identifier else one.match.score - sum(adjustments.values())
    features = {"name": round(min(1.0, name) * 100, 1)} | {
        key: round(value * 100, 1) for key, value in adjustments.items()
    }
    return [{"id": key, "value": value} for key, value in features.items()]


def describe(row: Mapping[str, Any]) -> str:
    """Return a short description of an entity: its kind, countries and other names."""
    parts = [vocabulary().kind_of(row["id"]) or "", ", ".join(row.get("countries") or ())]
    aliases = "; ".join(row.get("aliases") or ())
    return " · ".join(part for part in (*parts, aliases[:120]) if part)


def serialize_cells(
    row: Mapping[str, Any], restrictions: Sequence[Mapping[str, Any]], wanted: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """Return the values of an entity's properties, in the form of a data extension."""
    own = {**row, "kind": vocabulary().kind_of(row["id"])}
    measures = [{"id": one["measure"]["id"], "name": one["measure"]["name"]} for one in restrictions]
    return {name: measures if name == _RESTRICTED else _cells(own.get(name)) for name in wanted}


def _cells(value: Any) -> list[dict[str, Any]]:
    if value is None:
        return []
    if isinstance(value, list):
        return [cell for one in value for cell in _cells(one)]
    if isinstance(value, bool):
        return [{"bool": value}]
    if isinstance(value, int):
        return [{"int": value}]
    if isinstance(value, float):
        return [{"float": value}]
    return [{"date": value.isoformat()}] if isinstance(value, date) else [{"str": str(value)}]
