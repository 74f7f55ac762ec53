"""The settings: the only reader of the environment and of ``.env``."""

import re
from pathlib import Path
from typing import Annotated, Any

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from graph.errors import InvalidSetting, Problem

PREFIX = "TRADEGRAPH_"
READER_USER = "reader"  # the name by which analysts' tools log on
_PATH = re.compile(r"(?:/[A-Za-z0-9._~@-]+)+", re.ASCII)
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Settings(BaseSettings):
    """Each field is the setting ``TRADEGRAPH_<NAME>``; its description is shown by ``tradegraph serve --help``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", env_ignore_empty=True)

    neo4j_uri: str | None = Field(
        None, description="Neo4j to use, as bolt://host:7687 or neo4j+s://host. Not set: a local one is run."
    )
    neo4j_user: str = Field("neo4j", description="Name for that Neo4j.")
    neo4j_password: SecretStr | None = Field(
        None, description="Password for it. For the local one: not set, one is made up and kept in DATA_DIR."
    )
    neo4j_database: str = Field("neo4j", description="Database in that Neo4j.")
    data_dir: Path = Field(
        default_factory=lambda: user_data_path("tradegraph"),
        description="Where the local Neo4j and made-up passwords are.",
    )
    host: str = Field("127.0.0.1", description="Address to serve on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to serve HTTP on; 0 takes a free one.")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Names, parted by commas, by which clients may call the service; needed to serve other machines.",
    )
    root_path: str = Field(
        "", description="Path at which a proxy publishes the service, as /tradegraph. Not set: at the top of its host."
    )
    bolt_port: int | None = Field(
        None, ge=1, le=65535, description="Port for analysts' tools. Not set: 7687, or a free one when that is taken."
    )
    reader_password: SecretStr | None = Field(
        None,
        min_length=8,
        description="Password of the user reader for these tools. Not set: one is made up and kept in DATA_DIR.",
    )
    write_key: SecretStr | None = Field(
        None, min_length=16, description="Key for adding records by HTTP. Not set: nobody may write by HTTP."
    )
    cypher_timeout_s: float = Field(10, gt=0, le=600, description="Time limit of an ad-hoc query, in seconds.")
    cypher_max_rows: int = Field(10_000, ge=1, le=1_000_000, description="The most rows of an ad-hoc query's answer.")
    seed: bool = Field(True, description="Whether an empty graph is filled from seed_data/ at the start.")

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _names(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("root_path")
    @classmethod
    def _path(cls, value: str) -> str:
        """A path without its last slash; a path that is only a slash is none."""
        path = value.strip().rstrip("/")
        if path and not _PATH.fullmatch(path):
            raise ValueError(f"{value!r:.80} is not a path: write one that begins with /, as /tradegraph")
        return path

    @field_validator("data_dir")
    @classmethod
    def _resolve_data_dir(cls, value: Path) -> Path:
        """The same directory has the same name in every process, whichever way and wherever it was written."""
        try:
            return value.expanduser().resolve()
        except (RuntimeError, OSError) as error:  # there is no such user; links that lead in a circle
            raise ValueError(f"{value} leads nowhere ({error})") from None

    @property
    def local(self) -> bool:
        """Whether Neo4j is the local one."""
        return self.neo4j_uri is None

    @property
    def password(self) -> str | None:
        """Neo4j's password in the clear, or None where none is set."""
        return self.neo4j_password.get_secret_value() if self.neo4j_password else None

    @property
    def reader_password_value(self) -> str | None:
        """The reader's password in the clear, or None where none is set."""
        return self.reader_password.get_secret_value() if self.reader_password else None


def read_settings(**flags: Any) -> Settings:
    """The settings from the environment and ``.env``; ``flags`` that are not None go before them.

    Raises InvalidSetting with one sentence that names the setting.
    """
    try:
        settings = Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        problems = [
            Problem(f"{PREFIX}{str(e['loc'][0]).upper()}", e["msg"].removeprefix("Value error, "))
            for e in error.errors()
        ]
        raise InvalidSetting(f"{problems[0]}.", problems) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"byte {error.start} is not UTF-8"
        raise InvalidSetting(f".env in this directory cannot be read: {reason}.") from None
    if settings.host not in LOOPBACK and not settings.allowed_hosts:
        raise InvalidSetting(
            f"{PREFIX}HOST={settings.host} opens the service to other machines: "
            f"name in {PREFIX}ALLOWED_HOSTS the names by which they may call it."
        )
    if not settings.local and settings.password is None:
        raise InvalidSetting(f"{PREFIX}NEO4J_URI is set and {PREFIX}NEO4J_PASSWORD is not: set both.")
    return settings


def client_address(host: str, port: int) -> str:
    """Where clients on this machine find what is served on an address, as ``host:port``."""
    if ":" in host:
        return f"[{host}]:{port}"
    return f"{host if host in LOOPBACK else 'localhost'}:{port}"


def list_settings() -> list[tuple[str, str, str]]:
    """Every setting: its name in the environment, its default as text, and what it is for."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default_factory or field.default in (None, ()) else str(field.default).lower()
        rows.append((f"{PREFIX}{name.upper()}", default, field.description or ""))
    return rows
