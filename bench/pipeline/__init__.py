"""Messages/s and CPU from a socket to the durable fact and the score queue.

Discord and Telegram, against a bare discord.py client and a bare python-telegram-bot application
with no-op handlers, in the same run and in turns. Ours is the real App: the real adapter, every
cog, and a SQLite file with synchronous=FULL. Every message must have its fact in the database and
its text in the score queue before the clock stops. The model behind that queue is replaced by a
counter that finds everything harmless: the model's own speed is measured by its own bench.

The servers run in processes of their own, so their cost is not in the figures; the messages are
made beforehand. Discord's gateway sends as fast as the client reads, Telegram's server hands out
pages of up to 100 updates and the next page only after the offset was raised.
"""
