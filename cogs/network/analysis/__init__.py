"""Measures of a network, pure functions over numpy arrays."""
