"""What is kept about somebody: shown to them, given to them, deleted for them."""
