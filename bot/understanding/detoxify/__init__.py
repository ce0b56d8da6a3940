"""Detoxify (Apache-2.0, unitaryai) for real: its published checkpoints behind our services.

The only door to torch, transformers and the detoxify package; they are imported when first needed.
"""
