"""The local Neo4j, with real processes: start, supervision, crashes, and the end with its parent."""

import asyncio
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import psutil
import pytest
from neo4j import AsyncGraphDatabase

from app.runtime.neo4j import COMMAND, connect_neo4j, find_lasting_owner
from app.settings import Settings
from graph.errors import DatabaseRefused, DirectoryInUse, EngineFailed, InvalidSetting, Neo4jDownloadFailed
from graph.local_neo4j import Address, Home, LocalNeo4j, find_owner, find_running, home, stop_running, supervisor
from graph.local_neo4j import process as process_module
from graph.local_neo4j.jars import cache, lockfile
from graph.local_neo4j.ownership import DataDirLock

PARENT = """
import asyncio, pathlib, sys
from graph.local_neo4j import LocalNeo4j, find_owner, home, process
from graph.local_neo4j.java import launch
data_dir, owner, leash = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
if leash:
    launch.DIE_WITH_PARENT = pathlib.Path(leash)
process.java_options = lambda: [*home.java_options(), "-XX:TieredStopAtLevel=1"]
async def main():
    async with LocalNeo4j(data_dir, password=None, say=lambda text: None, owner=owner):
        print(find_owner(data_dir).neo4j_pid, flush=True)
        await asyncio.sleep(600)
asyncio.run(main())
"""
NO_LEASH = "import os, sys\nos.execv(sys.argv[2], sys.argv[2:])\n"


@pytest.fixture(autouse=True, scope="module")
def quick_java() -> Iterator[None]:
    """Turn off Java's optimizing compiler, which takes half of each start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process_module, "java_options", lambda: [*home.java_options(), "-XX:TieredStopAtLevel=1"])
        yield


def local(data_dir: Path, password: str | None = None) -> LocalNeo4j:
    return LocalNeo4j(data_dir, password=password, say=lambda text: None)


async def ask(address: Address, query: str) -> list[object]:
    async with AsyncGraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
        records, _, _ = await driver.execute_query(query, database_="neo4j")
        return [record[0] for record in records]


async def becomes(engine: LocalNeo4j, state: str) -> None:
    async with asyncio.timeout(60):
        while engine.state != state:
            await asyncio.sleep(0.02)


def neo4j_pid(data_dir: Path) -> int:
    owner = find_owner(data_dir)
    assert owner is not None and owner.neo4j_pid is not None
    return owner.neo4j_pid


def wait_gone(pid: int, seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < until, f"process {pid} is still there"
        time.sleep(0.05)


@pytest.fixture(scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Path, Address]]:
    data_dir = tmp_path_factory.mktemp("running")
    engine = local(data_dir)
    address = await engine.start()
    assert engine.state == "running"
    yield data_dir, address
    await engine.stop()
    assert str(engine.state) == "stopped"
    assert find_running(data_dir) is None


async def test_a_started_neo4j_answers_and_is_found(running: tuple[Path, Address]) -> None:
    data_dir, address = running
    assert await ask(address, "RETURN 1") == [1]
    assert find_running(data_dir) == address
    assert address.password not in repr(address)
    password_file = data_dir / "neo4j-password"
    assert password_file.read_text().strip() == address.password
    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600
    assert stat.S_IMODE((data_dir / "neo4j").stat().st_mode) == 0o700


async def test_it_runs_with_the_list_of_settings(running: tuple[Path, Address]) -> None:
    data_dir, address = running
    port = int(address.uri.rpartition(":")[2])
    wanted = home.server_settings(port)
    written = (data_dir / "neo4j" / "conf" / "neo4j.conf").read_text().splitlines()
    assert dict(line.split("=", 1) for line in written) == wanted
    async with AsyncGraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
        records, _, _ = await driver.execute_query("SHOW SETTINGS YIELD name, value", database_="neo4j")
    found = {record["name"]: record["value"] for record in records}
    assert found["db.transaction.timeout"] == "30s"
    assert found["db.memory.transaction.max"] == "256.00MiB"
    assert found["dbms.security.allow_csv_import_from_file_urls"] == "false"
    assert found["server.bolt.listen_address"].endswith(f":{port}")


async def test_a_directory_in_use_is_refused_and_its_owner_named(running: tuple[Path, Address]) -> None:
    data_dir, address = running
    with pytest.raises(DirectoryInUse, match=rf"is in use by tradegraph serve \(process {os.getpid()}\)") as refused:
        await local(data_dir).start()
    assert refused.value.kind == "serve"
    assert await ask(address, "RETURN 1") == [1]
    assert find_running(data_dir) == address
    assert not stop_running(data_dir)  # this does not stop a service


async def test_a_neo4j_that_somebody_else_started_there_is_seen(running: tuple[Path, Address], tmp_path: Path) -> None:
    data_dir, _ = running
    tmp_path.joinpath("neo4j").symlink_to(data_dir / "neo4j")
    conf = data_dir / "neo4j" / "conf" / "neo4j.conf"
    before = conf.read_text()
    try:
        with pytest.raises(DirectoryInUse, match="in use by another Neo4j"):
            await local(tmp_path).start()
    finally:
        conf.write_text(before)


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one directory for two tests; the second uses what the first left there."""
    return tmp_path_factory.mktemp("life")


