"""The page of a picture: its template, script and style, how things look in it, and which files it needs."""
