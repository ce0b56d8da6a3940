"""Ideas: a board where members propose, support each other, and hear what became of it.

Privacy: an idea is public with its author's name. Who supports it is kept with the member's id, so
that a person counts once and hears of changes; cards show the number only. A draft that was not
posted is deleted after some days. Forgetting a member deletes their votes and drafts and takes
their name off their ideas, also on the cards; the ideas themselves stay.
"""
