"""How many messages a second the safety cog looks at, and how soon moderators see a card.

The real App with the safety cog, the shipped model and a SQLite file with synchronous=FULL takes in
messages from the local chat: kept as a fact, scored, looked at for patterns, judged, filed, shown.
On one core that is set against a bare filter as most bots have it: a handler that searches each
message for a compiled list of words, on the same chat and without anything else. On two cores,
messages come at an even pace, some of them abusive, and each of those is timed from the moment it
was due until the moderators' channel shows its words.

Every run has a process of its own, which also writes the messages; the texts are made beforehand.
"""
