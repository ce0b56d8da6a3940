"""Who and where."""
