"""All that a cog may import. Everything else in `bot` may change without notice."""
