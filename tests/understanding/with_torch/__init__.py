"""Detoxify with PyTorch and the real package, on small checkpoints of the published form."""
