"""How polls are counted."""
