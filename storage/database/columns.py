"""Columns that tables of the bot and of cogs have in common."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer

# SQLite makes a column its row id only when the type reads exactly INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")
