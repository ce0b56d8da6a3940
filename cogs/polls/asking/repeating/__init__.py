"""Repeating: a poll that is asked again and again, at a local time.

`rhythm` says when (pure), `series` asks, `pages` is what people see, `commands` has the handlers.
Over both clock changes each local day has one poll at most: what a change makes twice means the
first time, what it skips moves forward. After a time without the bot the newest one that was
missed is asked, the others are not.
"""
