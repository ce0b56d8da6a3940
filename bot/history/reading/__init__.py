"""Exports of other tools as records that are common to all of them; nothing here writes."""
