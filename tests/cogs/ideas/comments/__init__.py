"""Talk about ideas, on every platform."""
