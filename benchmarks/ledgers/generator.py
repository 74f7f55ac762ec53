"""Generator of ledgers: entities, sources and statements as JSON Lines, with little memory at any size."""

import random
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

import orjson

from benchmarks.ledgers.entities import Fields, entities, sources
from benchmarks.ledgers.plan import Plan
from benchmarks.ledgers.stories import Stories

#: Statements that are mixed: the reports of one fact do not follow each other, as in real files.
MIXED = 5000


def generate_records(plan: Plan) -> Iterator[Fields]:
    """Yield the records of a ledger: all entities, all sources, then exactly ``plan.statements`` statements."""
    chance = random.Random(f"{plan.seed} {plan.first}")
    told = _interleave_hubs(Stories(plan, chance), plan)
    return chain(entities(plan), sources(plan), _mix(islice(told, plan.statements), chance))


def write_ledger(plan: Plan, path: Path) -> int:
    """Write a ledger to a file and return its number of records."""
    count = 0
    with path.open("wb") as file:
        for count, record in enumerate(generate_records(plan), 1):  # noqa: B007 - the last value is the result
            file.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
    return count


def _interleave_hubs(stories: Stories, plan: Plan) -> Iterator[Fields]:
    """Yield the statements of the hubs evenly among the others."""
    hubs, others = stories.hubs(), stories.others()
    total = plan.statements
    done = 0
    for number in range(total):
        due = (number + 1) * plan.hub_statements // total
        if done < due:
            yield next(hubs)
            done += 1
        else:
            yield next(others)


def _mix(items: Iterable[Fields], chance: random.Random) -> Iterator[Fields]:
    """Yield all items in another order, holding only ``MIXED`` of them."""
    held: list[Fields] = []
    for item in items:
        if len(held) < MIXED:
            held.append(item)
            continue
        place = chance.randrange(MIXED)
        yield held[place]
        held[place] = item
    chance.shuffle(held)
    yield from held
