"""Disputed facts: each episode with the statements for it, and the denials of it."""

from collections.abc import Sequence
from typing import Literal

from graph.model.dates import NO_END, DayRange, parse_day, parse_published_on
from graph.model.vocabulary import vocabulary
from graph.projection.claims import Claim, make_claim
from graph.projection.episodes import drop_retracted
from graph.store.mapping import source_from_properties, statement_from_properties
from graph.store.store import Row
from graph.views import responses
from graph.views.types.evidence import Dispute, DisputedClaim, DisputeSide
from graph.views.types.links import LinkResponse


def build_dispute(row: Row, as_of: str) -> Dispute:
    """Return a disputed fact with all sides, their claims and their statements. No side is preferred."""
    pairs = [(said, _claim(said)) for said in row["statements"]]
    believed = drop_retracted([claim for _, claim in pairs])
    standing = [(said, claim) for said, claim in pairs if claim in believed]
    links = row["links"]
    asserted = [(said, claim) for said, claim in standing if said["stance"] == "asserts"]
    denied = [
        (s, c) for s, c in standing if s["stance"] == "denies" and any(_applies_to_link(c, link) for link in links)
    ]
    shown = [responses.serialize_link(link, as_of) for link in links]
    sides = [
        _side(response, [said for said, claim in asserted if _matches_link(claim, link)])
        for link, response in zip(links, shown, strict=True)
    ]
    return {
        "fact": {
            "fact_id": row["fact_id"],
            "type": row["type"],
            "subject": responses.serialize_reference(row["subject"]),
            "object": responses.serialize_reference(row["object"]),
        },
        "why": "denied" if denied else _difference(links),
        "sides": sides + _group_denials(denied),
        "links": shown,
    }


def _claim(said: Row) -> Claim:
    speaker = said["said_by"]["id"] if said.get("said_by") else None
    statement = statement_from_properties({**said, "source": said["source"]["id"], "said_by": speaker})
    source = source_from_properties(said["source"])
    return make_claim(statement, source, parse_published_on(source.published_on))


def _names(link: Row, *compare: str) -> list[str]:
    specs = vocabulary().relationships[link["type"]].properties
    return [name for name, spec in specs.items() if spec.compare in compare]


def _bounds(link: Row) -> tuple[DayRange, DayRange]:
    days = [parse_day(link[key]) for key in ("valid_from", "valid_from_latest", "valid_to_earliest", "valid_to")]
    return DayRange(*days[:2]), DayRange(*days[2:])


def _matches_link(claim: Claim, link: Row) -> bool:
    """Return whether a statement may be about the link's episode, which it does not contradict."""
    if claim.statement.id == link["statement_id"]:
        return True
    start, end = _bounds(link)
    given = [name for name in _names(link, "identity", "value") if name in claim.properties]
    return (
        all(claim.properties[name] == link.get(name) for name in given)
        and claim.start.overlaps(start)
        and (NO_END in (claim.end, end) or claim.end.overlaps(end))
    )


def _applies_to_link(denial: Claim, link: Row) -> bool:
    start, end = _bounds(link)
    named = [name for name in _names(link, "identity") if name in denial.properties]
    if any(denial.properties[name] != link.get(name) for name in named):
        return False
    return not denial.has_dates or (start.first < denial.end.last and denial.start.first < end.last)


def _difference(links: Sequence[Row]) -> Literal["told_differently", "dated_differently"]:
    values = {tuple(str(link.get(name)) for name in _names(link, "value")) for link in links}
    return "told_differently" if len(values) > 1 else "dated_differently"


def _side(link: LinkResponse, said: Sequence[Row]) -> DisputeSide:
    return {
        "says": {
            "valid_from": link["valid_from"],
            "valid_to": link["valid_to"],
            "properties": link["properties"],
            "stance": "asserts",
        },
        "statements": [responses.serialize_statement(s) for s in said],
    }


def _group_denials(denied: Sequence[tuple[Row, Claim]]) -> list[DisputeSide]:
    """Return one side for each group of denials with the same dates and properties."""
    sides: list[DisputeSide] = []
    for said, claim in denied:
        given = claim.statement
        says: DisputedClaim = {
            "valid_from": given.valid_from,
            "valid_to": given.valid_to,
            "properties": dict(given.properties),
            "stance": "denies",
        }
        side = next((s for s in sides if s["says"] == says), None)
        if side is None:
            side = {"says": says, "statements": []}
            sides.append(side)
        side["statements"].append(responses.serialize_statement(said))
    return sides
