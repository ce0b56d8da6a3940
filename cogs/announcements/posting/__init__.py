"""Posting what was approved: to channels or to a segment, once or again and again."""
