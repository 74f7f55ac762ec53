"""Statements of a generated ledger: what sources say about companies, measures and talks.

The subjects come in turn, and what they are linked with is drawn with a power law, so that some countries, goods and
agencies become hubs. About a fifth of the facts has several statements, dates are partly vague, and measures have a
history of several acts.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

from benchmarks.ledgers.codes import countries, goods
from benchmarks.ledgers.entities import (
    DAYS,
    FIRST_DAY,
    MEASURE_KINDS,
    Fields,
    country_id,
    hub_id,
    make_id,
    published_day,
)
from benchmarks.ledgers.plan import Plan

#: Exponent of the power law: the number with rank r is drawn about r ** -0.75 as often as the first one.
SKEW = 4
#: Further statements about a fact, each number as often as it stands here.
_MORE_REPORTS = (0,) * 87 + (1,) * 9 + (2,) * 3 + (4,) * 1
_LATER_ACTS = (0,) * 8 + (1,) * 5 + (2,) * 3 + (3,) * 2 + (5,) * 2
_ACTS = ("EASED", "SUSPENDED", "EXTENDED", "UPHELD", "LIFTED", "EASED", "SUSPENDED", "INVALIDATED")
_ACTIONS = ("impose", "ease", "lift", "suspend", "extend", "uphold", "curb", "allow")
_HOW = ("in part", "for some goods", "after talks", "for ninety days", "until a review")
_FORWARD = ("announces", "expects", "threatens", "offers")


class Stories:
    """Statements of a plan, drawn from one random generator."""

    def __init__(self, plan: Plan, chance: random.Random) -> None:
        self._plan, self._chance = plan, chance
        self._goods = goods(plan.subheadings)
        self._serial = plan.first

    def hubs(self) -> Iterator[Fields]:
        """Yield the statements that make the lists: each targets companies, then exempts others."""
        for position, size in enumerate(self._plan.hubs):
            hub = hub_id(self._plan, position)
            begun = FIRST_DAY + timedelta(days=400)
            yield self._statement(self._agency(), "IMPOSED", hub, begun, {"how": "by a list"})
            for number in range(size):
                turn, company = divmod(number, self._plan.companies)
                listed = begun + timedelta(days=1 + number * 2000 // size)
                target = make_id("company", self._plan.first + (company + 7919 * position) % self._plan.companies)
                yield self._statement(hub, ("TARGETS", "EXEMPTS")[turn], target, listed, {})

    def others(self) -> Iterator[Fields]:
        """Yield statements without end: in each turn some about companies, a measure, and talks."""
        for turn in count():
            for number in range(4 * turn, 4 * turn + 4):
                yield from self._company(number % self._plan.companies + self._plan.first)
            yield from self._measure(turn % self._plan.measures)
            yield from self._talk(turn)
            yield from self._structure(turn)

    def _company(self, number: int) -> Iterator[Fields]:
        company, day = make_id("company", number), self._day()
        place = {"place": "Test City"} if number % 3 == 0 else {}
        yield from self._reports(company, "BASED_IN", self._country(), day, place)
        for _ in range(int(self._chance.paretovariate(1.5)) % 8 - 1):
            yield from self._reports(company, "MAKES", self._product(), day, {})
        if number % 6 == 0:
            other = make_id("company", self._draw(self._plan.companies))
            if other != company:
                yield from self._reports(company, "OWNS", other, day, {"pct": self._chance.randrange(5, 101)})

    def _measure(self, place: int) -> Iterator[Fields]:
        number = self._plan.first + place
        measure, kind = make_id("measure", number), MEASURE_KINDS[number % 12]
        begun = FIRST_DAY + timedelta(days=int(DAYS * self._chance.random() ** 0.7))
        yield from self._life(measure, kind, begun)
        rate = {"rate_pct": self._chance.choice((5, 10, 25, 50, 100))} if kind == "tariff" else {}
        rule = {"rule": "licence required"} if kind.startswith("export") else rate
        for product in dict.fromkeys(self._product() for _ in range(min(12, int(self._chance.paretovariate(1.3))))):
            yield from self._reports(measure, "RESTRICTS", product, begun, rule)
        yield from self._reports(measure, "TARGETS", self._country(), begun, rate)
        if kind in ("entity_listing", "sanction"):
            for target in dict.fromkeys(make_id("company", self._draw(self._plan.companies)) for _ in range(3)):
                yield from self._reports(measure, "TARGETS", target, begun, {})
        if place % 3 == 0:
            yield from self._reports(measure, "EXEMPTS", self._product(), begun, {"rule": "if it is in transit"})
        if place % 20 == 19:
            earlier = make_id("measure", number - 1 - self._draw(place) + self._plan.first)
            yield from self._reports(measure, ("RETALIATES_FOR", "SUPERSEDES")[place % 40 // 20], earlier, begun, {})

    def _life(self, measure: str, kind: str, begun: date) -> Iterator[Fields]:
        """Yield the acts on a measure, one after the other."""
        actor = self._agency() if self._chance.random() < 0.7 else self._country()
        how: Fields = {"rate_pct": self._chance.choice((5, 10, 25, 50))} if kind == "tariff" else {}
        if self._chance.random() < 0.5:
            before = begun - timedelta(days=self._chance.randrange(1, 90))
            yield from self._reports(actor, "ANNOUNCED", measure, before, {}, said_by=actor)
        if self._chance.random() < 0.12:
            stance = self._chance.choice(_FORWARD)
            yield self._statement(actor, "IMPOSED", measure, begun, how, stance, said_by=actor)
        end = begun + timedelta(days=365) if self._chance.random() < 0.15 else None
        yield from self._reports(actor, "IMPOSED", measure, begun, how, end=end)
        day = begun
        for _ in range(self._chance.choice(_LATER_ACTS)):
            day += timedelta(days=1 + int(self._chance.expovariate(1 / 120)))
            act = self._chance.choice(_ACTS)
            judge = make_id("court", self._draw(self._plan.courts))
            until = day + timedelta(days=90) if act in ("SUSPENDED", "EXTENDED") else None
            by = judge if act in ("UPHELD", "INVALIDATED") else actor
            yield from self._reports(by, act, measure, day, {"how": self._chance.choice(_HOW)}, end=until)
            if act in ("LIFTED", "INVALIDATED"):
                return

    def _talk(self, turn: int) -> Iterator[Fields]:
        """Yield what actors say to each other and want, of one of six forms."""
        day, measure = self._day(), make_id("measure", self._draw(self._plan.measures))
        event = make_id("event", self._draw(self._plan.events))
        agreement = make_id("agreement", self._draw(self._plan.agreements))
        official, country = self._official(), self._country()
        match turn % 6:
            case 0:
                other = self._country()
                if other != country:
                    about = {"about": [measure], "event": event}
                    yield from self._reports(country, "NEGOTIATES_WITH", other, day, about)
                yield from self._reports(official, "TOOK_PART_IN", event, day, {"role": "delegate"})
            case 1:
                topic = {"topic": f"matter {self._chance.randrange(50)}"}
                yield from self._reports(official, "COMMENTED_ON", measure, day, topic, said_by=official)
            case 2:
                wish = {"action": self._chance.choice(_ACTIONS)}
                yield from self._reports(self._speaker(), self._chance.choice(("SEEKS", "OPPOSES")), measure, day, wish)
            case 3:
                yield from self._reports(country, "PARTY_TO", agreement, day, {})
                yield from self._reports(
                    agreement, self._chance.choice(("SUSPENDS", "EASES", "LIFTS")), measure, day, {}
                )
            case 4:
                yield from self._reports(event, "HELD_IN", country, day, {"place": "Test City"})
                yield self._statement(official, "COMMENTED_ON", event, day, {}, "expects")
            case _:
                bargain = {"gave": "relief", "given_by": country, "agreement": agreement, "events": [event]}
                yield from self._reports(measure, "EXCHANGED_FOR", self._product(), day, bargain)

    def _structure(self, turn: int) -> Iterator[Fields]:
        """Yield the place of a product, an official, an agency and others."""
        first = self._plan.first
        if turn < len(self._goods) and len(code := self._goods[turn]) > 2:
            yield self._statement(f"product:hs-{code}", "PART_OF", f"product:hs-{code[:-2]}", FIRST_DAY, {})
        number, rest = divmod(turn, 5)
        if rest == 0 and number < self._plan.officials:
            office = {"title": self._chance.choice(("Minister", "Deputy Minister", "Director"))}
            yield from self._reports(
                make_id("official", first + number), "HOLDS_OFFICE", self._agency(), self._day(), office
            )
        if rest == 1 and number < self._plan.agencies:
            yield from self._reports(make_id("agency", first + number), "PART_OF", self._country(), FIRST_DAY, {})
        if rest == 2 and number < self._plan.persons:
            company = make_id("company", self._draw(self._plan.companies))
            yield from self._reports(make_id("person", first + number), "WORKS_FOR", company, self._day(), {})

    def _reports(
        self, subject: str, predicate: str, target: str, day: date, properties: Fields, **others: Any
    ) -> Iterator[Fields]:
        """Yield one or several statements about a fact, of different sources."""
        yield self._statement(subject, predicate, target, day, properties, **others)
        for _ in range(self._chance.choice(_MORE_REPORTS)):
            drawn = self._chance.random()
            stance = "denies" if drawn < 0.05 else "retracts" if drawn < 0.07 else "asserts"
            yield self._statement(subject, predicate, target, day, properties, stance, **others)

    def _statement(
        self,
        subject: str,
        predicate: str,
        target: str,
        day: date,
        properties: Fields,
        stance: str = "asserts",
        *,
        said_by: str | None = None,
        end: date | None = None,
    ) -> Fields:
        """Return one statement about a day, from a source that was published then or later."""
        self._serial += 1
        source = self._source(day)
        out: Fields = {
            "type": "statement", "subject": subject, "predicate": predicate, "object": target, "stance": stance,
            "source": make_id("source", self._plan.first + source), "locator": f"paragraph {self._serial % 40 + 1}",
            "text": f"Generated statement {self._serial}: {predicate.lower().replace('_', ' ')} {target}.",
            "method": "importer:benchmark",
        }  # fmt: skip
        if properties:
            out["properties"] = properties
        if said_by is None and self._chance.random() < 0.35:
            said_by = self._speaker()
        if said_by:
            out["said_by"] = said_by
            if self._chance.random() < 0.7:
                out["said_on"] = min(day, published_day(self._plan, source)).isoformat()
        if self._chance.random() < 0.8:
            out["valid_from"] = self._vague(day)
        if end:
            out["valid_to"] = end.isoformat()
        return out

    def _vague(self, day: date) -> str:
        """Return a day, or sometimes only its month or year."""
        drawn = self._chance.random()
        return day.isoformat()[: 4 if drawn < 0.05 else 7 if drawn < 0.18 else 10]

    def _source(self, day: date) -> int:
        """Return the number of a source that was published on a day or soon after it."""
        last = self._plan.sources - 1
        first = -(-(day - FIRST_DAY).days * self._plan.sources // DAYS)
        return max(0, min(last, first + int(self._plan.sources * 0.05 * self._chance.random() ** SKEW)))

    def _draw(self, size: int) -> int:
        """Return a number below ``size``, after the first one, low ones far more often."""
        return self._plan.first + int(size * self._chance.random() ** SKEW)

    def _day(self) -> date:
        return FIRST_DAY + timedelta(days=int(DAYS * self._chance.random()))

    def _country(self) -> str:
        return country_id(int(len(countries()) * self._chance.random() ** SKEW))

    def _product(self) -> str:
        return f"product:hs-{self._goods[int(len(self._goods) * self._chance.random() ** SKEW)]}"

    def _agency(self) -> str:
        return make_id("agency", self._draw(self._plan.agencies))

    def _official(self) -> str:
        return make_id("official", self._draw(self._plan.officials))

    def _speaker(self) -> str:
        if self._chance.random() < 0.5:
            return self._official()
        return make_id("company", self._draw(self._plan.companies))
