"""What becomes of an idea, and who hears of it."""
