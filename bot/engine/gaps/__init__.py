"""What was missed while nobody listened is taken in afterwards, as if it had just been heard."""

from .catching_up import CatchUp

__all__ = ["CatchUp"]
