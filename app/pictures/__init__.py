"""The pages of the explorer: templates, scripts, styles and the scenes they draw."""
