"""The room deciding of safety."""
