"""What the coming weeks may bring: who may fall silent, how much to expect, what is unusual."""
