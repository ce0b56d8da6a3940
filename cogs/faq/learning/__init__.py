"""How sure answers must be, from what askers said of them; people decide."""
