"""Types, vocabulary, dates, names and entity resolution: pure, without I/O."""
