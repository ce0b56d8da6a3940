"""What is said about goals."""
