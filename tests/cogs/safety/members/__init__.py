"""The room members of safety."""
