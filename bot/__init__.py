"""Townhall: one community bot for Discord, Telegram and an embedded local chat."""
