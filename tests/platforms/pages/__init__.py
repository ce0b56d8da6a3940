"""The web pages of the cogs, as the local console serves them."""
