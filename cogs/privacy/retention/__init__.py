"""What went because its time was over: gathered from all features, told to owners in numbers."""
