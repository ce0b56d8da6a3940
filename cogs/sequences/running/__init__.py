"""Running: who comes to a sequence, and what goes out when it is due."""
