"""Run the command line."""

import asyncio
import subprocess
import sys


async def tradegraph(environment, *arguments, stdin=b"", **settings):
    """Runs a command; gives its exit code, what it printed, and what it said on standard error."""

    def run():
        return subprocess.run(
            [sys.executable, "-m", "app.cli.main", *arguments],
            input=stdin, capture_output=True, env=environment | settings, timeout=120, check=False,
        )  # fmt: skip

    done = await asyncio.to_thread(run)
    said = done.stderr.decode()
    assert "Traceback" not in said, said
    return done.returncode, done.stdout.decode(), said
