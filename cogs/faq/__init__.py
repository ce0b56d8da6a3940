"""Answers questions from the community's own entries, and says so when it does not know."""
