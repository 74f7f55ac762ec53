"""Service file ``served.json`` in the data directory: the addresses of the running service."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass

import psutil

from app.settings import Settings

SERVICE_FILE = "served.json"


@dataclass(frozen=True)
class ServiceAddresses:
    """Addresses of a service: HTTP, and the Bolt proxy if it runs.

    ``password_set``: the operator set the reader's password, so the data directory does not have it.
    """

    http: str
    bolt: str | None
    password_set: bool = False


@contextmanager
def write_service_file(settings: Settings, served: ServiceAddresses) -> Iterator[None]:
    """Write the service file for the duration of the context.

    A data directory that is missing or read-only, as in a container, is no error: readers then use the settings.
    """
    path = settings.data_dir / SERVICE_FILE
    with suppress(OSError):
        path.write_text(json.dumps({**asdict(served), "pid": os.getpid()}) + "\n", encoding="utf-8")
    try:
        yield
    finally:
        with suppress(OSError, ValueError, KeyError, TypeError):
            if (
                json.loads(path.read_text(encoding="utf-8"))["pid"] == os.getpid()
            ):  # a later service may have written it
                path.unlink()


def read_service_file(settings: Settings) -> ServiceAddresses:
    """Return the addresses of the running service, or else the HTTP address in the settings."""
    with suppress(OSError, ValueError, KeyError, TypeError):  # the file is missing or has another format
        content = json.loads((settings.data_dir / SERVICE_FILE).read_text(encoding="utf-8"))
        if psutil.pid_exists(content["pid"]):  # a killed service leaves its file behind
            return ServiceAddresses(content["http"], content["bolt"], content.get("password_set", False))
    return ServiceAddresses(f"http://{settings.host}:{settings.port}", None)
