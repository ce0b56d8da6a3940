"""The desk: commands, buttons and forms of the chat, on pages."""
