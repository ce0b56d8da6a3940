"""Fits what `cogs.topics.meaning` ships; see `python -m training.intents --help`."""
