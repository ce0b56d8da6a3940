"""The console: the figures of a community in a browser, for its team."""
