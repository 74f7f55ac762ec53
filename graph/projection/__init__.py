"""Projection of statements to links and status periods: pure functions."""
