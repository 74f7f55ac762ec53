"""Bytes of the Bolt protocol: PackStream, chunks, handshake and messages; no event loop, no policy."""
