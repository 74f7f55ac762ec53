"""The command line: ``tradegraph``. Thin commands over ``app.runtime``; errors are one plain line and an exit code."""
