"""Closing: the end of a poll, its result, and the means to check it.

`closing` closes, destroys the key and publishes; `wording` is what people read of it; `commands`
has the handlers: lists, ending early, results, receipts, and the table for spreadsheets.
"""
