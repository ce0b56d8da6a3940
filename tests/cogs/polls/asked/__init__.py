"""Polls that another cog asks for."""
