"""Greets newcomers, one by one or in groups when many come at once."""
