"""Trying an idea out: volunteers, the testers picked of them, and what they tell."""
