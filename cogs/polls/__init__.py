"""Polls: a question with answers to choose from, counted once over all spaces of a community.

Rooms: `asking` (forms, drafts, templates, series), `voting` (cards and ballots), `closing` (the
result), `asked` (polls that other cogs want), `methods` (how each kind counts), `record` (receipts
and the chain), `store` (all SQL).

Privacy. Every poll says on its card what is secret, before anybody votes.

- open: everybody sees who voted what, during the poll or, where counts are hidden, after it.
- private: no card, answer or command shows who voted what. While the poll is open, the ballot is
  kept with the member's id, so that it can be changed; who has the database could read it. At
  closing, ballots and the list of who voted are deleted; what stays is the record without names.
- anonymous: the ballot is kept under a code that only the poll's key makes of a member. The key is
  a file beside the database, never in it, and is destroyed at closing. So neither members nor
  moderators nor the owner can look up a vote, and a database, a dump or a backup of it tells
  nobody's vote, during the poll or after it. While the poll is open, the database says who has
  voted (to the hour), but not what.

Not protected against: whoever controls the machine while an anonymous poll is open and so has both
database and key; whoever compares two dumps from just before and just after a single vote; what
can be concluded from the counts (everybody voted the same, or almost nobody voted); the chat
platform, which sees every click; and a voter who shows their own receipt.

The record of a closed poll has every ballot under its receipt, without names and in no order of
time. Where only a jury may vote, its list stays, which says who could, not who did. Forgetting a
member deletes their votes in open polls and takes their name off such lists and off what they
asked, answered or voted openly; closed counts stay as they were published. When two accounts turn
out to be one person, they have one vote: of two ballots the one of the account that stays.
"""
