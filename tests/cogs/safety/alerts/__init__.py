"""The room alerts of safety."""
