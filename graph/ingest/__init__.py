"""Read files into valid records: syntax, fields, and what one file alone can tell."""
