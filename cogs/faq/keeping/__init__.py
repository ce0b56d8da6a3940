"""Keeping entries: tags, until when they hold, other languages, and what they said before."""
