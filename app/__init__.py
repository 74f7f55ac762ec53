"""tradegraph's doors: HTTP, the command line and the picture. All meaning lives in ``graph``."""
