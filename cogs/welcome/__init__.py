"""Greets newcomers, shows the charter, asks what they like, sees that they get an answer."""
