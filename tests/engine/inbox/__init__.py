"""What was acknowledged is handled, also after a crash."""
