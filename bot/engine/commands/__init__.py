"""Commands: read from signatures, parsed from text, their values made typed."""
