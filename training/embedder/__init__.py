"""How the embedder that ships with the bot is made from multilingual-e5-small, and judged."""
