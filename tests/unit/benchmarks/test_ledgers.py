"""Generated ledgers: the same for the same plan, valid, and with a realistic spread of links."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from itertools import islice, pairwise

import pytest

from benchmarks.ledgers import Plan, generate_records, write_ledger
from benchmarks.ledgers.codes import countries, goods, subheadings
from benchmarks.ledgers.generator import MIXED
from graph.errors import Problem
from graph.ingest.batch import Records, parse
from graph.ingest.readers import RawRecord, read_files
from graph.model.vocabulary import vocabulary
from graph.projection.project import affects_status, project

PLAN = Plan(2000, hubs=(40, 400))


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Records:
    path = tmp_path_factory.mktemp("ledger") / "ledger.jsonl"
    count = write_ledger(PLAN, path)
    found = validate(read_files([str(path)]))
    assert found.count == count
    return found


def test_a_ledger_is_valid_and_has_the_size_asked_for(records):
    assert len(records.statements) == 2000
    assert len({statement.id for statement in records.statements}) == 2000
    assert len(records.sources) == PLAN.sources


def test_the_same_plan_gives_the_same_records(tmp_path):
    digests = []
    for plan in (Plan(500), Plan(500), Plan(500, seed=2)):
        write_ledger(plan, tmp_path / "ledger.jsonl")
        digests.append(hashlib.sha256((tmp_path / "ledger.jsonl").read_bytes()).hexdigest()[:16])
    assert digests[0] == digests[1] != digests[2]
    # Also in another process, where sets of texts have another order. Figures of other ledgers cannot be compared.
    assert digests[0] == "5206bf36fd7c11eb"


def test_ledgers_with_other_numbers_share_only_countries_and_products(records):
    others = parse_plan(Plan(2000, first=2000))
    ids = {entity.id for entity in records.entities} & {entity.id for entity in others.entities}
    assert {one.partition(":")[0] for one in ids} == {"government", "product"}
    assert not {source.id for source in records.sources} & {source.id for source in others.sources}


def test_the_links_are_spread_as_a_power_law_with_the_hubs_asked_for(records):
    degrees = Counter(end for statement in records.statements for end in (statement.subject, statement.object))
    hubs = {one: degree for one, degree in degrees.items() if one.startswith("measure:test-list")}
    assert sorted(hubs.values()) == [41, 401]  # the links, and the act that imposed the list
    others = sorted((degree for one, degree in degrees.items() if one not in hubs), reverse=True)
    assert others[0] > 10 * others[len(others) // 20]
    # Each time the degree doubles, far fewer entities have it.
    having = [sum(degree >= least for degree in others) for least in (2, 4, 8, 16, 32)]
    assert all(more > 1.4 * fewer for more, fewer in pairwise(having))


def test_facts_have_several_statements_measures_a_history_and_dates_are_partly_vague(records):
    facts = Counter(statement.fact_id for statement in records.statements)
    assert 0.2 < sum(n > 1 for n in facts.values() for _ in range(n)) / 2000 < 0.5
    acts = Counter(s.object for s in records.statements if affects_status(s.predicate, s.object))
    assert sum(acts.values()) / len(acts) > 2
    given = [len(s.valid_from) for s in records.statements if s.valid_from]
    assert 0.1 < sum(length < 10 for length in given) / len(given) < 0.3
    assert {s.stance for s in records.statements} >= {"asserts", "denies", "retracts", "expects"}
    projection = project(records.statements, {source.id: source for source in records.sources})
    assert len(projection.links) > 1500
    assert {period.status for period in projection.periods} >= {"in_force", "eased", "suspended", "lifted"}


def test_the_codes_are_those_of_the_standards():
    assert len(subheadings()) == 5612
    assert len({code[:4] for code in subheadings()}) == 1228
    assert all(vocabulary().kinds["Product"].identifiers["hs"].is_valid(code) for code in goods(6000))
    assert {code for code, _ in countries()} == vocabulary().kinds["Government"].identifiers["iso3166"].one_of - {"EU"}


def test_a_million_statements_are_generated_without_holding_them():
    generated = generate_records(Plan(1_000_000, hubs=(400_000,)))
    first = next(record for record in generated if record["type"] == "statement")
    assert sum(1 for _ in islice(generated, 3 * MIXED)) == 3 * MIXED
    assert first["type"] == "statement"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"statements": 0}, "at least one statement"),
        ({"statements": 1000, "hubs": (0,)}, "at least one link"),
        ({"statements": 1000, "hubs": (411,)}, "at most 410 links"),
        ({"statements": 1000, "hubs": (400, 400, 400)}, "need 1203 statements"),
    ],
)
def test_an_impossible_plan_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Plan(**arguments)


def parse_plan(plan: Plan) -> Records:
    generated = generate_records(plan)
    return validate(RawRecord(one["type"], {k: v for k, v in one.items() if k != "type"}, "", 0) for one in generated)


def validate(raws: Iterable[RawRecord | Problem]) -> Records:
    """Return valid records. Raises RecordsRefused with all problems."""
    batch = parse(raws)
    batch.raise_problems(batch.unresolved_ids())
    spool = batch.spool
    kinds = (spool.entities(), spool.sources(), spool.statements())
    return Records(*([spooled.item for spooled in found] for found in kinds))
