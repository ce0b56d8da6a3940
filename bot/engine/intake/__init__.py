"""The engine's end of the border: inbound event -> committed fact -> listeners -> command path."""

from .intake import Intake

__all__ = ["Intake"]
