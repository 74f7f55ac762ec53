"""A scene: positions, routes, styles and texts of nodes and links, computed without I/O."""
