"""Talking with people: from what they type or press to a handler, and back as they may see it."""
