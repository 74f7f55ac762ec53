"""docker-compose.yml: the same settings as the local Neo4j, and ports for this machine only."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.local_neo4j.home import SETTINGS, java_options, server_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return services


@pytest.fixture(scope="module")
def lists() -> dict[str, Any]:
    lists: dict[str, Any] = yaml.safe_load(SETTINGS.read_text())
    return lists


def in_docker(setting: str) -> str:
    return "NEO4J_" + setting.replace("_", "__").replace(".", "_")


def test_neo4j_is_set_by_the_list_and_by_nothing_else(services: dict[str, Any], lists: dict[str, Any]) -> None:
    found = dict(services["neo4j"]["environment"])
    assert found.pop("NEO4J_AUTH").startswith("neo4j/${TRADEGRAPH_NEO4J_PASSWORD:?")
    assert found.pop("NEO4J_server_jvm_additional") == " ".join(lists["everywhere_jvm"])
    assert found == {in_docker(name): value for name, value in {**lists["everywhere"], **lists["compose"]}.items()}


def test_the_local_one_is_set_by_the_same_list(lists: dict[str, Any]) -> None:
    assert server_settings(7777).items() >= lists["everywhere"].items()
    assert server_settings(7777)["server.bolt.listen_address"] == "127.0.0.1:7777"
    assert set(java_options()) >= set(lists["everywhere_jvm"])


def test_every_setting_is_text_as_neo4j_reads_it(lists: dict[str, Any]) -> None:
    for name in ("everywhere", "local", "compose"):
        assert all(isinstance(value, str) for value in lists[name].values())


def test_nothing_is_open_to_other_machines(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", ())]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)
    assert "ports" not in services["neo4j"]  # its account is an administrator's; analysts use the service's proxy


def test_the_service_is_told_where_its_neo4j_is(services: dict[str, Any]) -> None:
    environment = services["tradegraph"]["environment"]
    assert environment["TRADEGRAPH_NEO4J_URI"] == "bolt://neo4j:7687"
    assert environment["TRADEGRAPH_NEO4J_PASSWORD"].startswith("${TRADEGRAPH_NEO4J_PASSWORD:?")
    assert environment["TRADEGRAPH_READER_PASSWORD"].startswith("${TRADEGRAPH_READER_PASSWORD:?")
    assert f"127.0.0.1:7687:{environment['TRADEGRAPH_BOLT_PORT']}" in services["tradegraph"]["ports"]
    assert environment["TRADEGRAPH_HOST"] == "0.0.0.0"
    assert services["tradegraph"]["depends_on"]["neo4j"]["condition"] == "service_healthy"


def test_what_falls_is_started_again(services: dict[str, Any]) -> None:
    assert all(service["restart"] == "unless-stopped" for service in services.values())
    assert "healthcheck" in services["neo4j"]
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()


def test_the_image_runs_without_root() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "USER tradegraph" in lines[lines.index("FROM python:3.13-slim") :]
