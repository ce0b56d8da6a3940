"""Privacy as a chat, in numbers, and on the command line."""
