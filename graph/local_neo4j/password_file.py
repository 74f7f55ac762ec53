"""Generated password in a file that only its owner can read."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from graph.local_neo4j.atomic_file import write_atomically


@dataclass(frozen=True)
class PasswordFile:
    """Password in one file, which may be missing."""

    path: Path

    def read(self) -> str | None:
        """Return the password, or None if there is none."""
        try:
            return self.path.read_text("utf-8").strip() or None
        except FileNotFoundError:
            return None

    def make(self) -> str:
        """Generate a password and store it."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        password = secrets.token_urlsafe(24)
        write_atomically(self.path, password + "\n", mode=0o600)
        return password

    def forget(self) -> None:
        """Remove the file: Neo4j now has another password."""
        self.path.unlink(missing_ok=True)
