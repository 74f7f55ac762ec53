"""Fast runs of the command line: processes forked from one that has imported the commands."""

import asyncio
import io
import multiprocessing
import os
import sys
import tempfile
from pathlib import Path

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["commands_imported"])


async def tradegraph(environment, *arguments, stdin=b"", **settings):
    """Run a command; return its exit code, standard output and standard error."""
    return await asyncio.to_thread(_run, environment | settings, arguments, stdin)


def _run(environment, arguments, stdin):
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("stdin", "stdout", "stderr")]
        files[0].write_bytes(stdin)
        process = _FORKS.Process(target=_command, args=(arguments, environment, Path.cwd(), files))
        process.start()
        process.join(120)
        if process.exitcode is None:
            process.kill()
            process.join()
        code = process.exitcode
        process.close()
        printed, said = files[1].read_bytes().decode(), files[2].read_bytes().decode()
    assert "Traceback" not in said, said
    return code, printed, said


def _command(arguments, environment, folder, files):
    """Run the command in the forked process, with its files, environment and arguments."""
    for descriptor, (path, flags) in enumerate(zip(files, (os.O_RDONLY, *[os.O_WRONLY | os.O_CREAT] * 2), strict=True)):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.stdin = io.TextIOWrapper(os.fdopen(0, "rb", closefd=False), encoding="utf-8")
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["tradegraph", *arguments]
    from app.cli.main import main

    main()
