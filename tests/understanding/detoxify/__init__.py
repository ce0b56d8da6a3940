"""Detoxify as far as it works without PyTorch."""
