"""Power cuts: what a bot has sent to SQLite is run again on a disk that forgets.

The bot itself runs with Python's sqlite3, into which no VFS of ours can be put. So `recording`
keeps each statement that the real bot's connections run, and between them what it acknowledged and
what its handlers heard; `disk` runs the same statements, pragmas included, through APSW (a SQLite
of its own, newer than Python's) on a VFS that writes down every write, sync, truncation and
deletion. `cuts` makes of any point of that list what a disk may hold after a power cut, and looks
at it with Python's sqlite3, as the bot's next start does.
"""
