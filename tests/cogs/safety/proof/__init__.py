"""The room proof of safety."""
