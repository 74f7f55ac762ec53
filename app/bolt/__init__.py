"""The Bolt door: analysts' tools log on here as ``reader``, and only reading reaches the Neo4j behind it.

A relay that understands what clients send and passes on what Neo4j answers. Lowest first: ``packstream`` (values),
``frames`` (messages in chunks), ``handshake``, ``pulls`` (long ones in parts), ``messages`` (requests judged and
written anew, answers of its own), ``turns`` (which answer is whose), ``flow`` (what goes to Neo4j when), ``wires`` (TCP
and WebSocket), ``upstream`` (the way to Neo4j), ``rules`` (limits), ``visit`` (one client) and ``door`` (all of them).
"""

from app.bolt.config import Account, BoltLimits
from app.bolt.server import BoltProxy
from app.bolt.upstream import Target

__all__ = ["Account", "BoltLimits", "BoltProxy", "Target"]
