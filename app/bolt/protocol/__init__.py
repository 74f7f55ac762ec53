"""The bytes of the Bolt protocol: PackStream, chunking, handshake. No event loop, no policy."""
