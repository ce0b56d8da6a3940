"""First messages of newcomers that nobody has answered."""
