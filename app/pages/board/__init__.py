"""Boards as pages: texts, cut names, life bars, and what is folded."""
