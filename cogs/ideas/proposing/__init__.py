"""From words to an idea on the board."""
