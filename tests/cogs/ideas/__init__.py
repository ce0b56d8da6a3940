"""The ideas, by room."""
