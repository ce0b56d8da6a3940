"""Topics: planted ones found again, nobody's words, nobody's share."""
