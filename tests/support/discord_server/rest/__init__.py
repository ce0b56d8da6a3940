"""REST handlers, one module per part of Discord's API; importing them fills the table."""

from . import application, automod, channels, events, guilds, interactions

__all__ = ["application", "automod", "channels", "events", "guilds", "interactions"]
