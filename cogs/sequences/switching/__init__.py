"""Trying a sequence, switching it on, pausing it, and how it goes."""
