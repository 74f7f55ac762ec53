"""Command line ``tradegraph``: thin commands over ``app.runtime``."""
