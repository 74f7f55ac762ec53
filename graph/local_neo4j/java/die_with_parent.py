"""Launcher of a program that ends with its parent: ``python die_with_parent.py PARENT_PID PROGRAM [ARGUMENT…]``.

Linux sends this process SIGTERM when the thread that started it ends for any reason. Then exec replaces this process by
the program; the setting survives exec. This is a separate script, because code between fork and exec can hang when the
parent has threads. It imports nothing of this project.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Request the signal, check that the parent still runs, and become the program."""
    parent, *command = sys.argv[1:]
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):
        sys.exit(1)  # the parent ended before the request, so there will be no signal
    os.execv(command[0], command)  # noqa: S606 - the purpose of this script


if __name__ == "__main__":
    main()
