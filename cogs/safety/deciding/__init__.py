"""What happens when people decide."""
