"""What a run was measured on."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import psutil

from graph.local_neo4j.jars.lockfile import neo4j_version

ROOT = Path(__file__).resolve().parent.parent


def describe_machine() -> dict[str, str]:
    """Return the processor, the memory and the versions."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "load_before": f"{os.getloadavg()[0]:.1f}",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "neo4j": neo4j_version(),
        "driver": f"{version('neo4j')} with neo4j-rust-ext {version('neo4j-rust-ext')}",
        "fastapi": version("fastapi"),
        "uvicorn": version("uvicorn"),
    }


def _processor() -> str:
    """Return the model of the processor, as Linux names it, else its architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def commit() -> str:
    """Return the commit of the checkout; with a plus sign if files differ from it."""

    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no")
    return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")
