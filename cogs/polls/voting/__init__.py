"""Voting: the public card, the private ballot, and what happens at a press.

`cards` and `ballot` are what people see, `payloads` the buttons under it. `booth` takes a press:
who may vote is `electorate`, the key that keeps voters apart `keys`. `desk` keeps posts and tasks
in step with the store, `reminders` tells those who have not voted yet, `open_ballots` lists who
voted what where that is no secret. `commands` has the handlers.

Each press is a complete vote: nothing has to be submitted, so nothing is lost.
"""
