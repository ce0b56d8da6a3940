"""Figures of communities, from the rollups."""