@pytest.fixture
def lost_port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Offer a port that seems free but is taken when Neo4j opens it."""
    choose = home.find_free_port
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
        offers = iter([port])
        monkeypatch.setattr(supervisor, "find_free_port", lambda: next(offers, None) or choose())
        yield port


async def test_a_killed_neo4j_comes_back_with_its_data_and_its_address(life: Path, lost_port: int) -> None:
    async with local(life) as engine:
        address = find_running(life)
        assert address is not None and address.uri != f"bolt://127.0.0.1:{lost_port}"
        await ask(address, "CREATE (:Kept {id: 'a'})")
        os.kill(neo4j_pid(life), signal.SIGKILL)
        began = time.monotonic()
        await becomes(engine, "restarting")
        await becomes(engine, "running")
        assert time.monotonic() - began < 60
        assert find_running(life) == address
        assert await ask(address, "MATCH (n:Kept) RETURN n.id") == ["a"]
        await given_up(engine, life)


async def given_up(engine: LocalNeo4j, data_dir: Path) -> None:
    """Check that the supervisor gives up if restarts fail, and reports the reason."""
    engine._jars = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(supervisor, "RESTART_AFTER", (0.0, 0.1))
        os.kill(neo4j_pid(data_dir), signal.SIGKILL)
        await becomes(engine, "stopped")
    assert engine.failure is not None
    assert "failed to restart 2 times in a row" in engine.failure
    assert "ClassNotFoundException" in engine.failure


async def test_passwords_are_made_changed_and_refused(life: Path) -> None:
    with pytest.raises(InvalidSetting, match="at least 8 characters"):
        await local(life, password="short").start()
    assert (life / "neo4j-password").exists()  # from the test before
    async with local(life, password="one of mine"):
        with pytest.raises(DatabaseRefused, match="TRADEGRAPH_NEO4J_PASSWORD"):
            find_running(life)
        address = find_running(life, "one of mine")
        assert address is not None
        assert await ask(address, "MATCH (n:Kept) RETURN n.id") == ["a"]
    assert not (life / "neo4j-password").exists()
    with pytest.raises(DatabaseRefused, match="rejected the password from TRADEGRAPH_NEO4J_PASSWORD"):
        await local(life, password="another one").start()
    assert find_owner(life) is None


async def test_an_unknown_setting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tmp_path / "settings.yaml"
    settings.write_text(home.SETTINGS.read_text().replace("db.lock.acquisition.timeout", "db.lock.aquisition.timeout"))
    monkeypatch.setattr(home, "SETTINGS", settings)
    with pytest.raises(EngineFailed, match=r"does not know the setting db\.lock\.aquisition\.timeout:"):
        await local(tmp_path / "data").start()


async def test_who_comes_while_a_command_has_the_directory_waits_for_its_end(tmp_path: Path) -> None:
    command, said = DataDirLock(tmp_path, COMMAND), list[str]()
    command.take()  # without a pid file yet: others see no owner, but cannot take the lock
    named, gone = threading.Timer(0.2, command.write_owner, (None, None)), threading.Timer(1.5, command.release)
    named.start()
    gone.start()
    async with connect_neo4j(Settings(data_dir=tmp_path), said.append, owner="db", attach=()) as neo4j:
        assert not gone.is_alive()
        owner = find_lasting_owner(Settings(data_dir=tmp_path))
        assert owner is not None and owner.kind == "db"
        assert await ask(neo4j.address, "RETURN 1") == [1]
        with pytest.raises(DirectoryInUse, match="tradegraph db start"):  # not in `attach`
            async with connect_neo4j(Settings(data_dir=tmp_path), said.append, attach=("serve",)):
                pass
        async with connect_neo4j(Settings(data_dir=tmp_path), said.append, attach=("db",)) as same:
            assert same.address == neo4j.address
    told = [line for line in said if line != "Starting Neo4j…"]  # said if the start takes more than a second
    assert told == [f"Waiting for process {os.getpid()}, which is starting or using {tmp_path}."]
    command.take()
    command.write_owner(None, None)
    assert find_owner(tmp_path) and find_lasting_owner(Settings(data_dir=tmp_path)) is None
    command.release()
    assert Home.of(tmp_path).find_previous_port() == int(neo4j.address.uri.rpartition(":")[2])


def start_parent(data_dir: Path, owner: str = "serve", leash: str = "") -> tuple["subprocess.Popen[str]", int]:
    command = [sys.executable, "-c", PARENT, str(data_dir), owner, leash]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert parent.stdout is not None
    line = parent.stdout.readline()
    assert line.strip(), "the parent did not start Neo4j"
    return parent, int(line)


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one directory for several parents; each starts with what the previous one left."""
    return tmp_path_factory.mktemp("family")


