"""Pages of one entity and of one source."""
