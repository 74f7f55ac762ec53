"""Matching of names: words in Latin letters, keys that find candidates, and scores with reasons. No I/O."""
