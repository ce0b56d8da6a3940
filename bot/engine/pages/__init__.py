"""The web pages of the cogs: who asked for what, and how it is written."""
