"""How the bot runs: from an event to the cogs and back. A cog never imports it."""
