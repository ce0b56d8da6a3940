"""Polls: a question with answers to click, counted once over all spaces of a community.

Privacy: a vote is kept with the member's id, because it can be changed until the end and a linked
person counts once. No card, answer or command shows who voted for what; who has access to the
database could read it. Closing writes down the plain counts; forgetting a member deletes their
votes and takes their name off the polls they asked, and the counts of closed polls stay.
"""
