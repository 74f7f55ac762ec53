"""Checks of what is asked about a party: kind, identifiers, birth date."""

from collections.abc import Callable, Mapping, Sequence

from graph.errors import Problem
from graph.ingest.fields import one_of, text
from graph.matching.evidence import Traits
from graph.model.dates import parse_partial
from graph.model.vocabulary import Identifier, vocabulary
from graph.views.matches.responses import PartyQuestion

#: Groups of kinds that can be a party.
_PARTY_GROUPS = ("actor", "asset")


def party_kinds() -> list[str]:
    """Return the kinds of entities that a list of parties may have."""
    return [name for name, kind in vocabulary().kinds.items() if kind.group in _PARTY_GROUPS]


def known_identifiers() -> dict[str, Identifier]:
    """Return the identifiers that a party may have, by name."""
    return {name: spec for kind in party_kinds() for name, spec in vocabulary().kinds[kind].identifiers.items()}


def parse_party_question(
    key: str,
    name: str,
    kind: str | None,
    countries: Sequence[str],
    identifiers: Mapping[str, str | Sequence[str]],
    birth_date: str | None,
) -> tuple[PartyQuestion, list[Problem]]:
    """Return a question about a party, and what is wrong with it."""
    problems: list[Problem] = []

    def check(where: str, value: str) -> None:
        try:
            _CHECKS[where](value)
        except ValueError as error:
            problems.append(Problem(where, str(error)))

    check("name", name)
    if kind is not None:
        check("kind", kind)
    if birth_date is not None:
        check("birth_date", birth_date)
    given = {one: [value] if isinstance(value, str) else list(value) for one, value in identifiers.items()}
    for one, values in given.items():
        problems += _check_identifier(one, values)
    births = () if birth_date is None else (birth_date,)
    return PartyQuestion(key, name, Traits(kind, tuple(countries), births, given)), problems


_CHECKS: Mapping[str, Callable[[str], object]] = {
    "name": lambda value: text(value, 500),
    "kind": lambda value: one_of(value, party_kinds()),
    "birth_date": parse_partial,
}


def _check_identifier(name: str, values: Sequence[str]) -> list[Problem]:
    where = f"identifiers.{name[:80]}"
    spec = known_identifiers().get(name)
    if spec is None:
        return [Problem(where, f"is not known; allowed are {', '.join(known_identifiers())}")]
    return [
        Problem(where, f"{value[:80]!r} is not a valid {spec.what}: check its characters, such as {spec.like}")
        for value in values
        if not spec.is_valid(value)
    ]
