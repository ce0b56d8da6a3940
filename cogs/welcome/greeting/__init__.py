"""Greetings: one by one, together in a rush, gone when the newcomer is."""
