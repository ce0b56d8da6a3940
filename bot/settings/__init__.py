"""Settings: config.toml and the environment, typed, with mistakes told in plain sentences."""

from .load import find_file, load, secrets_of
from .model import CommunitySettings, LogSettings, Platforms, Settings, StorageSettings
from .problems import SettingsError

__all__ = [
    "CommunitySettings",
    "LogSettings",
    "Platforms",
    "Settings",
    "SettingsError",
    "StorageSettings",
    "find_file",
    "load",
    "secrets_of",
]
