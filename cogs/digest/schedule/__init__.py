"""When digests come, which period each is about, and to whom it goes."""
