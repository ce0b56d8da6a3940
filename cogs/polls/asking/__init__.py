"""Asking: how a poll comes to be.

`commands` has what is typed: a poll posted at once, one from an old poll, another question, the
list of templates. `drafting` has the private card on which a poll is put together (`card`,
`forms`, `payloads`), `templates` what a draft may begin with. `desk` keeps drafts and posts,
`checking` says what may be posted, `typed` reads what people type. `repeating` is a room of its
own: polls that are asked again and again.

A draft is kept from the first word on, so it survives a restart; it belongs to its writer, is
used up by posting, and forgotten a week after it was begun.
"""
