"""Backups of the whole database: taken while the bot runs, checked, and put back.

No secret is in one: tokens are in the settings, and the keys of anonymous polls in files beside
the database, which are left where they are.
"""

from .files import newest
from .making import Made, back_up
from .restoring import Place, restore

__all__ = ["Made", "Place", "back_up", "newest", "restore"]
