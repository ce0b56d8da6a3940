"""Safety: messages that may hurt somebody come before moderators, and moderators decide.

Privacy: the text of a message is kept only when it was flagged or reported, and is erased some
days after the decision (setting `retention_days`); in the mode "observe" no text is kept at all.
Who reported is kept so that abuse of reports can be counted, and is shown to nobody. The messages
around a flagged one are shown from memory and never stored. The audit log holds no text. Forgetting
a member deletes their warnings, takes their words and name off the alerts, and leaves bare counts.

Nothing is done to people or messages without a click of a moderator.
"""
