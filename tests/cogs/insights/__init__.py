"""Insights in numbers and as a chat."""
