"""How many members and messages to expect in the next four weeks."""
