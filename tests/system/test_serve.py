"""`tradegraph serve` as a process with its own Neo4j: start, crashes, and stops."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx
import neo4j
import psutil
import pytest
from docs_pages import block
from neo4j.exceptions import ClientError, DriverError, Neo4jError, TransientError
from served import START_S, Served, gone, serving
from service import free_port

from app.cli.commands.serve import open_listener
from graph.errors import InvalidSetting
from graph.local_neo4j import find_owner, find_running


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served") / "data"


def asked(service: Served, query: str = "RETURN 1") -> list[object]:
    """Run a query through the proxy with the printed password, and return its first column."""
    password = re.search(r"user reader  password (\S+)$", service.log.read_text(), re.MULTILINE)[1]
    with (
        neo4j.GraphDatabase.driver(service.bolt(), auth=("reader", password), max_transaction_retry_time=0) as driver,
        driver.session() as session,
    ):
        return session.run(query).value()


def test_answers_do_not_wait_for_an_acknowledgement():
    with open_listener("127.0.0.1", free_port(), "TRADEGRAPH_PORT") as listener:
        client = socket.create_connection(listener.getsockname())
        accepted, _ = listener.accept()
        with client, accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_is_taken_from_the_moment_it_is_chosen_and_not_only_when_something_is_served_there():
    port = free_port()
    with open_listener("127.0.0.1", port, "TRADEGRAPH_PORT"):
        with pytest.raises(InvalidSetting, match=f"port {port} .*TRADEGRAPH_PORT"):
            open_listener("127.0.0.1", port, "TRADEGRAPH_PORT")
        with socket.create_connection(("127.0.0.1", port)):  # waits for an answer until the listener closes
            pass
    open_listener("127.0.0.1", port, "TRADEGRAPH_PORT").close()


def test_from_nothing_to_an_answer_and_an_end_in_order(data_dir):
    with serving(data_dir) as service:
        answer = None
        while answer is None:
            assert service.process.poll() is None, service.log.read_text()
            with suppress(httpx.ConnectError):  # a request sent before Neo4j is up waits for its answer
                answer = httpx.get(f"http://127.0.0.1:{service.port}/entities?q=nvidia", timeout=START_S)
        assert answer.json()["items"][0]["id"] == "company:nvidia"
        said = service.log.read_text()
        assert f"http://127.0.0.1:{service.port}" in said
        assert service.bolt() in said
        assert asked(service) == [1]
        with pytest.raises(ClientError, match="changes the graph"):
            asked(service, "CREATE (n)")
        neo4j = service.neo4j()
        service.process.send_signal(signal.SIGINT)
        assert service.process.wait(30) in (0, 130)
        assert gone(neo4j)
        assert "Traceback" not in service.log.read_text()


def test_a_second_service_on_the_directory_is_refused_in_one_sentence(data_dir):
    with serving(data_dir) as service:
        service.wait()
        with serving(data_dir) as second:
            assert second.process.wait(START_S) == 3
            said = second.log.read_text()
            assert "is in use" in said
            assert str(data_dir) in said
            assert "Traceback" not in said
        assert service.answers()
        with serving(data_dir.parent / "other", "--port", str(service.port)) as taken:
            assert taken.process.wait(START_S) == 2
            assert f"port {service.port}" in taken.log.read_text()
        port = service.bolt().rpartition(":")[2]
        with serving(data_dir.parent / "other", "--bolt-port", port) as taken:
            assert taken.process.wait(START_S) == 2
            said = taken.log.read_text()
            assert f"port {port}" in said
            assert "TRADEGRAPH_BOLT_PORT" in said


def test_commands_use_the_neo4j_that_runs(data_dir):
    with serving(data_dir) as service:
        service.wait()
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TRADEGRAPH_")}
        environment["TRADEGRAPH_DATA_DIR"] = str(data_dir)
        done = subprocess.run(
            [sys.executable, "-m", "app.cli.main", "db", "status", "--json"],
            capture_output=True, env=environment, timeout=180, check=True,
        )  # fmt: skip
        status = json.loads(done.stdout)
        assert status["neo4j"]["local"]
        assert status["neo4j"]["running"]
        assert status["bolt"]["uri"] in service.log.read_text()
        assert status["http"] == f"http://127.0.0.1:{service.port}"
        assert status["bolt"] == {
            "uri": service.bolt(), "user": "reader", "password": (data_dir / "reader-password").read_text().strip()
        }  # fmt: skip
        notebook = block("tools/notebook.md", "python before") + "print(*os.environ.values(), sep='\\n')"
        environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        told = subprocess.run([sys.executable, "-c", notebook], capture_output=True, text=True, env=environment).stdout
        assert {service.bolt(), status["bolt"]["password"]} < set(told.splitlines())
        assert status["neo4j"]["uri"] != service.bolt()
        assert (data_dir / "neo4j-password").read_text().strip() not in service.log.read_text()
        for name in ("neo4j-password", "reader-password"):
            assert (data_dir / name).stat().st_mode & 0o077 == 0


def test_a_killed_service_leaves_nothing_that_blocks_the_next_start(data_dir):
    with serving(data_dir) as service:
        service.wait()
        neo4j = service.neo4j()
        service.process.kill()
        service.process.wait(10)
        with serving(data_dir) as following:
            following.wait()
            assert following.get("/entities?q=nvidia").json()["items"]
        assert gone(neo4j)


def test_a_killed_neo4j_is_mended_and_readiness_says_so_meanwhile(data_dir):
    with serving(data_dir) as service:
        service.wait()
        service.neo4j().kill()
        back_by = time.monotonic() + 60
        until = time.monotonic() + 20
        while (answer := service.get("/readyz")).status_code == 200 and time.monotonic() < until:
            time.sleep(0.05)
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert service.answers("/healthz")
        with pytest.raises(TransientError, match="retry in a few seconds"):
            asked(service)
        service.wait(seconds=back_by - time.monotonic())
        assert asked(service) == [1]
        assert time.monotonic() < back_by
        assert service.get("/entities?q=nvidia").json()["items"]


def stuck_at(data_dir: Path) -> threading.Thread:
    """Send Neo4j a query that it cannot end, despite a timeout of half a second."""
    address = find_running(data_dir)
    query = neo4j.Query("RETURN $text =~ '(.*a){25}b'", timeout=0.5)

    def ask() -> None:
        driver = neo4j.GraphDatabase.driver(address.uri, auth=(address.user, address.password))
        with suppress(DriverError, Neo4jError), driver, driver.session() as session:
            session.run(query, text="a" * 60).consume()

    asking = threading.Thread(target=ask)
    asking.start()
    return asking


def test_neo4j_is_started_again_for_a_query_that_it_cannot_end_and_ends_with_one(data_dir):
    with serving(data_dir) as service:
        service.wait()
        before = service.neo4j()
        asking = stuck_at(data_dir)
        assert gone(before, 60)
        service.wait()
        asking.join(30)
        assert asked(service) == [1]
        assert "still running a terminated query" in service.log.read_text()
        again = stuck_at(data_dir)
        time.sleep(2)
        service.process.terminate()
        began = time.monotonic()
        service.process.wait(30)
        assert time.monotonic() - began < 25
        again.join(30)


def test_sigterm_during_the_start_ends_everything(data_dir):
    with serving(data_dir) as service:
        until = time.monotonic() + START_S
        while not psutil.Process(service.process.pid).children(recursive=True) and time.monotonic() < until:
            time.sleep(0.05)
        children = psutil.Process(service.process.pid).children(recursive=True)
        service.process.terminate()
        service.process.wait(30)
        assert all(gone(child) for child in children)
        assert "Traceback" not in service.log.read_text()


def test_the_database_by_itself_starts_stays_and_stops(data_dir):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TRADEGRAPH_")}
    environment |= {"TRADEGRAPH_DATA_DIR": str(data_dir), "TRADEGRAPH_BOLT_PORT": str(free_port())}

    def db(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            [sys.executable, "-m", "app.cli.main", "db", *arguments],
            capture_output=True, env=environment, timeout=START_S, check=False,
        )  # fmt: skip

    assert json.loads(db("status", "--json").stdout)["bolt"] is None
    started = db("start")
    assert started.returncode == 0, started.stderr
    try:
        assert b"already running" in db("start").stderr
        with serving(data_dir) as service:  # uses the running Neo4j and does not stop it
            service.wait()
            assert asked(service) == [1]
            assert json.loads(db("status", "--json").stdout)["bolt"]["user"] == "reader"
            psutil.Process(find_owner(data_dir).pid).kill()
            while (answer := service.get("/readyz")).status_code == 200:
                time.sleep(0.05)
            assert "start it with tradegraph db start" in answer.json()["detail"]
            assert db("start").returncode == 0
            service.wait(seconds=10)
            assert asked(service) == [1]
        left = json.loads(db("status", "--json").stdout)
        assert left["neo4j"]["running"]
        assert left["bolt"]["user"] == "neo4j"  # no proxy: Neo4j itself, with the administrator's account
        assert left["bolt"]["uri"] == left["neo4j"]["uri"]
        assert left["counts"]["entities"] > 0
    finally:
        stopped = db("stop")
    assert b"has stopped" in stopped.stderr
    assert b"is not running" in db("stop").stderr


async def test_it_serves_from_a_neo4j_that_is_named(engine, seeded, tmp_path):
    settings = {
        "TRADEGRAPH_NEO4J_URI": engine.address.uri,
        "TRADEGRAPH_NEO4J_PASSWORD": engine.address.password,
    }

    def ask() -> None:
        with serving(tmp_path / "door", **settings) as service:
            service.wait()
            assert service.get("/readyz").json()["neo4j"] == "server"
            assert {path.name for path in (tmp_path / "door").iterdir()} == {"reader-password", "served.json"}
            assert asked(service) == [1]
            assert engine.address.password not in service.log.read_text()
        without = settings | {"TRADEGRAPH_DATA_DIR": str(tmp_path / "door")}
        settings["TRADEGRAPH_READER_PASSWORD"] = "chosen for reading"
        with serving(tmp_path / "door", **settings) as service:
            service.wait()
            for given, password, says in ((without, None, "set it here too"), (without | settings, "chosen", "")):
                status = [sys.executable, "-m", "app.cli.main", "db", "status", "--json"]
                told = subprocess.run(status, capture_output=True, text=True, env=os.environ | given)
                assert (json.loads(told.stdout)["bolt"]["password"] or "none").startswith(password or "none")
                assert (says in told.stderr) and bool(says) == bool(told.stderr)
            with neo4j.GraphDatabase.driver(service.bolt(), auth=("reader", "chosen for reading")) as driver:
                driver.verify_connectivity()
            assert "chosen for reading" not in service.log.read_text()
        with serving(tmp_path / "unused", "--no-bolt", **settings) as service:
            service.wait()
            assert "Bolt" not in service.log.read_text()
            assert not (tmp_path / "unused").exists()

    await asyncio.to_thread(ask)
