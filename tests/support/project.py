"""Paths of the project, and the write key of tests."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"

#: The write key of services in tests, and the header that sends it.
KEY = "a key of more than sixteen letters"
BEARER = {"Authorization": f"Bearer {KEY}"}