@pytest.mark.parametrize("death", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_neo4j_ends_with_its_parent(family: Path, death: signal.Signals) -> None:
    parent, pid = start_parent(family)
    with parent:
        os.killpg(parent.pid, death)
        assert parent.wait(20) != 0
    wait_gone(pid)
    assert find_owner(family) is None
    assert find_running(family) is None


@pytest.fixture
def orphan(family: Path, tmp_path: Path) -> Iterator[int]:
    """Start a Neo4j and kill its parent, without the signal by which Linux ends children."""
    leash = tmp_path / "no_leash.py"
    leash.write_text(NO_LEASH)
    parent, pid = start_parent(family, leash=str(leash))
    with parent:
        parent.kill()
    yield pid
    if psutil.pid_exists(pid):
        os.kill(pid, signal.SIGKILL)


async def test_the_next_start_ends_a_neo4j_that_was_left(family: Path, orphan: int) -> None:
    assert psutil.pid_exists(orphan)
    assert find_running(family) is None
    parent, pid = start_parent(family, owner="db")
    with parent:
        assert not psutil.pid_exists(orphan)
        with pytest.raises(DirectoryInUse, match=rf"process {parent.pid}\): stop it with tradegraph db stop"):
            await local(family).start()
        assert stop_running(family)  # it stops this kind of owner only
    assert not psutil.pid_exists(pid)
    assert not stop_running(family)


@pytest.fixture
def copied_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the cache of jars, so that tests may change it; block the network."""
    real = cache.jars_folder()
    cache.ensure_jars(lambda fetched: None, threading.Event())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    copy = cache.jars_folder()
    copy.mkdir(parents=True)
    for jar in real.glob("*.jar"):
        try:
            os.link(jar, copy / jar.name)
        except OSError:  # another disk
            (copy / jar.name).write_bytes(jar.read_bytes())
    return copy


def spoil(folder: Path, change: Callable[[bytes], bytes]) -> str:
    """Change one of the jars, but not the original that it links to."""
    jar = next(folder.glob("neo4j-kernel-5*.jar"))
    content = jar.read_bytes()
    jar.unlink()
    jar.write_bytes(change(content))
    return jar.name


def left_of_a_fetch(folder: Path) -> list[Path]:
    return list(folder.glob("fetching-*"))


async def test_jars_that_were_changed_are_refused(copied_cache: Path, tmp_path: Path) -> None:
    name = spoil(copied_cache, lambda content: content[:1000] + b"!" + content[1001:])
    with pytest.raises(
        Neo4jDownloadFailed, match=rf"^{name} in .* is not the file .*TRADEGRAPH_NEO4J_URI to a running Neo4j\.$"
    ):
        await local(tmp_path / "data").start()


async def test_jars_that_cannot_be_fetched_are_told(copied_cache: Path, tmp_path: Path) -> None:
    name = spoil(copied_cache, lambda content: content[:-1])  # too short, so downloaded again
    with pytest.raises(
        Neo4jDownloadFailed,
        match=rf"^{name} of Neo4j cannot be downloaded: .*TRADEGRAPH_NEO4J_URI to a running Neo4j\.$",
    ):
        await local(tmp_path / "data").start()
    assert not left_of_a_fetch(copied_cache)


def test_the_lock_holds_no_addresses() -> None:
    text = lockfile.LOCK.read_text()
    assert "://" not in text
    assert len(lockfile.read_lock()) > 200
