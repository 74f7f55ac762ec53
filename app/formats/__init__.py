"""File formats of tables and graphs, for downloads and streams."""
