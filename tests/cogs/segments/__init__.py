"""Segments as a chat."""
