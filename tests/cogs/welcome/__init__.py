"""The welcome, by room."""
