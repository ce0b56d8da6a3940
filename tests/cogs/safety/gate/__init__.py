"""The room gate of safety."""
