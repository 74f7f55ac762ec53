"""Tables and graph files as bytes, for downloads and streams."""
