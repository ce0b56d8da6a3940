"""The condition language of audiences and the board that evaluates it."""
