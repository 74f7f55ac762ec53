"""The command line ``tradegraph``: thin commands over ``app.runtime``."""
