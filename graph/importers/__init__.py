"""Importers of public lists: from the files that agencies publish to records."""
