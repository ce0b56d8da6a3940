"""What is said about announcements."""
