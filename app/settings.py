"""Settings from the environment and ``.env``. Only this module reads them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from graph.errors import InvalidSetting, Problem

PREFIX = "TRADEGRAPH_"
READER_USER = "reader"  # user name for analysts' tools
_PATH = re.compile(r"(?:/[A-Za-z0-9._~@-]+)+", re.ASCII)
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Settings(BaseSettings):
    """Settings, each named ``TRADEGRAPH_<FIELD>``. ``tradegraph serve --help`` shows the descriptions."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", env_ignore_empty=True)

    neo4j_uri: str | None = Field(
        None, description="Neo4j server, such as bolt://host:7687 or neo4j+s://host. Default: a local one is started."
    )
    neo4j_user: str = Field("neo4j", description="User name for Neo4j.")
    neo4j_password: SecretStr | None = Field(
        None, description="Password for Neo4j. Default for the local one: generated and stored in DATA_DIR."
    )
    neo4j_database: str = Field("neo4j", description="Database in Neo4j.")
    data_dir: Path = Field(
        default_factory=lambda: user_data_path("tradegraph"),
        description="Directory of the local Neo4j and of generated passwords.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="HTTP port; 0 selects a free one.")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Host names that clients may use, separated by commas. Required to serve other machines.",
    )
    root_path: str = Field(
        "", description="Path prefix at which a proxy publishes the service, such as /tradegraph. Default: none."
    )
    bolt_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="Bolt port for analysts' tools. Default: 7687, or a free one if it is taken.",
    )
    reader_password: SecretStr | None = Field(
        None,
        min_length=8,
        description="Password of the user reader for analysts' tools. Default: generated and stored in DATA_DIR.",
    )
    write_key: SecretStr | None = Field(
        None, min_length=16, description="Key for adding records over HTTP. Default: writing over HTTP is off."
    )
    cypher_timeout_s: float = Field(10, gt=0, le=600, description="Time limit of an ad-hoc query, in seconds.")
    cypher_max_rows: int = Field(10_000, ge=1, le=1_000_000, description="Row limit of an ad-hoc query.")
    cache_mb: int = Field(32, ge=0, le=4096, description="Memory for recent answers over HTTP, in MiB; 0 stores none.")
    cache_delay_s: float = Field(
        1,
        ge=0,
        le=60,
        description="Seconds after which an answer shows a write of another process at the latest.",
    )
    seed: bool = Field(True, description="Load the example data from seed_data/ into an empty graph at the start.")

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_names(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("root_path")
    @classmethod
    def _check_path(cls, value: str) -> str:
        """Remove the last slash. Raises ValueError for an invalid path."""
        path = value.strip().rstrip("/")
        if path and not _PATH.fullmatch(path):
            raise ValueError(f"{value!r:.80} is not a valid path: it must begin with /, such as /tradegraph")
        return path

    @field_validator("data_dir")
    @classmethod
    def _resolve_data_dir(cls, value: Path) -> Path:
        """Return the absolute path, so that all processes agree on the name. Raises ValueError."""
        try:
            return value.expanduser().resolve()
        except (RuntimeError, OSError) as error:  # unknown user, or circular links
            raise ValueError(f"{value} cannot be resolved ({error})") from None

    @property
    def local(self) -> bool:
        """True if Neo4j is the local one."""
        return self.neo4j_uri is None

    @property
    def password(self) -> str | None:
        """Plain text of Neo4j's password, or None."""
        return self.neo4j_password.get_secret_value() if self.neo4j_password else None

    @property
    def reader_password_value(self) -> str | None:
        """Plain text of the reader's password, or None."""
        return self.reader_password.get_secret_value() if self.reader_password else None


def read_settings(**flags: Any) -> Settings:
    """Read the settings; ``flags`` that are not None override the environment, which overrides ``.env``.

    Raises InvalidSetting with a message that names the setting.
    """
    try:
        settings = Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        problems = [
            Problem(f"{PREFIX}{str(e['loc'][0]).upper()}", describe_validation_error(e)) for e in error.errors()
        ]
        raise InvalidSetting(f"{problems[0]}.", problems) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"byte {error.start} is not UTF-8"
        raise InvalidSetting(f".env in this directory cannot be read: {reason}.") from None
    if settings.host not in LOOPBACK and not settings.allowed_hosts:
        raise InvalidSetting(
            f"{PREFIX}HOST={settings.host} opens the service to other machines: "
            f"set {PREFIX}ALLOWED_HOSTS to the host names that they may use."
        )
    if not settings.local and settings.password is None:
        raise InvalidSetting(f"{PREFIX}NEO4J_URI is set but {PREFIX}NEO4J_PASSWORD is missing: set both.")
    return settings


def describe_validation_error(error: Mapping[str, Any]) -> str:
    """Return pydantic's message without the name of the setting or parameter."""
    if error["type"] == "missing":
        return "is required"
    message = str(error["msg"]).removeprefix("Value error, ")
    # For a SecretStr, pydantic's message says "items" instead of characters.
    message = re.sub(r"^Value should have (.+) items? after validation", r"must have \1 characters", message)
    message = re.sub(r"^(Input|String|List|Tuple|Dictionary|Value|Object) should ", "must ", message)
    return message[:1].lower() + message[1:]


def client_address(host: str, port: int) -> str:
    """Return the ``host:port`` by which clients on this machine reach a listening address."""
    if ":" in host:
        return f"[{host}]:{port}"
    return f"{host if host in LOOPBACK else 'localhost'}:{port}"


def list_settings() -> list[tuple[str, str, str]]:
    """Return the environment variable, default and description of every setting."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default_factory or field.default in (None, ()) else str(field.default).lower()
        rows.append((f"{PREFIX}{name.upper()}", default, field.description or ""))
    return rows
