"""Fits what `cogs.faq.retrieval` ships; see `python -m training.matching --help`."""
