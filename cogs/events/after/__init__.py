"""Who was there, and how it was."""
