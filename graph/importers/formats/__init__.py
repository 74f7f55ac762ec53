"""Importers, each for one format of public lists."""
