"""Several processes on one graph: the workers of a service, and two services on one Neo4j."""

import json
import random
import re
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest
from project import BEARER, KEY
from served import START_S, Served, gone, serving

WRITING = {"TRADEGRAPH_WRITE_KEY": KEY}
WRITERS = 6
RECORDS = 40


def records(numbers):
    """Return a body with some of the records, each the same in every body that has it."""
    source = {"id": "source:list", "title": "List", "publisher": "Office", "published_on": "2025-07-17"}
    about = {"stance": "asserts", "source": "source:list", "confidence": 0.9, "predicate": "MAKES"}
    return {
        "entities": [
            {"id": f"{kind}:w{n}", "name": f"{kind.title()} {n} of the workers"}
            for n in numbers
            for kind in ("company", "product")
        ],
        "sources": [source],
        "statements": [
            about
            | {"subject": f"company:w{n}", "object": f"product:w{n}", "locator": f"row {n}", "text": f"{n} makes {n}."}
            for n in numbers
        ],
    }


def workers(service: Served) -> list[psutil.Process]:
    """Return the worker processes of a service."""
    children = psutil.Process(service.process.pid).children()
    return [child for child in children if "--multiprocessing-fork" in child.cmdline()]


def wait_for_workers(service: Served, count: int) -> list[psutil.Process]:
    """Wait until so many workers have the listening socket open and answer."""
    until = time.monotonic() + START_S
    while len(workers(service)) < count or not all(answering(worker, service.port) for worker in workers(service)):
        assert time.monotonic() < until, service.log.read_text()
        time.sleep(0.2)
    return workers(service)


def answering(worker: psutil.Process, port: int) -> bool:
    """Open connections until one of them is accepted by this worker."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=START_S) as client:
        client.get("/healthz")
        return any(one.status == "ESTABLISHED" and one.laddr.port == port for one in worker.net_connections())


def write_at_once(*services: Served):
    """Write overlapping parts of the records from several clients at once. Return how much was loaded in all."""
    begin = threading.Barrier(WRITERS)

    def write(number):
        chosen = random.Random(number)
        loaded = {"entities": 0, "sources": 0, "statements": 0}
        service = services[number % len(services)]
        begin.wait()
        for _ in range(4):
            part = chosen.sample(range(RECORDS), RECORDS // 2)
            # A client of its own for each request: a kept connection would stay with one worker.
            url = f"http://127.0.0.1:{service.port}/statements"
            answer = httpx.post(url, json=records(part), headers=BEARER, timeout=START_S)
            assert answer.status_code == 200, answer.text
            loaded = {name: loaded[name] + answer.json()[name] for name in loaded}
        return loaded

    with ThreadPoolExecutor(WRITERS) as pool:
        parts = list(pool.map(write, range(WRITERS)))
    return {name: sum(part[name] for part in parts) for name in parts[0]}


def check_graph(services, loaded):
    """Check that each record was written once, and that all services give the same answers."""
    given = {json.dumps(part, sort_keys=True) for part in records(range(RECORDS))["statements"]}
    whole = [json.loads(line) for line in services[0].get("/export").text.splitlines()]
    statements = [one for one in whole if one["type"] == "statement"]
    assert len({one["locator"] for one in statements}) == len(statements) == loaded["statements"] <= len(given)
    assert sum(one["type"] == "entity" for one in whole) == loaded["entities"] == 2 * len(statements)
    links = [service.get("/export?format=csv").text for service in services]
    assert len(set(links)) == 1
    assert links[0].count("\r\n") == 1 + len(statements)  # one link for each fact
    again = httpx.post(
        f"http://127.0.0.1:{services[-1].port}/statements",
        json=records(range(RECORDS)),
        headers=BEARER,
        timeout=START_S,
    )
    assert again.json()["statements"] == RECORDS - len(statements)
    stats = [service.get("/stats").json() for service in services]
    assert all(one == stats[0] for one in stats)
    assert (stats[0]["statements"], stats[0]["links"]) == (RECORDS, RECORDS)


def test_workers_share_a_graph_and_are_replaced_and_end_with_the_service(tmp_path):
    with serving(tmp_path / "data", "--workers", "2", TRADEGRAPH_SEED="false", **WRITING) as service:
        service.wait()
        first = wait_for_workers(service, 2)
        check_graph([service], write_at_once(service))
        with serving(tmp_path / "data", "--workers", "2") as second:
            assert second.process.wait(START_S) == 3
            assert re.fullmatch(
                rf"tradegraph: \S+data is in use by tradegraph serve \(process {service.process.pid}\): stop it, .*\n",
                second.log.read_text(),
            )
        first[0].kill()
        assert gone(first[0])
        there = wait_for_workers(service, 2)
        assert first[0].pid not in {worker.pid for worker in there}
        assert first[1].pid in {worker.pid for worker in there}
        assert f"Worker {first[0].pid} ended unexpectedly (code -9) and is replaced." in service.log.read_text()
        assert all(service.answers("/stats") for _ in range(10))
        neo4j = service.neo4j()
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(30) == 0
        assert all(gone(process) for process in (*there, neo4j))
        assert "Traceback" not in service.log.read_text()


@pytest.mark.skipif(not Path("/proc").exists(), reason="Neo4j ends with a killed service on Linux only")
def test_workers_end_with_a_killed_service(tmp_path):
    with serving(tmp_path / "data", "--workers", "2", "--no-bolt", TRADEGRAPH_SEED="false") as service:
        service.wait()
        there = [*wait_for_workers(service, 2), service.neo4j()]
        service.process.kill()
        service.process.wait(30)
        assert all(gone(process) for process in there)


def test_two_services_on_one_neo4j_write_each_record_once(tmp_path):
    with serving(tmp_path / "data", TRADEGRAPH_SEED="false", **WRITING) as one:
        one.wait()
        address = json.loads((tmp_path / "data" / "neo4j.pid").read_text())["uri"]
        there = {
            "TRADEGRAPH_NEO4J_URI": address,
            "TRADEGRAPH_NEO4J_PASSWORD": (tmp_path / "data" / "neo4j-password").read_text().strip(),
            "TRADEGRAPH_SEED": "false",
        }
        with serving(tmp_path / "other", "--no-bolt", **there, **WRITING) as other:
            other.wait()
            check_graph([one, other], write_at_once(one, other))
