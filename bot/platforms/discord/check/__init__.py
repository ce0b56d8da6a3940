"""What is wrong on Discord's side, in plain words, and how to mend it."""

from .login import findings, spaces
from .rights import lacking, standing, switches

__all__ = ["findings", "lacking", "spaces", "standing", "switches"]
