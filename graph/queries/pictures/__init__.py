"""Queries for pictures: scenes and boards."""
