"""Looks after the bot with those in charge: what is wrong, and how to mend it."""
