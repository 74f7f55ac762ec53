"""Search: entities, and questions of the library that fit the words."""
