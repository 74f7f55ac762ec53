"""Places on a board: the column and the group of each link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.model.vocabulary import vocabulary
from graph.views.types.boards import Place

#: Acts of an actor on a measure or an agreement.
ACTS = ("IMPOSED", "ANNOUNCED", "UPHELD", "EASED", "SUSPENDED", "EXTENDED", "LIFTED", "INVALIDATED")
#: Title of the groups of measures: they are grouped by what the reader chooses.
MEASURES = ""


@dataclass(frozen=True)
class Rule:
    """Place of the links of some types; ``out`` is their direction, None for both."""

    types: Sequence[str]
    out: bool | None
    place: Place
    group: str = MEASURES
    kinds: Sequence[str] | None = None  # of the other end

    @property
    def of_measures(self) -> bool:
        """Return whether the status of a measure in this group says something about the entity."""
        return self.place != "middle" and not {"SEEKS", "OPPOSES", "COMMENTED_ON"} & set(self.types)

    def fits(self, link_type: str, out: bool, kind: str) -> bool:
        """Return whether a link with an other end of that kind has this place."""
        return link_type in self.types and self.out in (None, out) and (self.kinds is None or kind in self.kinds)


def _talks(place: Place = "middle") -> tuple[Rule, ...]:
    return (
        Rule(("NEGOTIATES_WITH",), None, place, "Talks"),
        Rule(("TOOK_PART_IN",), True, place, "Talks"),
        Rule(("HELD_IN",), False, place, "Talks held there"),
    )


_OWNED = (
    Rule(("OWNS",), True, "middle", "Owns"), Rule(("OWNS",), False, "middle", "Owned by"),
    Rule(("LINKED_TO",), None, "middle", "Linked to"),
)  # fmt: skip
_BY_IT = Rule(ACTS, True, "left", MEASURES, ("Measure",))
_AT_IT = Rule(("TARGETS",), False, "right")
_EXEMPT = Rule(("EXEMPTS",), False, "right", "Exempts it")
_DEALS = (Rule(("PARTY_TO",), True, "middle", "Agreements"), Rule(ACTS, True, "middle", "Agreements", ("Agreement",)))
_AIMS = (Rule(("SEEKS",), True, "middle", "Wants"), Rule(("OPPOSES",), True, "middle", "Opposes"))
_SAID_ABOUT = Rule(("COMMENTED_ON",), False, "middle", "Said about it")
_WANTED = (
    Rule(("SEEKS",), False, "middle", "Wanted by"),
    Rule(("OPPOSES",), False, "middle", "Opposed by"),
)
_PEOPLE = (
    Rule(("HOLDS_OFFICE",), False, "middle", "Officials"),
    Rule(("WORKS_FOR",), False, "middle", "People"),
)
_OFFICES = (
    Rule(("HOLDS_OFFICE", "WORKS_FOR"), True, "middle", "Offices"),
    Rule(("PART_OF",), True, "middle", "Part of"),
)
_PARTS = Rule(("PART_OF",), False, "middle", "Parts")

_GOVERNMENT = (
    _BY_IT, _AT_IT, _EXEMPT, *_PEOPLE, *_OFFICES, _PARTS, *_DEALS, *_talks(), *_AIMS,
    Rule(("COMMENTED_ON",), True, "middle", "Commented on"), _SAID_ABOUT,
    Rule(("BASED_IN",), False, "middle", "Based there"), *_OWNED,
)  # fmt: skip
_BODY = (
    _BY_IT, *_OFFICES, _PARTS, *_PEOPLE, *_DEALS, *_talks(), *_AIMS, _SAID_ABOUT, _AT_IT, _EXEMPT,
    Rule(("COMMENTED_ON",), True, "right", "Commented on"), *_OWNED,
)  # fmt: skip
_COMPANY = (
    Rule(("MAKES",), True, "left", "Makes"), Rule(("OWNS",), True, "left", "Owns"),
    Rule(("OWNS",), False, "left", "Owned by"),
    Rule(("BASED_IN",), True, "left", "Based in"),
    Rule(("LINKED_TO",), None, "left", "Linked to"),
    Rule(("PART_OF",), True, "left", "Part of"), Rule(("PART_OF",), False, "left", "Parts"),
    Rule(("WORKS_FOR",), False, "left", "People"),
    *_talks(), *_AIMS, Rule(("COMMENTED_ON",), True, "middle", "Commented on"), _SAID_ABOUT,
    _BY_IT, _AT_IT, Rule(("RESTRICTS",), False, "right"), _EXEMPT,
)  # fmt: skip
_PRODUCT = (
    Rule(("RESTRICTS",), False, "left"), Rule(("MAKES",), False, "middle", "Made by"),
    Rule(("PART_OF",), True, "middle", "Part of"), Rule(("PART_OF",), False, "middle", "Parts"),
    *_WANTED, _SAID_ABOUT, Rule(("EXEMPTS",), False, "right", "Exempt from"),
    Rule(("EXCHANGED_FOR",), True, "right", "Given in return for"),
    Rule(("EXCHANGED_FOR",), False, "right", "Received in return for"),
)  # fmt: skip
_MEASURE = (
    *(Rule((act,), False, "left", f"{vocabulary().relationships[act].what.capitalize()} by") for act in ACTS),
    Rule(("LIFTS", "SUSPENDS", "EASES"), False, "middle", "Changed by agreements"),
    Rule(("PART_OF",), True, "middle", "Part of"), Rule(("PART_OF",), False, "middle", "Parts"),
    Rule(("RETALIATES_FOR",), True, "middle", "Answers"), Rule(("RETALIATES_FOR",), False, "middle", "Answered by"),
    Rule(("SUPERSEDES",), True, "middle", "Replaces"), Rule(("SUPERSEDES",), False, "middle", "Replaced by"),
    Rule(("EXCHANGED_FOR",), True, "middle", "Given in return for"),
    Rule(("EXCHANGED_FOR",), False, "middle", "Received in return for"),
    *_WANTED, _SAID_ABOUT, Rule(("TARGETS",), True, "right", "Targets"),
    Rule(("RESTRICTS",), True, "right", "Restricts"), Rule(("EXEMPTS",), True, "right", "Exempts"),
)  # fmt: skip
_AGREEMENT = (
    Rule(("LIFTS", "SUSPENDS", "EASES"), True, "left"), Rule(("PARTY_TO",), False, "middle", "Parties"),
    *(Rule((act,), False, "middle", f"{vocabulary().relationships[act].what.capitalize()} by") for act in ACTS),
    *(Rule(rule.types, rule.out, "right", rule.group) for rule in (*_WANTED, _SAID_ABOUT)),
)  # fmt: skip
_EVENT = (
    Rule(("TOOK_PART_IN",), False, "left", "Took part"), Rule(("HELD_IN",), True, "middle", "Held in"),
    *(Rule(rule.types, rule.out, "right", rule.group) for rule in (*_WANTED, _SAID_ABOUT)),
)  # fmt: skip
_ASSET = (
    *(Rule(rule.types, rule.out, "left", rule.group) for rule in _OWNED), *_WANTED, _SAID_ABOUT, _AT_IT, _EXEMPT,
)  # fmt: skip
_RULES: Mapping[str, Sequence[Rule]] = {
    "Government": _GOVERNMENT, "Agency": _BODY, "Court": _BODY, "Official": _BODY, "Person": _BODY,
    "Organization": _COMPANY, "Company": _COMPANY, "Product": _PRODUCT, "Measure": _MEASURE,
    "Agreement": _AGREEMENT, "Event": _EVENT, "Vessel": _ASSET, "Aircraft": _ASSET,
}  # fmt: skip
#: Titles of the columns, with {} for the name.
_TITLES: Mapping[str, tuple[str, str, str]] = {
    "Government": ("Done by {}", "{} itself", "Aimed at {}"),
    "Agency": ("Done by {}", "The agency", "Aimed at it, and its statements"),
    "Court": ("Rulings of {}", "The court", "Aimed at it, and its statements"),
    "Official": ("Done by {}", "Offices, talks and aims", "Statements"),
    "Person": ("Done by {}", "Offices, talks and aims", "Statements"),
    "Organization": ("The organization", "Talks, aims and statements", "Measures that reach {}"),
    "Company": ("Makes, owns, belongs to", "Talks, aims and statements", "Measures that reach {}"),
    "Product": ("What restricts {}", "Makers and parts", "Exempt, or traded for"),
    "Measure": ("Who acted on it", "Answers, agreements and aims", "What and whom it reaches"),
    "Agreement": ("What it changes", "Parties and acts", "Wanted and said"),
    "Event": ("Who took part", "The event", "Wanted and said"),
    "Vessel": ("Owners and links", "Aims and statements", "Measures that reach {}"),
    "Aircraft": ("Owners and links", "Aims and statements", "Measures that reach {}"),
}
#: Kinds whose measures are grouped by the path by which they reach the entity, unless the reader chooses otherwise.
GROUPED_BY_PATH = ("Company", "Organization", "Product", "Vessel", "Aircraft")


def rules_for(kind: str) -> Sequence[Rule]:
    """Return the rules for the links of a kind of entity, in order."""
    return _RULES[kind]


def column_titles(kind: str, name: str) -> dict[Place, str]:
    """Return the title of each column of a board."""
    left, middle, right = (title.format(name) for title in _TITLES[kind])
    return {"left": left, "middle": middle, "right": right}
