"""Writing a sequence: its audience, its steps, and what it looks like."""
