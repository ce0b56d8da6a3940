"""Townhall: one community bot for Discord, Telegram and an embedded local chat."""

import os

# There are none, and pydantic would read the metadata of every installed package to find that out:
# a twentieth of a start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
