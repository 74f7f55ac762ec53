"""The interfaces of tradegraph: HTTP, Bolt, the command line, agents and pages. Domain logic is in ``graph``."""
