"""Paths of the project, and the key for writing that tests use."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"

#: The key for writing of the services that tests start, and the header that sends it.
KEY = "a key of more than sixteen letters"
BEARER = {"Authorization": f"Bearer {KEY}"}
