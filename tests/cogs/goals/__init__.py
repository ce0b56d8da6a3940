"""Goals: read, followed, told."""
