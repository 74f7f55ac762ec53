"""Read-only Bolt proxy: analysts' tools log on as ``reader``, and only reads reach Neo4j.

From the bottom up: ``protocol`` (bytes), ``pull_windows``, ``current_user`` and ``policy`` (requests),
``response_queue`` and ``flow_control`` (order of responses and requests), ``transports`` (TCP and WebSocket),
``upstream`` (connection to Neo4j), ``config``, ``connection`` (one client) and ``server`` (all clients).
"""

from app.bolt.config import Account, BoltLimits
from app.bolt.server import BoltProxy
from app.bolt.upstream import Target

__all__ = ["Account", "BoltLimits", "BoltProxy", "Target"]
