"""What stands before everything else: the list of words, AutoMod, and the slow door."""
