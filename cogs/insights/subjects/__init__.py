"""What each section says; no I/O."""
