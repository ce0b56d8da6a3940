"""Tests of what moderators see."""
