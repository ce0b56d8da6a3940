"""Safety: messages that may hurt somebody come before moderators, and moderators decide.

Rooms: detection (is it worth a look), alerts (one event, one alert, one card), cards (what
moderators see), deciding (what they do, undoing it, taking turns), members (reports, notices,
appeals), gate (word list, slow door), proof (figures). cog.py puts them together; docs/safety.md
tells owners.

Privacy: the text of a message is kept only when it was flagged or reported, and is erased some
days after the decision (setting `retention_days`); in the mode "observe" no text is kept at all.
Scores are kept without text for `score_days`. Who reported is kept so that abuse of reports can be
counted, and is shown to nobody. The messages around a flagged one are shown from memory and never
stored. The audit log holds no text. Forgetting a member deletes their warnings and notes, takes
their words and name off the alerts, and leaves bare counts.

Nothing is done to people or messages without a click of a moderator, unless an owner sets the mode
"act" for a label.
"""
