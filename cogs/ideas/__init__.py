"""Ideas: a board where members propose, support each other, and hear what became of it.

Rooms: `proposing` (from words to an idea: form, likeness, screening, terms), `board` (cards, lists,
support), `comments` (threads and replies), `merging`, `steps` (what becomes of an idea, news,
reminders, "you said, we did"), `testing` and `experts` (who tries out and who could help),
`challenges` (a question with phases and a vote), `exchange` (import, export, web page), `store`
(the SQL that they share; a room's own is in its `store.py`).

Privacy: an idea is public with its author's name, or without it where they wish so; then only who
reads the database could tell whose it is. Who supports or follows it is kept with the member's id,
so that a person counts once and hears of changes; cards show numbers only. Comments are counted
where they stand, their words are never kept; feedback of testers is kept with their name. A draft
that was not posted is deleted after some days. Forgetting a member deletes what is theirs alone and
takes their name off what stays, also on cards: store/people.py has the rule of each table.
"""
