"""Durable events/s, and how long an acknowledgement takes.

Through the real `Intake.receive_many`: members and channels are looked up, the fact and the row of
the inbox are committed to a SQLite file with synchronous=FULL, one listener hears each message, and
the row is deleted. The clock stops when every event is acknowledged, heard, and gone from the
inbox; the bench fails if one is missing. The process keeps to one core; SQLite's own thread shares
it. Pages of up to 100 come from several lanes at once, as they do from Telegram and Discord.

Peers in the same run, on the same file system: the same statements with one transaction an event,
which is what a handler does that commits before it answers; and as the ceiling Python's sqlite3
with prepared tuples in batches, which does no look-up and hears nothing.
"""
