"""Compute links and status periods from statements: pure functions."""
