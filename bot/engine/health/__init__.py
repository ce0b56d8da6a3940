"""How the bot is, and what it gives up when there is too much to do."""
