"""Responses about matched names: pure."""
