"""Pages made on the server: lists, entities, sources, changes, calendar and help. They are complete without scripts."""
