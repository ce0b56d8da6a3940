"""The page in front of the local chat: server, tabs and what they are shown."""
