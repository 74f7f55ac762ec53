"""Neo4j as a child process: download, start, supervision and stop.

``LocalNeo4j`` runs one; the functions let other processes find and stop it.
"""

from graph.local_neo4j.address import Address, find_running
from graph.local_neo4j.home import Home
from graph.local_neo4j.ownership import LONG_RUNNING, Owner, find_owner, stop_running
from graph.local_neo4j.supervisor import LocalNeo4j

__all__ = ["LONG_RUNNING", "Address", "Home", "LocalNeo4j", "Owner", "find_owner", "find_running", "stop_running"]
