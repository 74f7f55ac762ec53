"""Conversion of files to valid records: syntax, fields, and all checks that need no graph."""
