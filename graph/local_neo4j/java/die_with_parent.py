"""Become a program that ends when its parent does: ``python leash.py PARENT_PID PROGRAM [ARGUMENT…]``.

On Linux the kernel is asked to send this process SIGTERM when the parent's thread that started it ends, however it
ends, and then the program takes this process's place; the wish outlives that. It is a program rather than code between
fork and exec, because such code can hang when the parent has threads. It imports nothing of this project.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ask for the signal, see whether the parent is still there, and become the program."""
    parent, *command = sys.argv[1:]
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):
        sys.exit(1)  # it ended before it could be asked: nobody is left to work for
    os.execv(command[0], command)  # noqa: S606 - this is what the file is for


if __name__ == "__main__":
    main()
