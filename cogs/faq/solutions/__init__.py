"""Solutions, and the entries that they may become."""
