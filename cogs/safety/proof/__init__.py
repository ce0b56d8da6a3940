"""How well it works: figures, and what other settings would have done."""
