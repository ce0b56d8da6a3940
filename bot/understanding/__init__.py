"""What the bot understands of a text, on the owner's own machine."""
