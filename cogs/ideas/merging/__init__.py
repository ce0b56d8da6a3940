"""Putting ideas that mean the same together, and taking them apart again."""
