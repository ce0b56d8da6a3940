"""What holds a new idea back for a moderator, and what becomes of it then."""
