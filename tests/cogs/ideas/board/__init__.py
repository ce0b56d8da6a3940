"""What the community sees of ideas, and votes."""
