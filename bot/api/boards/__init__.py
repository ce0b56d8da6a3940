"""Boards: what cogs offer to each other and to the console without knowing each other."""
