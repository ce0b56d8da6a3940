"""What a supervisor asks: does it live, is it ready, its figures."""

from .watch import Watch, watched

__all__ = ["Watch", "watched"]
