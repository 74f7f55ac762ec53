"""Explorer pages: templates, scripts, styles, and the scenes they draw."""
