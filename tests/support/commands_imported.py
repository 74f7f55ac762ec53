"""Imports of all commands, for the process that commands are forked from."""

from importlib import import_module

from app.cli.main import COMMANDS

for command in COMMANDS.values():
    import_module(f"app.cli.commands.{command.module}")
for module in ("app.runtime.neo4j", "app.runtime.runtime", "app.verify", "graph.local_neo4j", "graph.queries"):
    import_module(module)
