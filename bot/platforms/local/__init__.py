"""The local platform: a chat world in memory with a browser in front."""

from bot.platforms.settings import LocalSettings

from .nouns import BOT, SPACE, Change, Person, Post, Refused
from .platform import LocalPlatform
from .world import World

__all__ = [
    "BOT",
    "SPACE",
    "Change",
    "LocalPlatform",
    "LocalSettings",
    "Person",
    "Post",
    "Refused",
    "World",
]
