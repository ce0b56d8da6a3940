"""Tests of what becomes of ideas."""
