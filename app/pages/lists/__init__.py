"""Lists with facets, and their columns."""
