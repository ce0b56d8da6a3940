"""Asking: what is noticed, said, and in which words."""
