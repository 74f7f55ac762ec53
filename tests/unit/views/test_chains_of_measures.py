"""Chains of measures: cycles and limits."""

from itertools import pairwise

from graph.views.chains_of_measures import find_chains


def ids(chain):
    return [node["id"] for node in chain["nodes"]]


def edge(subject, obj, kind="RETALIATES_FOR"):
    ends = {"subject": {"id": subject, "name": subject}, "object": {"id": obj, "name": obj}}
    return ends | {"type": kind, "declared": True, "days": 1, "fact_id": "f", "certainty": "asserted"}


def test_each_circle_is_found_once_and_an_exchange_closes_none():
    a, b, c = "measure:a", "measure:b", "measure:c"
    rows = [edge(a, b), edge(b, a), edge(b, c), edge(c, a), edge(c, b, "EXCHANGED_FOR")]
    found = [ids(chain) for chain in find_chains(rows, None, 8) if chain["cycle"]]
    assert found == [[a, b, c, a], [a, b, a]]


def test_the_number_of_chains_is_bounded():
    layers = [[f"measure:{layer}-{n}" for n in range(6)] for layer in range(8)]
    rows = [edge(x, y) for upper, lower in pairwise(layers) for x in upper for y in lower]
    found = find_chains(rows, None, 8)
    assert 1900 < len(found) <= 2000
    assert {ids(chain)[0] for chain in found} == set(layers[0])
