"""Evidence besides the name: kind, country, birth date, identifiers."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graph.matching.reasons import Reason

#: Kinds by group: a question about one kind also finds others of its group, for less.
KIND_GROUPS = {
    "person": frozenset({"Person", "Official"}),
    "organization": frozenset({"Company", "Organization", "Agency", "Court"}),
}
_OTHER_KIND, _OTHER_GROUP = -0.02, -0.15
_COUNTRIES_DIFFER = -0.1
_YEARS_DIFFER, _DAYS_DIFFER, _SAME_DAY = -0.15, -0.25, 0.05
_IDENTIFIERS_DIFFER = -0.2
#: A birth date does not lift a name below this score.
_NAME_FITS = 0.7


@dataclass(frozen=True)
class Traits:
    """Knowledge of a party besides its names; empty where nothing is known."""

    kind: str | None = None
    countries: Collection[str] = ()
    birth_dates: Collection[str] = ()
    identifiers: Mapping[str, Collection[str]] = field(default_factory=dict)


def is_person(kind: str | None) -> bool | None:
    """Return True for the kind of a person, None for no kind."""
    return kind in KIND_GROUPS["person"] if kind else None


def compare_traits(asked: Traits, listed: Traits, name_score: float) -> tuple[list[Reason], list[str]]:
    """Return adjustments of a score, and the names of the traits that both sides have."""
    checks = (
        ("identifier", _compare_identifiers(asked.identifiers, listed.identifiers)),
        ("kind", _compare_kinds(asked.kind, listed.kind)),
        ("country", _compare_countries(asked.countries, listed.countries)),
        ("birth_date", _compare_birth_dates(asked.birth_dates, listed.birth_dates, name_score)),
    )
    reasons, compared = [], []
    for name, found in checks:
        some = list(found)
        reasons += some
        if some:
            compared.append(name)
    return reasons, compared


def _compare_kinds(asked: str | None, listed: str | None) -> Iterator[Reason]:
    if not asked or not listed:
        return
    if asked == listed:
        yield Reason("kind", 0.0, asked, listed, f"The same kind: {listed}.")
        return
    near = any(asked in group and listed in group for group in KIND_GROUPS.values())
    yield Reason("kind", _OTHER_KIND if near else _OTHER_GROUP, asked, listed, f"Another kind: {listed}, not {asked}.")


def _compare_countries(asked: Collection[str], listed: Collection[str]) -> Iterator[Reason]:
    if not asked or not listed:
        return
    one, other = ", ".join(sorted(asked)), ", ".join(sorted(listed))
    shared = {country.casefold() for country in asked} & {country.casefold() for country in listed}
    if shared:
        yield Reason("country", 0.0, one, other, f"The same country: {', '.join(sorted(shared)).upper()}.")
    else:
        yield Reason("country", _COUNTRIES_DIFFER, one, other, f"Other countries: {other}, not {one}.")


def _compare_birth_dates(asked: Collection[str], listed: Collection[str], name_score: float) -> Iterator[Reason]:
    if not asked or not listed:
        return
    one, other = ", ".join(sorted(asked)), ", ".join(sorted(listed))
    pairs = [(a, b) for a in asked for b in listed]
    if any(a == b and len(a) == len("2000-01-01") for a, b in pairs):
        gain = _SAME_DAY if name_score >= _NAME_FITS else 0.0
        yield Reason("birth_date", gain, one, other, f"The same birth date: {one}.")
    elif any(a.startswith(b) or b.startswith(a) for a, b in pairs):
        yield Reason("birth_date", 0.0, one, other, f"The birth dates agree as far as they go: {one} and {other}.")
    elif any(a[:4] == b[:4] for a, b in pairs):
        yield Reason("birth_date", _DAYS_DIFFER, one, other, f"Another day of birth: {other}, not {one}.")
    else:
        yield Reason("birth_date", _YEARS_DIFFER, one, other, f"Another year of birth: {other}, not {one}.")


def _compare_identifiers(
    asked: Mapping[str, Collection[str]], listed: Mapping[str, Collection[str]]
) -> Iterator[Reason]:
    for name, values in asked.items():
        others = listed.get(name) or ()
        if not others:
            continue
        one, other = ", ".join(values), ", ".join(others)
        if not set(_normalize_all(values)).isdisjoint(_normalize_all(others)):
            yield Reason("identifier", 1.0, one, other, f"The same {name}: {one}.")
        else:
            yield Reason("identifier", _IDENTIFIERS_DIFFER, one, other, f"Another {name}: {other}, not {one}.")


def _normalize_all(values: Iterable[str]) -> Sequence[str]:
    return ["".join(c for c in value if c.isalnum()).upper() for value in values]
