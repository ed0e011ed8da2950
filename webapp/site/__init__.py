"""Pages of plain words: help, about, privacy, accessibility."""
