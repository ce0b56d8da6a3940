"""Codes and their uses in the database."""

from .codes import CodeStore as CodeStore
