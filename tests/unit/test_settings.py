"""Settings come from flags, then the environment, then .env; errors name the invalid setting."""

import pytest

from app.settings import list_settings, read_settings
from graph.errors import InvalidSetting


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_flag_goes_before_the_environment_and_that_before_the_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("TRADEGRAPH_PORT=1111\nTRADEGRAPH_SEED=false\nTRADEGRAPH_NEO4J_USER=reader\n")
    monkeypatch.setenv("TRADEGRAPH_PORT", "2222")
    assert (read_settings().port, read_settings(port=3333).port) == (2222, 3333)
    assert (read_settings().seed, read_settings().neo4j_user) == (False, "reader")


def test_names_are_parted_by_commas(monkeypatch):
    monkeypatch.setenv("TRADEGRAPH_HOST", "0.0.0.0")
    monkeypatch.setenv("TRADEGRAPH_ALLOWED_HOSTS", "localhost, graph.example")
    assert read_settings().allowed_hosts == ("localhost", "graph.example")


def test_other_machines_are_served_only_under_names_that_are_given(monkeypatch):
    monkeypatch.setenv("TRADEGRAPH_HOST", "0.0.0.0")
    with pytest.raises(InvalidSetting, match="TRADEGRAPH_ALLOWED_HOSTS"):
        read_settings()


def test_an_empty_setting_is_none(monkeypatch):
    monkeypatch.setenv("TRADEGRAPH_NEO4J_URI", "")
    monkeypatch.setenv("TRADEGRAPH_WRITE_KEY", "")
    assert read_settings().local
    assert read_settings().write_key is None


def test_the_data_directory_has_one_name_however_it_is_written(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "link").symlink_to(tmp_path / "x")
    for written in ("~/x", "x", "./y/../x", str(tmp_path / "link")):
        (tmp_path / ".env").write_text(f"TRADEGRAPH_DATA_DIR={written}\n")
        assert read_settings().data_dir == tmp_path / "x"
    monkeypatch.setenv("TRADEGRAPH_DATA_DIR", "~no-such-user/x")
    with pytest.raises(InvalidSetting, match=r"^TRADEGRAPH_DATA_DIR: ~no-such-user/x cannot be resolved"):
        read_settings()


def test_a_file_of_settings_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / ".env").write_bytes(b"TRADEGRAPH_NEO4J_USER=Andr\xe9\n")
    with pytest.raises(InvalidSetting, match=r"^\.env in this directory cannot be read: byte 26 is not UTF-8\.$"):
        read_settings()


def test_secrets_are_not_shown(monkeypatch):
    monkeypatch.setenv("TRADEGRAPH_NEO4J_PASSWORD", "a-secret-password")
    monkeypatch.setenv("TRADEGRAPH_WRITE_KEY", "a-secret-key-of-some-length")
    assert "a-secret" not in repr(read_settings())


def test_every_setting_says_what_it_is_for():
    assert all(name.startswith("TRADEGRAPH_") and what.endswith(".") for name, _, what in list_settings())
