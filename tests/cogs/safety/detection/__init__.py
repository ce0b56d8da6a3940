"""The room detection of safety."""
