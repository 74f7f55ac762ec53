"""Queries for matching names."""
