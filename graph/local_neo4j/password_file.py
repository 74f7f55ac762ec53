"""A password that was made up and is kept in a file that its owner alone can read."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PasswordFile:
    """The password in one file, which may or may not be there."""

    path: Path

    def read(self) -> str | None:
        """The password, or None where none is kept."""
        try:
            return self.path.read_text("utf-8").strip() or None
        except FileNotFoundError:
            return None

    def make(self) -> str:
        """Make up a password and keep it."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        password = secrets.token_urlsafe(24)
        # Written beside and moved, so that no crash can leave half a password.
        new = self.path.with_name(f"{self.path.name}.new")
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(password + "\n")
        new.replace(self.path)
        return password

    def forget(self) -> None:
        """Remove it: another one has taken its place."""
        self.path.unlink(missing_ok=True)
