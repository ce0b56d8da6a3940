"""What is missing or no longer fits: gaps, stale and unhelpful entries, and the figures."""
