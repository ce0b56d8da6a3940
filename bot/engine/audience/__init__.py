"""The condition language of audiences: reading, printing, evaluating (docs/audiences.md).

Written by hand rather than with a parser library: what a trait may be followed by depends on which
traits there are, and each error is a sentence of its own for an owner. That is most of the code,
and no grammar file would carry it.
"""
