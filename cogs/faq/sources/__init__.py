"""Entries from files: Markdown, a web page, a table."""

from .model import Draft, Reading, Unreadable
from .reading import read

__all__ = ["Draft", "Reading", "Unreadable", "read"]
