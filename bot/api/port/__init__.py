"""The border between the engine and a platform. Cogs do not need this package."""
