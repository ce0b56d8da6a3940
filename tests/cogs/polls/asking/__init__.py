"""Asking: drafts, templates, repeated polls."""
