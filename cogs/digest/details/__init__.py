"""What is folded away: one section at a time, and the full report."""
