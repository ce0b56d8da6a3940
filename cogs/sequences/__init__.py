"""Sequences: messages some days apart, each at a local time, until somebody has had enough."""
