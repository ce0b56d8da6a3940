"""`python -m bench.interactions`: how long a click waits for its answer while a server is busy.

A Discord of this machine sends 2,000 messages a second of many people, and clicks on a poll, to a
bot in a process of its own: Townhall as an owner runs it, with every feature and the shipped model,
then a bare discord.py bot that writes each message and vote to SQLite at once. Discord gives up
after three seconds. Last line JSON: p99_ms, over_3s, interactions, events_per_s, scores_per_s, and
the same figures of the peer.
"""
