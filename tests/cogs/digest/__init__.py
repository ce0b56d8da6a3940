"""The digest: true, once a period, and with buttons that do what they say."""
