"""Segments: who is meant, saved under a name and counted before anything is sent."""
