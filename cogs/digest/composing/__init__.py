"""Puts a digest together: numbers, a picture, what to do, what came of it."""
