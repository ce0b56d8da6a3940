"""Privacy: what is kept and why, in plain words; getting it, having it deleted, and one's choices.

Rooms: `choices` (consent by purpose, asked once, dated), `mydata` (show, export, delete), `notice`
(what this bot keeps, made from the settings in force; pages to publish), `retention` (what went
because its time was over), `store` (the SQL).

Privacy: of each person one dated row for each choice; it goes when they are forgotten. What was
removed is kept in numbers, without whose it was.
"""
